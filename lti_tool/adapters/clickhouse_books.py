"""The books of who runs Signpost, from ClickHouse and the outbox."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from analytics import reports
from analytics.reports import (
    DeadLetterLine,
    Entry,
    LetterFilter,
    LetterGrowth,
    Outbox,
    PositionLine,
)
from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError
from analytics.warehouse.rows import DEAD_LETTERS, dead_letter_row
from analytics.warehouse.store import write
from lti_tool.adapters.clickhouse_reports import PATIENCE
from lti_tool.errors import ReportsUnavailable


@dataclass(frozen=True, slots=True)
class ClickHouseBooks:
    """Asks a warehouse; see `services.admin`: `ledger.Books`, `letters.LetterBox`."""

    warehouse: Warehouse
    outbox: Outbox

    @classmethod
    def at(cls, url: str, outbox: Outbox) -> "ClickHouseBooks":
        """Prepare for a warehouse's URL; nothing is opened."""
        return cls(Warehouse(url, timeouts=PATIENCE, connections=2), outbox)

    def ledger(self, tenant: str | None) -> Sequence[Entry]:
        """Return the accounts of one tenant, or of all."""
        with translated():
            return reports.ledger(self.warehouse, self.outbox, tenant)

    def positions(self, now: datetime) -> Sequence[PositionLine]:
        """Return how far each partition is stored."""
        with translated():
            return reports.positions(self.warehouse, now=now)

    def letters(self, which: LetterFilter, limit: int) -> Sequence[DeadLetterLine]:
        """Return letters without their messages, newest first."""
        with translated():
            return reports.dead_letters(self.warehouse, which, limit=limit)

    def letters_by_id(self, ids: Collection[UUID]) -> Sequence[DeadLetterLine]:
        """Return letters with their messages."""
        with translated():
            return reports.letters_by_id(self.warehouse, ids)

    def letter_growth(self, now: datetime) -> LetterGrowth:
        """Return how many wait, and how many are new."""
        with translated():
            return reports.letter_growth(self.warehouse, now)

    def mark_replayed(self, letters: Collection[DeadLetterLine], now: datetime) -> None:
        """Note that some letters were sent again."""
        rows = [dead_letter_row(one.letter(), one.received_at, now) for one in letters]
        with translated():
            write(self.warehouse, {DEAD_LETTERS: rows})


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the warehouse raises into what the pages know."""
    try:
        yield
    except WarehouseError as error:
        raise ReportsUnavailable(str(error)) from error
