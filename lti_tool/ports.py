"""What the pages need from outside, as they need it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from analytics.reports import (
    AnswerTimeLine,
    CourseDayLine,
    Entry,
    EventLine,
    ExpectationLine,
    Freshness,
    ItemEvidenceLine,
    ItemLine,
    LearnerAnswersLine,
    LearningScope,
    MasteryMoment,
    MasteryScope,
    Scope,
    SessionLine,
    SkillGainLine,
    SkillLine,
    Totals,
)


class Reports(Protocol):
    """Answers questions from the warehouse.

    Every method raises `ReportsUnavailable` when the warehouse does not answer.
    """

    def skills(self, scope: MasteryScope, threshold: float) -> Sequence[SkillLine]:
        """Return mastery by skill, the weakest first."""

    def skill_gains(self, scope: LearningScope, threshold: float) -> Sequence[SkillGainLine]:
        """Return what became of each learner's each skill."""

    def answer_times(self, scope: LearningScope) -> Sequence[AnswerTimeLine]:
        """Return the time that each answer took, by learner, in order."""

    def mastery_path(self, scope: LearningScope) -> Sequence[MasteryMoment]:
        """Return how the scope's one learner's mastery moved."""

    def expectations(self, scope: LearningScope) -> Sequence[ExpectationLine]:
        """Return what was expected of each answer of the scope's one learner."""

    def sessions(self, scope: Scope, learner_id: UUID) -> Sequence[SessionLine]:
        """Return one learner's sessions, in order."""

    def hardest(self, scope: Scope) -> Sequence[ItemLine]:
        """Return the items that learners get wrong most."""

    def by_learner(self, scope: Scope, bank_id: str, most: int) -> Sequence[LearnerAnswersLine]:
        """Return the answers to a bank of the learners who answered last."""

    def item_evidence(self, tenant: str, bank_id: str) -> Sequence[ItemEvidenceLine]:
        """Return what a tenant's answers say of how hard a bank's items are."""

    def recent(self, scope: Scope) -> Sequence[EventLine]:
        """Return the latest events, newest first."""

    def by_course(self, scope: Scope) -> Sequence[CourseDayLine]:
        """Return activity by course, then day."""

    def totals(self, scope: Scope) -> Totals:
        """Return a scope in one line."""

    def freshness(self, tenant: str, now: datetime, course_id: str | None = None) -> Freshness:
        """Return how new the stored data are."""

    def ledger(self, tenant: str) -> Sequence[Entry]:
        """Return what was accepted, stored, given up and is on its way, by kind."""
