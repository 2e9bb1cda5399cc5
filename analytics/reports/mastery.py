"""Where do the learners of a course stand, skill by skill?

Mastery belongs to a learner, a course and a bank; naming an activity keeps the
learners who worked on it, and shows all that they know of the bank. The newest
state counts, so `since` and `until` have no say here.
"""

from dataclasses import dataclass
from uuid import UUID

from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask


@dataclass(frozen=True, slots=True)
class MasteryScope:
    """Whose mastery of which bank; an activity narrows the learners."""

    tenant: str
    course_id: str
    bank_id: str
    activity_id: UUID | None = None

    def params(self) -> dict[str, object]:
        """Return the parameters of a question."""
        return {
            "tenant": self.tenant,
            "course_id": self.course_id,
            "bank_id": self.bank_id,
            "activity_id": self.activity_id,
        }


class SkillLine(Line):
    """One skill over all learners who answered for it.

    Attributes:
        reached: learners at or above the threshold.
        uncertain: learners with too few answers for a claim.
        bands: learners below 0.2, 0.4, 0.6, 0.8 and above.
    """

    skill_id: str
    learners: int
    mean: float
    lower_quartile: float
    median: float
    upper_quartile: float
    reached: int
    uncertain: int
    bands: tuple[int, int, int, int, int]


class LearnerSkillLine(Line):
    """One learner's mastery of one skill; `answers` may be 0."""

    learner_id: UUID
    skill_id: str
    value: float
    best: float
    low: float
    high: float
    certain: bool
    answers: int
    updated_at: Utc


def skill_mastery(
    source: Source, scope: MasteryScope, *, threshold: float = 0.8
) -> tuple[SkillLine, ...]:
    """Return each skill that somebody answered for, the weakest first."""
    return ask(source, "skill_mastery", SkillLine, {**scope.params(), "threshold": threshold})


def learner_mastery(source: Source, scope: MasteryScope) -> tuple[LearnerSkillLine, ...]:
    """Return each learner's each skill, by learner, then skill."""
    return ask(source, "learner_mastery", LearnerSkillLine, scope.params())
