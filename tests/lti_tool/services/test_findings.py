"""What a page tells of a grade: everything at the last try, beginnings before."""

from analytics.content import Criterion, KeyTerm, ShortAnswerItem
from analytics.grading.findings import CriterionFinding, Findings, Mark, Note
from lti_tool.services.findings import Explanation, Graded, agreeing, explain

ANSWER = "The particles move faster, so it weighs more."
ITEM = ShortAnswerItem(
    id="warm",
    skills={"heat": 1.0},
    prompt="What happens to a metal rod when it is warmed?",
    references=("Its particles move faster and it expands.",),
    rubric=(
        Criterion(text="The particles move faster", points=1, references=("They move faster",)),
        Criterion(text="The rod expands", points=3, references=("It gets longer",)),
    ),
    key_terms=(KeyTerm(term="particles"), KeyTerm(term="expand")),
)
FINDINGS = Findings(
    criteria=(
        CriterionFinding(
            text="The particles move faster",
            points=1,
            score=1.0,
            label="correct",
            confidence=0.9,
            covered=("move faster",),
        ),
        CriterionFinding(
            text="The rod expands",
            points=3,
            score=0.2,
            label="irrelevant",
            confidence=0.5,
            missing=("gets longer",),
            notes=(Note(code="missing_word", facts={"mask": "l•••••", "letters": 6}),),
        ),
    ),
    notes=(Note(code="term_missing", facts={"mask": "e•••••", "letters": 6}),),
    marks=(
        Mark(start=4, end=25, kind="covered"),
        Mark(start=30, end=44, kind="contradicted"),
    ),
)


def explained(*, told: bool) -> Explanation:
    graded = Graded(ANSWER, ("move faster",), ("expand", "gets longer"), FINDINGS)
    return explain(ITEM, graded, told=told)


def test_each_criterion_says_its_verdict_and_its_share_of_the_marks() -> None:
    first, second = explained(told=True).criteria
    assert (first.verdict, first.share, first.earned) == ("covered", 0.25, 0.25)
    assert (second.verdict, second.share) == ("missing", 0.75)
    assert round(second.earned, 3) == 0.15


def test_what_a_whole_answer_lacks_of_the_reference_was_said_in_other_words() -> None:
    whole = Findings(notes=(Note(code="all_there"),))
    assert explain(None, Graded(ANSWER, (), ("volume decreases",), whole), told=True).is_whole
    assert not explained(told=True).is_whole


def test_before_the_last_try_no_word_of_what_is_missing_is_told() -> None:
    found = explained(told=False)
    first, second = found.criteria
    assert first.text == "The particles move faster"
    assert (second.text, second.missing) == ("", ("g••• l•••••",))
    assert found.missing == ("g••• l•••••",)
    assert [(term.text, term.found) for term in found.terms] == [
        ("particles", True),
        ("e•••••", False),
    ]


def test_at_the_last_try_all_is_told_and_masks_are_not_repeated() -> None:
    found = explained(told=True)
    assert (found.criteria[1].text, found.criteria[1].missing) == (
        "The rod expands",
        ("gets longer",),
    )
    assert found.criteria[1].notes == ()
    assert found.terms[1].text == "expand"


def test_a_key_term_stands_among_the_terms_and_nowhere_else() -> None:
    found = explained(told=True)
    assert found.missing == ("gets longer",)
    assert found.notes == ()


def test_the_answer_is_told_whole_with_what_its_grade_rests_on() -> None:
    pieces = explained(told=False).pieces
    assert "".join(piece.text for piece in pieces) == ANSWER
    assert [(piece.text, piece.kind) for piece in pieces if piece.kind != "plain"] == [
        ("particles move faster", "covered"),
        ("it weighs more", "contradicted"),
    ]


def test_marks_beyond_the_answer_or_over_each_other_lose_no_character() -> None:
    marks = (
        Mark(start=0, end=8, kind="covered"),
        Mark(start=4, end=9, kind="covered"),
        Mark(start=8, end=99, kind="contradicted"),
    )
    found = explain(None, Graded("It is so.", (), (), Findings(marks=marks)), told=True)
    assert "".join(piece.text for piece in found.pieces) == "It is so."


def test_an_answer_without_marks_is_one_plain_run() -> None:
    found = explain(ITEM, Graded("So.", (), (), Findings()), told=False)
    assert [piece.text for piece in found.pieces] == ["So."]
    assert not found.is_marked


def test_full_marks_of_a_teacher_leave_nothing_missing_and_nothing_marked_wrong() -> None:
    found = agreeing(explained(told=True), "correct")
    assert (found.covered, found.missing, found.criteria) == (("move faster",), (), ())
    assert [term.text for term in found.terms] == ["particles"]
    assert "".join(piece.text for piece in found.pieces) == ANSWER
    assert {piece.kind for piece in found.pieces} == {"plain", "covered"}


def test_no_marks_of_a_teacher_leave_nothing_that_counts() -> None:
    found = agreeing(explained(told=True), "irrelevant")
    assert (found.covered, found.missing, found.criteria) == ((), ("gets longer",), ())
    assert [term.text for term in found.terms] == ["expand"]
    assert {piece.kind for piece in found.pieces} == {"plain", "contradicted"}


def test_a_part_of_the_marks_leaves_all_reasons() -> None:
    assert agreeing(explained(told=True), "partial") == explained(told=True)
