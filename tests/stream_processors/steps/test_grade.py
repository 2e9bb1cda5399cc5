"""The grade step: an answer in, a grade or a hold out."""

import pytest

from analytics.events import AnswerGraded, AnswerHeld, AnswerSubmitted, child_id
from analytics.grading.errors import (
    AnswerTooLong,
    GraderUnavailable,
    GradingError,
    InvalidRequest,
    UnsupportedLanguage,
)
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
