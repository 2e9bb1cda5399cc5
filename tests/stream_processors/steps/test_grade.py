"""The grade step: an answer in, a grade or a hold out."""

from typing import Any

import pytest

from analytics.content import Criterion, ExpressionItem, Item
from analytics.events import AnswerGraded, AnswerHeld, AnswerSubmitted, child_id, parse_event
from analytics.grading.errors import (
    AnswerTooLong,
    GraderUnavailable,
    GradingError,
    InvalidRequest,
    UnsupportedLanguage,
)
from analytics.grading.release import ReleaseRule, ReleaseTable
from stream_processors.errors import PermanentError, TransientError
from stream_processors.steps.grade import Grade
from tests.fakes.streams import CHOICE, NUMBER, SHORT, FakeGrader, clock, graded, submitted


async def test_a_free_text_answer_gets_the_models_grade() -> None:
    grader = FakeGrader(score=0.75)
    event = submitted(SHORT, "It is the sun.")

    [child] = await Grade(grader, clock)(event)

    assert isinstance(child, AnswerGraded)
    assert (child.grade.score, child.grade.method, child.grade.grader) == (
        0.75,
        "model",
        "grader:7",
    )
    assert child.grade.missing == ("side of the earth",)
    [request] = grader.asked
    assert (request.question, request.answer) == (SHORT.prompt, "It is the sun.")
    assert request.references == SHORT.references


@pytest.mark.parametrize(
    ("item", "answer", "score"),
    [(NUMBER, "24", 1.0), (NUMBER, "12", 0.0), (CHOICE, "sun", 1.0), (CHOICE, "moon", 0.0)],
)
async def test_numbers_and_choices_are_checked_without_a_model(
    item: object, answer: str, score: float
) -> None:
    grader = FakeGrader()

    [child] = await Grade(grader, clock)(submitted(item, answer))  # type: ignore[arg-type]

    assert isinstance(child, AnswerGraded)
    assert (child.grade.score, child.grade.method, child.grade.confidence) == (
        score,
        "checker",
        None,
    )
    assert grader.asked == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (UnsupportedLanguage("zh"), "language_unsupported"),
        (AnswerTooLong("5,000"), "too_long"),
        (InvalidRequest("no"), "refused"),
    ],
)
async def test_an_answer_that_no_model_may_judge_waits_for_the_teacher(
    error: GradingError, reason: str
) -> None:
    [child] = await Grade(FakeGrader(troubles=[error]), clock)(submitted())

    assert isinstance(child, AnswerHeld)
    assert child.reason == reason


RULE = ReleaseRule(certainty=0.85, accuracy=0.91, at_least=0.88, share=0.3)
TABLE = ReleaseTable(languages={"en": {"standard": RULE}})


def asked(strictness: str, sure: float, answer: str = "It is the sun.") -> tuple[Grade, Any]:
    """Return the step and an answer of which the model is so sure."""
    grader = FakeGrader(probabilities=(sure, 1 - sure, 0.0, 0.0, 0.0))
    return Grade(grader, clock, TABLE), submitted(SHORT, answer, strictness=strictness)


async def test_a_grade_that_the_model_is_sure_of_goes_to_the_learner() -> None:
    grade, event = asked("standard", 0.86)
    [child] = await grade(event)
    assert isinstance(child, AnswerGraded)


@pytest.mark.parametrize(
    ("strictness", "sure", "reason"),
    [("standard", 0.84, "unsure"), ("strict", 0.99, "unsure"), ("none", 1.0, "teacher_releases")],
)
async def test_what_a_teacher_wants_to_see_first_waits_with_its_first_reading(
    strictness: str, sure: float, reason: str
) -> None:
    grade, event = asked(strictness, sure)

    [child] = await grade(event)

    assert isinstance(child, AnswerHeld)
    assert (child.reason, child.grade_version) == (reason, 0)
    assert child.tentative is not None
    assert (child.tentative.score, child.tentative.missing) == (0.8, ("side of the earth",))
    assert child.event_id == child_id(event.event_id, "answer.held")


async def test_a_reference_word_for_word_is_certain() -> None:
    grade, event = asked("strict", 0.5, SHORT.references[0].upper())
    [child] = await grade(event)
    assert isinstance(child, AnswerGraded)


