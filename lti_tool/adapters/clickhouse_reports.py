"""Reports from ClickHouse, with patience for a page and no more."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analytics import reports
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
    Outbox,
    Scope,
    SessionLine,
    SkillGainLine,
    SkillLine,
    Totals,
)
from analytics.warehouse.client import Timeouts, Warehouse
from analytics.warehouse.errors import WarehouseError
from lti_tool.errors import ReportsUnavailable

PATIENCE = Timeouts(connect=1.0, answer=10.0, ping=1.0)


@dataclass(frozen=True, slots=True)
class ClickHouseReports:
    """Asks a warehouse; see `lti_tool.ports.Reports`."""

    warehouse: Warehouse
    outbox: Outbox

    @classmethod
    def at(cls, url: str, outbox: Outbox) -> "ClickHouseReports":
        """Prepare for a warehouse's URL; nothing is opened."""
        return cls(Warehouse(url, timeouts=PATIENCE), outbox)

    def skills(self, scope: MasteryScope, threshold: float) -> Sequence[SkillLine]:
        """Return mastery by skill, the weakest first."""
        with _translated():
            return reports.skill_mastery(self.warehouse, scope, threshold=threshold)

    def skill_gains(self, scope: LearningScope, threshold: float) -> Sequence[SkillGainLine]:
        """Return what became of each learner's each skill."""
        with _translated():
            return reports.skill_gains(self.warehouse, scope, threshold)

    def answer_times(self, scope: LearningScope) -> Sequence[AnswerTimeLine]:
        """Return the time that each answer took, by learner, in order."""
        with _translated():
            return reports.answer_times(self.warehouse, scope)

    def mastery_path(self, scope: LearningScope) -> Sequence[MasteryMoment]:
        """Return how the scope's one learner's mastery moved."""
        with _translated():
            return reports.mastery_path(self.warehouse, scope)

    def expectations(self, scope: LearningScope) -> Sequence[ExpectationLine]:
        """Return what was expected of each answer of the scope's one learner."""
        with _translated():
            return reports.expectations(self.warehouse, scope)

    def sessions(self, scope: Scope, learner_id: UUID) -> Sequence[SessionLine]:
        """Return one learner's sessions, in order."""
        with _translated():
            return reports.sessions(self.warehouse, scope, learner_id=learner_id)

    def hardest(self, scope: Scope) -> Sequence[ItemLine]:
        """Return the items that learners get wrong most."""
        with _translated():
            return reports.hardest_items(self.warehouse, scope)

    def by_learner(self, scope: Scope, bank_id: str, most: int) -> Sequence[LearnerAnswersLine]:
        """Return the answers to a bank of the learners who answered last."""
        with _translated():
            return reports.answers_by_learner(self.warehouse, scope, bank_id, limit=most)

    def item_evidence(self, tenant: str, bank_id: str) -> Sequence[ItemEvidenceLine]:
        """Return what a tenant's answers say of how hard a bank's items are."""
        with _translated():
            return reports.item_evidence(self.warehouse, tenant, bank_id)

    def recent(self, scope: Scope) -> Sequence[EventLine]:
        """Return the latest events, newest first."""
        with _translated():
            return reports.recent_events(self.warehouse, scope, limit=30)

    def by_course(self, scope: Scope) -> Sequence[CourseDayLine]:
        """Return activity by course, then day."""
        with _translated():
            return reports.activity_by_course(self.warehouse, scope)

    def totals(self, scope: Scope) -> Totals:
        """Return a scope in one line."""
        with _translated():
            return reports.totals(self.warehouse, scope)

    def freshness(self, tenant: str, now: datetime, course_id: str | None = None) -> Freshness:
        """Return how new the stored data are."""
        with _translated():
            return reports.freshness(self.warehouse, tenant, now=now, course_id=course_id)

    def ledger(self, tenant: str) -> Sequence[Entry]:
        """Return what was accepted, stored, given up and is on its way, by kind."""
        with _translated():
            return reports.ledger(self.warehouse, self.outbox, tenant)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except WarehouseError as error:
        raise ReportsUnavailable(str(error)) from error
