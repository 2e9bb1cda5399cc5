"""Erase a tenant: everything that came by one deployment, with a receipt.

First the deployment is closed, so that nothing more comes in; then the warehouse
is emptied of it, then the SQL state in one transaction with the receipt and a
tombstone: what was on its way is dropped by it and swept later (`sweeping`). A
failure half-way leaves it closed and can simply be asked for again.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import CursorResult, Table, and_, delete, or_, select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.admin_errors import AdminRefused
from lti_tool.models import Activity, Base, Change, Deployment, ErasedTenant
from lti_tool.services.admin.audit import Deed, note
from lti_tool.services.admin.tombstones import bury
from lti_tool.services.admin.visits import Visit


class WarehouseEraser(Protocol):
    """Erases from the warehouse."""

    def erase(self, tenant: str, learner_id: UUID | None = None) -> Mapping[str, int]:
        """Delete all rows of a tenant, or of one person in it; return how many by table.

        Raises:
            ReportsUnavailable: the warehouse does not answer; ask again.
        """


@dataclass(frozen=True, slots=True)
class Erasing:
    """Erases tenants."""

    database: Database
    warehouse: WarehouseEraser
    clock: Callable[[], datetime]

    def erase(self, visit: Visit, deployment_id: UUID, typed: str) -> UUID:
        """Erase a deployment's everything; return the receipt's id.

        `typed` must be the deployment's own id, written by hand.

        Raises:
            AdminRefused: what was typed is something else.
            NotAllowed: the visit is not by an account.
            ReportsUnavailable: the warehouse does not answer; ask again.
        """
        visit.require_owner()
        with self.database.write() as session:
            deployment = visit.deployment(session, deployment_id)
            if typed.strip() != deployment.deployment_id:
                raise AdminRefused("typed_otherwise")
            deployment.approved = False
            subject = f"{deployment.registration.issuer} {deployment.deployment_id}"
            registration_id = deployment.registration_id
        stored = self.warehouse.erase(str(deployment_id))
        with self.database.write() as session:
            rows = erase_rows(session, session.get_one(Deployment, deployment_id))
            details: dict[str, Any] = {"sql": rows, "warehouse": dict(stored)}
            deed = Deed("tenant_erased", subject, registration_id, details)
            receipt = note(session, visit, self.clock(), deed)
            session.flush()
            bury(session, ErasedTenant(id=deployment_id), receipt)
            return receipt.id


def erase_rows(session: Session, deployment: Deployment) -> dict[str, int]:
    """Delete a tenant's every row; return how many by table, empty ones left out.

    Every table with a `tenant_id` or the platform's own ids, and every table that
    refers to one with a `tenant_id`, is emptied: a new one is covered unnamed.
    """
    session.flush()
    activities = select(Activity.id).where(Activity.tenant_id == deployment.id)
    counts = {"changes": _gone(session, delete(Change).where(Change.activity_id.in_(activities)))}
    for table in reversed(Base.metadata.sorted_tables):
        where = _of_tenant(table, deployment)
        if where is not None:
            counts[table.name] = _gone(session, delete(table).where(where))
    counts["deployments"] = _gone(session, delete(Deployment).where(Deployment.id == deployment.id))
    session.expunge(deployment)
    return {name: count for name, count in sorted(counts.items()) if count}


def _of_tenant(table: Table, deployment: Deployment) -> Any:
    """Return what picks a tenant's rows of a table; None if it holds none."""
    tenant_id = deployment.id
    if "tenant_id" in table.c:
        return table.c.tenant_id == tenant_id
    if table is not Deployment.__table__ and {"registration_id", "deployment_id"} <= set(
        table.c.keys()
    ):
        return and_(
            table.c.registration_id == deployment.registration_id,
            table.c.deployment_id == deployment.deployment_id,
        )
    owners = [
        key.parent.in_(select(key.column).where(key.column.table.c.tenant_id == tenant_id))
        for key in table.foreign_keys
        if "tenant_id" in key.column.table.c
    ]
    return or_(*owners) if owners else None


def _gone(session: Session, statement: Any) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return done.rowcount if isinstance(done, CursorResult) else 0
