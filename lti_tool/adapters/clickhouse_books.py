"""The books of who runs Signpost, from ClickHouse and the outbox."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from analytics import reports
from analytics.reports import Entry, Outbox, PositionLine
from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError
from lti_tool.adapters.clickhouse_reports import PATIENCE
from lti_tool.errors import ReportsUnavailable


@dataclass(frozen=True, slots=True)
class ClickHouseBooks:
    """Asks a warehouse; see `services.admin.ledger.Books`."""

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


@contextmanager
def translated() -> Iterator[None]:
    """Turn what the warehouse raises into what the pages know."""
    try:
        yield
    except WarehouseError as error:
        raise ReportsUnavailable(str(error)) from error
