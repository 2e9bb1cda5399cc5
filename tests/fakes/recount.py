"""The reports again, counted in plain Python from the events themselves."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from statistics import fmean
from uuid import UUID
from zoneinfo import ZoneInfo

from analytics.events import (
    ActivityLaunched,
    AnswerGraded,
    AnswerHeld,
    AnswerSubmitted,
    AnyEvent,
    GradeFacts,
    GradeOverridden,
    MasteryUpdated,
    Work,
)
from analytics.mastery.state import SkillMastery
from analytics.reports import Scope


@dataclass
class AttemptFacts:
    """One attempt as its events tell it."""

    work: Work
    submitted: AnswerSubmitted | None = None
    held: bool = False
    grade: GradeFacts | None = None
    graded_at: datetime | None = None
    override_reason: str = ""

    @property
    def score(self) -> float | None:
        """Return the newest score."""
        return self.grade.score if self.grade else None

    @property
    def status(self) -> str:
        """Return how far it came."""
        return "graded" if self.grade else "held" if self.held else "submitted"


def attempts(events: Iterable[AnyEvent], scope: Scope) -> list[AttemptFacts]:
    """Return the attempts made in the scope, newest first."""
    by_id: dict[UUID, AttemptFacts] = {}
    for event in sorted(events, key=lambda event: event.produced_at):
        if not isinstance(event, Work) or not in_place(event, scope):
            continue
        if isinstance(event, AnswerSubmitted):
            by_id[event.attempt_id] = AttemptFacts(work=event, submitted=event)
        facts = by_id[event.attempt_id]
        if isinstance(event, AnswerHeld):
            facts.held = True
        if isinstance(event, AnswerGraded | GradeOverridden):
            facts.grade, facts.graded_at = event.grade, event.produced_at
        if isinstance(event, GradeOverridden):
            facts.override_reason = event.reason
    made = [a for a in by_id.values() if scope.since <= a.work.occurred_at < scope.until]
    return sorted(made, key=lambda a: a.work.occurred_at, reverse=True)


def in_place(event: AnyEvent, scope: Scope) -> bool:
    """Whether an event belongs to the tenant, course and activity."""
    activity_id = getattr(event, "activity_id", None)
    return (
        event.tenant == scope.tenant
        and scope.course_id in (None, event.course_id)
        and scope.activity_id in (None, activity_id)
    )


def mean(scores: Iterable[float | None]) -> float | None:
    """Return the mean of the scores that are there."""
    there = [score for score in scores if score is not None]
    return fmean(there) if there else None


@dataclass
class Day:
    """What happened in one course on one day."""

    learners: set[UUID]
    launches: int
    scores: list[float | None]


def days(events: list[AnyEvent], scope: Scope) -> dict[tuple[str, date], Day]:
    """Return each course's each day with activity."""
    found: dict[tuple[str, date], Day] = defaultdict(lambda: Day(set(), 0, []))
    for course, learner, moment, score, launched in _doings(events, scope):
        day = found[course, moment.astimezone(ZoneInfo(scope.timezone)).date()]
        day.learners.add(learner)
        day.launches += launched
        if not launched:
            day.scores.append(score)
    return found


def _doings(
    events: list[AnyEvent], scope: Scope
) -> Iterator[tuple[str, UUID, datetime, float | None, bool]]:
    for attempt in attempts(events, scope):
        work = attempt.work
        yield work.course_id, work.learner_id, work.occurred_at, attempt.score, False
    for event in events:
        if (
            isinstance(event, ActivityLaunched)
            and event.role == "learner"
            and in_place(event, scope)
            and scope.since <= event.occurred_at < scope.until
        ):
            yield event.course_id, event.learner_id, event.occurred_at, None, True


def mastery(events: Iterable[AnyEvent], course_id: str) -> dict[tuple[UUID, str], SkillMastery]:
    """Return each learner's each skill after the newest state."""
    updates = [e for e in events if isinstance(e, MasteryUpdated) and e.course_id == course_id]
    return {
        (update.learner_id, skill.skill_id): skill
        for update in sorted(updates, key=lambda update: update.state.seq)
        for skill in update.skills
    }
