"""How long, and how often, did learners work?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Literal
from uuid import UUID

from analytics.events.base import Utc
from analytics.reports.asking import Line, Scope, Source, ask

GAP = timedelta(minutes=20)
"""A longer pause than this ends a session, unless a question says otherwise."""


class SessionLine(Line):
    """One stay of one learner in one course.

    Attributes:
        acts: launches, answers and requests for a person.
        seconds: from the first act to the last; what came after is unknown and
            counts as nothing, so that a single act is 0 s.
    """

    course_id: str
    learner_id: UUID
    began_at: Utc
    ended_at: Utc
    acts: int
    answers: int
    seconds: float


@dataclass(frozen=True, slots=True)
class TimeOnTask:
    """One learner's sessions in one course, together.

    Attributes:
        gap: the rule: a longer pause ends a session and is not counted.
    """

    course_id: str
    learner_id: UUID
    sessions: int
    seconds: float
    last_at: datetime
    gap: timedelta


class PeriodLine(Line):
    """One hour or one day in which learners launched or answered."""

    begins_at: Utc
    learners: int
    launches: int
    answers: int


def sessions(
    source: Source, scope: Scope, gap: timedelta = GAP, learner_id: UUID | None = None
) -> tuple[SessionLine, ...]:
    """Return each session of a scope, or of one learner in it, by course, learner and time.

    One that began before the scope is cut at its edge.
    """
    params = {**scope.params(), "gap_s": int(gap.total_seconds()), "learner_id": learner_id}
    return ask(source, "sessions", SessionLine, params)


def time_on_task(lines: Iterable[SessionLine], gap: timedelta = GAP) -> tuple[TimeOnTask, ...]:
    """Return the sums of sessions, which come by course and learner."""
    return tuple(
        _sum(course_id, learner_id, tuple(own), gap)
        for (course_id, learner_id), own in groupby(
            lines, key=lambda line: (line.course_id, line.learner_id)
        )
    )


def activity_by_period(
    source: Source, scope: Scope, by: Literal["hour", "day"]
) -> tuple[PeriodLine, ...]:
    """Return each period with activity, in the scope's time zone, in order.

    From sums that are kept by the quarter of an hour: the scope's edges count at
    whole quarters, and its activity is not looked at.
    """
    return ask(source, "activity_by_hour", PeriodLine, {**scope.params(), "by": by})


def _sum(
    course_id: str, learner_id: UUID, own: tuple[SessionLine, ...], gap: timedelta
) -> TimeOnTask:
    return TimeOnTask(
        course_id=course_id,
        learner_id=learner_id,
        sessions=len(own),
        seconds=sum(line.seconds for line in own),
        last_at=max(line.ended_at for line in own),
        gap=gap,
    )