async def test_a_teacher_who_releases_all_lets_every_grade_go() -> None:
    grade, event = asked("all", 0.5)
    [child] = await grade(event)
    assert isinstance(child, AnswerGraded)


@pytest.mark.parametrize("strictness", ["standard", "strict", "none"])
async def test_what_a_checker_says_is_certain(strictness: str) -> None:
    grade = Grade(FakeGrader(), clock, TABLE)
    [child] = await grade(submitted(NUMBER, "24", strictness=strictness))
    assert isinstance(child, AnswerGraded)


async def test_the_model_hears_nothing_of_who_answers() -> None:
    grader = FakeGrader()
    event = submitted(SHORT, "It is the sun.")
    await Grade(grader, clock)(event)

    [request] = grader.asked
    assert set(request.model_dump()) >= {"question", "references", "answer"}
    sent = request.model_dump_json()
    for known in (event.learner_id, event.attempt_id, event.course_id, event.tenant):
        assert str(known) not in sent


async def test_a_grader_that_is_down_is_asked_again_later() -> None:
    grade = Grade(FakeGrader(troubles=[GraderUnavailable("down")]), clock)

    with pytest.raises(TransientError, match="down"):
        await grade(submitted())


async def test_the_same_answer_makes_the_same_child() -> None:
    event = submitted()
    grade = Grade(FakeGrader(), clock)

    [first], [again] = await grade(event), await grade(event)

    assert first == again
    assert first.event_id == child_id(event.event_id, "answer.graded")
    assert (first.parent_id, first.occurred_at) == (event.event_id, event.occurred_at)
    shared = set(AnswerSubmitted.model_fields) & set(AnswerGraded.model_fields)
    own = {"event_id", "parent_id", "produced_at", "kind"}
    assert all(getattr(first, name) == getattr(event, name) for name in shared - own)


async def test_what_is_no_answer_is_a_permanent_error() -> None:
    with pytest.raises(PermanentError, match=r"answer\.graded"):
        await Grade(FakeGrader(), clock)(graded())


async def test_each_criterion_is_asked_apart_and_what_it_got_is_told() -> None:
    criteria = (
        Criterion(text="names the sun", points=3, references=("The sun shines.",)),
        Criterion(text="names the side", points=1, references=("We are on its side.",)),
    )
    item = SHORT.model_copy(update={"rubric": criteria})
    grader = FakeGrader(score=0.5)

    [child] = await Grade(grader, clock)(submitted(item, "It is the sun."))

    assert isinstance(child, AnswerGraded)
    assert [request.references for request in grader.asked] == [c.references for c in criteria]
    assert [found.text for found in child.grade.criteria] == ["names the sun", "names the side"]
    assert parse_event(child.to_json()) == child


async def test_a_formula_that_its_author_misspelt_waits_for_the_teacher() -> None:
    item = ExpressionItem(id="f", skills={"light": 1}, prompt="?", answer="2x +")
    [child] = await Grade(FakeGrader(), clock)(submitted(item, "2x"))
    assert isinstance(child, AnswerHeld)


async def test_a_wrong_unit_is_told_by_a_code() -> None:
    item = NUMBER.model_copy(update={"unit": "h"})
    [child] = await Grade(FakeGrader(), clock)(submitted(item, "24 km"))
    assert isinstance(child, AnswerGraded)
    assert [note.code for note in child.grade.notes] == ["number_right", "unit_kind"]


GERMAN = "Die Sonne scheint immer nur auf die eine Seite, und deshalb wird es dort warm."


async def test_an_answer_in_another_language_waits_and_is_not_judged() -> None:
    grader = FakeGrader()

    [child] = await Grade(grader, clock)(submitted(SHORT, GERMAN))

    assert isinstance(child, AnswerHeld)
    assert (child.reason, child.tentative) == ("wrong_language", None)
    assert grader.asked == []


@pytest.mark.parametrize("item", [SHORT, NUMBER, CHOICE])
@pytest.mark.parametrize("strictness", ["all", "none"])
async def test_who_does_not_know_is_graded_at_once_and_by_rule(item: Item, strictness: str) -> None:
    grader = FakeGrader()
    [child] = await Grade(grader, clock)(submitted(item, "", strictness=strictness))
    assert isinstance(child, AnswerGraded)
    assert (child.grade.score, child.grade.label) == (0.0, "non_domain")
    assert (child.grade.method, child.grade.confidence) == ("checker", None)
    assert grader.asked == []
