"""Erase again what was on its way when a tenant or a learner was erased.

Events that the broker already had come out of the streams after the erasure. The
SQL state drops them by the tombstone; the warehouse, which the streams
write to by themselves, is swept until nothing can be on its way any more: the last
sweep is later than brokers keep events.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.models import AdminAction, ErasedLearner, ErasedTenant
from lti_tool.services.admin.erasing import WarehouseEraser
from lti_tool.services.admin.tombstones import SWEEPS
from lti_tool.services.admin.trimming import LogTrimmer, trimmed

_WAITS = "warehouse_waits"


Erased = ErasedTenant | ErasedLearner
E = TypeVar("E", ErasedTenant, ErasedLearner)


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Sweeps the warehouse and the log of who was erased."""

    database: Database
    warehouse: WarehouseEraser
    log: LogTrimmer
    clock: Callable[[], datetime]

    def step(self) -> bool:
        """Sweep for one that is due; tell whether there was one.

        Raises:
            ReportsUnavailable: the warehouse does not answer; it stays due.
        """
        due = self._due(ErasedTenant) or self._due(ErasedLearner)
        if due is None:
            return False
        found = sum(self.warehouse.erase(*due.whose).values())
        trimmed(self.log)
        with self.database.write() as session:
            session.add(due)
            session.refresh(due)
            self._note(session, due, found)
        return True

    def _due(self, kind: type[E]) -> E | None:
        query = select(kind).where(kind.sweep_at <= self.clock()).order_by(kind.sweep_at)
        with self.database.read() as session:
            return session.scalar(query.limit(1))

    def _note(self, session: Session, erased: Erased, found: int) -> None:
        now = self.clock()
        erased.swept += found
        erased.sweeps += 1
        ahead = (erased.erased_at + wait for wait in SWEEPS)
        erased.sweep_at = next((moment for moment in ahead if moment > now), None)
        receipt = session.get(AdminAction, erased.receipt_id) if erased.receipt_id else None
        if receipt is not None:
            known = {name: what for name, what in receipt.details.items() if name != _WAITS}
            receipt.details = {**known, "later": _later(erased, now)}


def _later(erased: Erased, now: datetime) -> dict[str, object]:
    """Return what a receipt says of the time since."""
    return {
        "dropped": erased.dropped,
        "swept": erased.swept,
        "sweeps": erased.sweeps,
        "swept_at": now.isoformat(),
        "next_at": erased.sweep_at.isoformat() if erased.sweep_at else "",
    }
