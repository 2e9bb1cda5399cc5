"""What happened last?"""

from uuid import UUID

from analytics.events.base import Utc
from analytics.reports.asking import Line, Scope, Source, ask


class EventLine(Line):
    """One event, in short; `reason` is a code or the words of a teacher."""

    event_id: UUID
    kind: str
    course_id: str
    learner_id: UUID
    activity_id: UUID | None
    item_id: str
    score: float | None
    label: str
    reason: str
    occurred_at: Utc
    produced_at: Utc


def recent_events(source: Source, scope: Scope, *, limit: int = 50) -> tuple[EventLine, ...]:
    """Return the last events of the scope, newest first."""
    return ask(source, "recent_events", EventLine, {**scope.params(), "limit": limit})
