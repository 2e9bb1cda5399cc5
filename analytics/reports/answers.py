"""Who answered what, and how was it graded?"""

from typing import Literal
from uuid import UUID

from analytics.events.base import Utc
from analytics.reports.asking import Line, Scope, Source, ask


class AnswerLine(Line):
    """One attempt with its newest grade.

    Attributes:
        score: 0 to 1; None while it is not graded.
        confidence: of the grade; None from a checker or a teacher.
        override_reason: the teacher's words, if a teacher graded.
        answer: empty if the grade came here before the answer itself.
    """

    attempt_id: UUID
    learner_id: UUID
    item_id: str
    attempt_number: int
    answer: str
    submitted_at: Utc
    status: Literal["submitted", "graded", "held"]
    score: float | None
    label: str
    confidence: float | None
    method: str
    grader: str
    grade_version: int
    graded_at: Utc | None
    override_reason: str


class LearnerAnswersLine(Line):
    """One learner's graded answers to a bank in the order in which they were given.

    Attributes:
        scores: 0 to 1, of the item in the same place.
    """

    items: tuple[str, ...]
    scores: tuple[float, ...]


def answers(source: Source, scope: Scope, *, limit: int = 500) -> tuple[AnswerLine, ...]:
    """Return the attempts made in the scope, newest first."""
    return ask(source, "answers", AnswerLine, {**scope.params(), "limit": limit})


def answers_by_learner(
    source: Source, scope: Scope, bank_id: str, *, limit: int
) -> tuple[LearnerAnswersLine, ...]:
    """Return the answers of the `limit` learners who answered last, the latest first."""
    asked = {**scope.params(), "bank_id": bank_id, "limit": limit}
    return ask(source, "answers_by_learner", LearnerAnswersLine, asked)
