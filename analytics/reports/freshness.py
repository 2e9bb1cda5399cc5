"""How new is what the charts show?"""

from datetime import datetime, timedelta

from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask

LAG_WINDOW = timedelta(hours=24)


class Freshness(Line):
    """How far the warehouse has come; None where nothing was stored.

    Attributes:
        newest_event_at: when the newest stored event happened.
        newest_stored_at: when the last event was stored.
        lag_p95_s: from the making of an event to its storing, in the last 24
            hours, 95th percentile.
    """

    newest_event_at: Utc | None
    newest_stored_at: Utc | None
    lag_p95_s: float | None


def freshness(
    source: Source, tenant: str, *, now: datetime, course_id: str | None = None
) -> Freshness:
    """Return how new the data of a tenant, or of one course, is."""
    params = {
        "tenant": tenant,
        "course_id": course_id,
        "lag_since": int((now - LAG_WINDOW).timestamp()),
    }
    [line] = ask(source, "freshness", Freshness, params)
    return line
