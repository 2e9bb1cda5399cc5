"""What did learners gain, and how did their mastery move on the way?"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LearningScope:
    """The work on one activity, of one learner or of all.

    Attributes:
        since: what was believed before is what learners came with; their work on other
            activities of the bank counts there too.
        until: itself outside.
    """

    tenant: str
    course_id: str
    bank_id: str
    activity_id: UUID
    since: datetime
    until: datetime
    learner_id: UUID | None = None

    def params(self) -> dict[str, object]:
        """Return the parameters of a question.

        Moments are in milliseconds. The first is cut off, as the store cuts those of
        events: the answer at which the scope begins is in it.
        """
        return {
            "tenant": self.tenant,
            "course_id": self.course_id,
            "bank_id": self.bank_id,
            "activity_id": self.activity_id,
            "learner_id": self.learner_id,
            "from_ms": (self.since - _EPOCH) // timedelta(milliseconds=1),
            "until_ms": round(self.until.timestamp() * 1000),
        }


class SkillGainLine(Line):
    """What became of one learner's one skill.

    Attributes:
        before: mastery when the scope begins; None for a learner not seen before.
        was_reached: the target was reached before the scope begins.
        after: mastery at its end.
        certain: whether there is enough evidence to state `after`.
        answers: to the skill, in the scope.
        first_at, last_at: of the learner's answers after which the skill had one, the
            first and the last; `first_at` is 1970 where it has none.
        reached_at, answers_to_reach: at which answer to the skill its best mastery came
            to the target, if it did.
    """

    learner_id: UUID
    skill_id: str
    before: float | None
    was_reached: bool
    after: float
    certain: bool
    answers: int
    first_at: Utc
    last_at: Utc
    reached_at: Utc | None
    answers_to_reach: int | None


class MasteryMoment(Line):
    """One learner's one skill as it was believed after an answer."""

    at: Utc
    skill_id: str
    value: float
    best: float
    certain: bool
    answers: int


class AnswerTimeLine(Line):
    """One answer and the time that it took; None where nobody sits that long."""

    learner_id: UUID
    item_id: str
    at: Utc
    seconds: float | None


class ExpectationLine(Line):
    """The chance of a right answer that was seen before an answer came, 0 to 1."""

    attempt_id: UUID
    chance: float


def skill_gains(
    source: Source, scope: LearningScope, threshold: float
) -> tuple[SkillGainLine, ...]:
    """Return each learner's each skill that the scope's answers spoke of, in order."""
    return ask(source, "skill_gains", SkillGainLine, {**scope.params(), "threshold": threshold})


def mastery_path(source: Source, scope: LearningScope) -> tuple[MasteryMoment, ...]:
    """Return how the scope's one learner's mastery moved, from the first answer ever on."""
    return ask(source, "mastery_path", MasteryMoment, scope.params())


def answer_times(source: Source, scope: LearningScope) -> tuple[AnswerTimeLine, ...]:
    """Return the scope's answers with their times, by learner, in order."""
    return ask(source, "answer_times", AnswerTimeLine, scope.params())


def expectations(source: Source, scope: LearningScope) -> tuple[ExpectationLine, ...]:
    """Return what was expected of each answer of the scope's one learner.

    The first expectation counts: a corrected grade does not make it a better guess.
    """
    return ask(source, "expectations", ExpectationLine, scope.params())
