"""What could not be processed, and why?"""

from uuid import UUID

from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask


class DeadLetterLine(Line):
    """One message that was given up; `event_id` is None if unreadable."""

    letter_id: UUID
    event_id: UUID | None
    kind: str
    stage: str
    reason: str
    attempts: int
    failed_at: Utc


def dead_letters(source: Source, tenant: str, *, limit: int = 100) -> tuple[DeadLetterLine, ...]:
    """Return the last dead letters of a tenant, newest first.

    Letters whose tenant could not be read have the tenant "".
    """
    return ask(source, "dead_letters", DeadLetterLine, {"tenant": tenant, "limit": limit})
