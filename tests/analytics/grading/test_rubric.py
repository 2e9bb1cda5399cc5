"""Criteria judged apart, weighed together, and capped by missing key terms."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content import Criterion, KeyTerm, ShortAnswerItem
from analytics.grading.evidence import compare
from analytics.grading.rubric import requests_of, rule
from analytics.grading.types import LABELS, Grade, GradeLabel

CAUSE = Criterion(text="the cause", points=3, references=("Heat makes particles move faster.",))
EFFECT = Criterion(text="the effect", points=1, references=("The ice melts.", "It turns liquid."))


def item(**changes: Any) -> ShortAnswerItem:
    fields = {
        "id": "i",
        "skills": {"s": 1.0},
        "prompt": "What happens to ice in the sun, and why?",
        "references": ("Heat makes its particles move faster, so it melts.",),
        "rubric": (CAUSE, EFFECT),
    }
    return ShortAnswerItem.model_validate(fields | changes)


def grade(
    score: float, label: GradeLabel = "correct", sure: float = 0.9, nearest: int = 0
) -> Grade:
    return Grade(
        label=label,
        score=score,
        confidence=sure,
        probabilities=tuple(float(one == label) for one in LABELS),
        nearest_reference=nearest,
        covered=(),
        missing=(),
        model="grader:7",
    )


def seen(found: Grade, reference: str, answer: str) -> Grade:
    """Return a grade with the evidence that the grader sends along."""
    evidence = compare(reference, answer)
    return found.model_copy(
        update={
            "covered": evidence.covered,
            "missing": evidence.missing,
            "contradicted": evidence.contradicted,
            "reference_spans": evidence.reference,
            "answer_spans": evidence.answer,
        }
    )


def test_one_question_is_asked_for_each_criterion() -> None:
    asked = requests_of(item(), "It melts.", "en")
    assert [request.references for request in asked] == [CAUSE.references, EFFECT.references]
    assert {(request.question, request.answer) for request in asked} == {
        (item().prompt, "It melts.")
    }


def test_without_references_of_their_own_criteria_are_one_question() -> None:
    whole = item(rubric=(Criterion(text="all", points=1),))
    [request] = requests_of(whole, "It melts.", "en")
    assert request.references == whole.references
    ruling = rule(whole, "It melts.", [grade(0.4, "partial")])
    assert (ruling.score, ruling.label, ruling.criteria) == (0.4, "partial", ())


def test_the_score_is_the_sum_by_points_and_each_verdict_is_kept() -> None:
    poor = seen(grade(0.2, "irrelevant", 0.6), CAUSE.references[0], "It melts.")
    ruling = rule(item(), "It melts.", [poor, grade(1.0, sure=0.95)])
    assert ruling.score == pytest.approx((3 * 0.2 + 1 * 1.0) / 4)
    assert (ruling.label, ruling.confidence, ruling.model) == ("partial", 0.6, "grader:7")
    assert [(f.text, f.points, f.score, f.label) for f in ruling.criteria] == [
        ("the cause", 3, 0.2, "irrelevant"),
        ("the effect", 1, 1.0, "correct"),
    ]
    assert [note.code for note in ruling.criteria[0].notes] == ["missing_word", "more_missing"]
    assert ruling.criteria[1].notes == ()


@pytest.mark.parametrize(
    ("labels", "label"),
    [
        (("correct", "correct"), "correct"),
        (("correct", "contradictory"), "partial"),
        (("irrelevant", "partial"), "partial"),
        (("irrelevant", "contradictory"), "contradictory"),
        (("irrelevant", "non_domain"), "irrelevant"),
        (("non_domain", "non_domain"), "non_domain"),
    ],
)
def test_the_whole_is_named_by_its_parts(
    labels: tuple[GradeLabel, GradeLabel], label: GradeLabel
) -> None:
    assert rule(item(), "x", [grade(0.5, one) for one in labels]).label == label


def test_a_contradiction_is_marked_in_the_answer() -> None:
    answer = "The ice does not melt"
    wrong = seen(grade(0.0, "contradictory"), EFFECT.references[0], answer)
    ruling = rule(item(), answer, [grade(0.0, "irrelevant"), wrong])
    contradicted = [m for m in ruling.marks if m.kind == "contradicted"]
    assert [answer[mark.start : mark.end] for mark in contradicted] == ["not melt"]
    assert ruling.criteria[1].contradicted == ("not melt",)


@pytest.mark.parametrize(
    ("answer", "most"),
    [
        ("heat makes particles faster, it melts", 1.0),
        ("HEATED particle", 1.0),
        ("thermal energy; particles", 1.0),
        ("heat makes it melt", 0.7),
        ("it melts", 0.4),
        ("it heats up, particlse move", 1.0),
    ],
)
def test_a_missing_key_term_caps_the_score_and_is_named(answer: str, most: float) -> None:
    terms = (KeyTerm(term="heat", variants=("thermal energy",)), KeyTerm(term="particles"))
    ruling = rule(item(key_terms=terms, most_without_terms=0.4), answer, [grade(1.0), grade(1.0)])
    assert ruling.score == pytest.approx(most)
    assert ruling.label == ("correct" if most == 1.0 else "partial")
    missing = [note for note in ruling.notes if note.code == "term_missing"]
    assert len(missing) == len(ruling.unused) == round((1 - most) / 0.3)
    if ruling.unused:
        assert ruling.missing[0] == ruling.unused[0].term
        assert "all_there" not in {note.code for note in ruling.notes}


def test_a_chinese_term_is_found_inside_a_sentence() -> None:
    terms = (KeyTerm(term="密度"),)
    assert rule(item(key_terms=terms), "冰的密度小", [grade(1.0)] * 2).unused == ()
    assert rule(item(key_terms=terms), "冰很轻", [grade(1.0)] * 2).unused == terms


@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=2),
    st.lists(st.floats(0.1, 100), min_size=2, max_size=2),
)
def test_a_better_criterion_never_lowers_the_score(
    scores: list[float], points: list[float]
) -> None:
    criteria = tuple(
        one.model_copy(update={"points": p}) for one, p in zip((CAUSE, EFFECT), points, strict=True)
    )
    weighed = item(rubric=criteria)
    low = rule(weighed, "x", [grade(scores[0]), grade(min(scores))]).score
    high = rule(weighed, "x", [grade(scores[0]), grade(max(scores))]).score
    assert 0 <= low <= high <= 1
