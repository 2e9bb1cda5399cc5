"""Erase again what was on its way when a tenant was erased.

Events that the broker already had come out of the streams after the erasure. The
SQL state drops them by the tenant's tombstone; the warehouse, which the streams
write to by themselves, is swept until nothing can be on its way any more: the last
sweep is later than brokers keep events.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.models import AdminAction, ErasedTenant
from lti_tool.services.admin.erasing import WarehouseEraser
from lti_tool.services.admin.tombstones import SWEEPS


@dataclass(frozen=True, slots=True)
class Sweeper:
    """Sweeps the warehouse of tenants that were erased."""

    database: Database
    warehouse: WarehouseEraser
    clock: Callable[[], datetime]

    def step(self) -> bool:
        """Sweep one tenant that is due; tell whether there was one.

        Raises:
            ReportsUnavailable: the warehouse does not answer; it stays due.
        """
        due = select(ErasedTenant.id).where(ErasedTenant.sweep_at <= self.clock())
        with self.database.read() as session:
            tenant_id = session.scalar(due.order_by(ErasedTenant.sweep_at).limit(1))
        if tenant_id is None:
            return False
        found = sum(self.warehouse.erase(str(tenant_id)).values())
        with self.database.write() as session:
            self._note(session, session.get_one(ErasedTenant, tenant_id), found)
        return True

    def _note(self, session: Session, erased: ErasedTenant, found: int) -> None:
        now = self.clock()
        erased.swept += found
        erased.sweeps += 1
        ahead = (erased.erased_at + wait for wait in SWEEPS)
        erased.sweep_at = next((moment for moment in ahead if moment > now), None)
        receipt = session.get(AdminAction, erased.receipt_id) if erased.receipt_id else None
        if receipt is not None:
            receipt.details = {**receipt.details, "later": _later(erased, now)}


def _later(erased: ErasedTenant, now: datetime) -> dict[str, object]:
    """Return what a receipt says of the time since."""
    return {
        "dropped": erased.dropped,
        "swept": erased.swept,
        "sweeps": erased.sweeps,
        "swept_at": now.isoformat(),
        "next_at": erased.sweep_at.isoformat() if erased.sweep_at else "",
    }
