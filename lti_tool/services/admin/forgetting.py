"""Erase one person: everything that one learner left behind, with a receipt.

First the SQL state in one transaction, with the receipt and a tombstone: pages that
are open close, and what is on its way is dropped when it arrives. Then the warehouse
and the broker's log; whichever is away then is emptied by the next sweep.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.admin_errors import AdminRefused
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import AdminAction, Deployment, ErasedLearner, User
from lti_tool.services.admin.audit import Deed, keep
from lti_tool.services.admin.erasing import WarehouseEraser
from lti_tool.services.admin.persons_rows import forget_rows
from lti_tool.services.admin.tombstones import bury
from lti_tool.services.admin.trimming import LogTrimmer, trimmed
from lti_tool.services.admin.visits import Visit


@dataclass(frozen=True, slots=True)
class Forgetting:
    """Erases persons."""

    database: Database
    warehouse: WarehouseEraser
    log: LogTrimmer
    clock: Callable[[], datetime]

    def forget(self, visit: Visit, deployment_id: UUID, subject: str) -> UUID:
        """Erase the person whom the LMS calls `subject`; return the receipt's id.

        Raises:
            AdminRefused: nobody of that name is known.
            NotAllowed: the visit is not by an account.
        """
        visit.require_owner()
        with self.database.write() as session:
            deployment = visit.deployment(session, deployment_id)
            person = session.scalar(
                select(User).where(User.tenant_id == deployment.id, User.subject == subject.strip())
            )
            if person is None:
                raise AdminRefused("nobody")
            receipt = self.bury(session, deployment, person, visit.who)
            learner_id, receipt_id = person.id, receipt.id
        self.finish(str(deployment_id), learner_id, receipt_id)
        return receipt_id

    def bury(self, session: Session, deployment: Deployment, person: User, who: str) -> AdminAction:
        """Delete a person's rows here and leave the receipt and the tombstone."""
        details = {"sql": forget_rows(session, person)}
        deed = Deed("person_erased", str(person.id), deployment.registration_id, details)
        receipt = keep(session, who, self.clock(), deed)
        session.flush()
        bury(session, ErasedLearner(id=person.id, tenant_id=deployment.id), receipt)
        return receipt

    def finish(self, tenant: str, learner_id: UUID, receipt_id: UUID) -> None:
        """Empty the warehouse and the log of a person, and say so on the receipt."""
        news: dict[str, Any] = {}
        try:
            news["warehouse"] = dict(self.warehouse.erase(tenant, learner_id))
        except ReportsUnavailable:
            news["warehouse_waits"] = True
        news["log"] = trimmed(self.log)
        with self.database.write() as session:
            receipt = session.get_one(AdminAction, receipt_id)
            receipt.details = {**receipt.details, **news}
            if "warehouse" not in news:
                session.get_one(ErasedLearner, learner_id).sweep_at = self.clock()
