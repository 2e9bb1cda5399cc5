"""How far has each topic been stored, by the positions in the rows?"""

from datetime import datetime

from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask
from analytics.reports.freshness import LAG_WINDOW


class PositionLine(Line):
    """One partition of one topic, as far as it is in the warehouse.

    Attributes:
        next_offset: the store has all before it; from the row that came last, since
            a broker that lost its log counts from 0 again.
        newest_stored_at: when a message of it was stored last.
        lag_p95_s: from the making of a message to its storing, in the 24 hours
            before, 95th percentile; None if there was none.
    """

    topic: str
    partition: int
    next_offset: int
    newest_stored_at: Utc
    lag_p95_s: float | None


def positions(source: Source, *, now: datetime) -> tuple[PositionLine, ...]:
    """Return every partition of which something is stored, by topic."""
    since = int((now - LAG_WINDOW).timestamp())
    return ask(source, "positions", PositionLine, {"lag_since": since})
