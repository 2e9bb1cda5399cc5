"""Ask platforms for their notices, where a launch says that they send some."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import Deployment, NoticeSubscription
from lti_tool.services.claims import NoticeOffer
from lti_tool.services.notices.ports import NoticeHandlers
from lti_tool.services.notices.taking import KINDS

LEASE = timedelta(minutes=2)
AGAIN = timedelta(minutes=30)


def want(session: Session, tenant: Deployment, offer: NoticeOffer, now: datetime) -> None:
    """Keep which notices a platform offers; known ones stay as they are."""
    known = {
        row.kind: row
        for row in session.scalars(
            select(NoticeSubscription).where(NoticeSubscription.tenant_id == tenant.id)
        )
    }
    for kind in set(offer.kinds) & set(KINDS):
        row = known.get(kind)
        if row is None:
            session.add(
                NoticeSubscription(
                    tenant_id=tenant.id, kind=kind, service_url=offer.service_url, next_try_at=now
                )
            )
        elif row.service_url != offer.service_url:
            row.service_url, row.status, row.next_try_at = offer.service_url, "wanted", now


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """Subscribes to notices, one at a time."""

    database: Database
    handlers: NoticeHandlers
    public_url: str
    clock: Callable[[], datetime]

    @property
    def handler(self) -> str:
        """Return where notices are to be sent."""
        return f"{self.public_url.rstrip('/')}/lti/notices"

    def step(self) -> bool:
        """Ask for one kind that is wanted; False when nothing is due."""
        with self.database.write() as session:
            row = session.scalar(
                select(NoticeSubscription)
                .where(
                    NoticeSubscription.status == "wanted",
                    NoticeSubscription.next_try_at <= self.clock(),
                )
                .order_by(NoticeSubscription.next_try_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            if row is None:
                return False
            row.next_try_at = self.clock() + LEASE
            tenant = session.scalars(
                select(Deployment)
                .where(Deployment.id == row.tenant_id)
                .options(joinedload(Deployment.registration))
            ).one()
        self._settle(row, *self._ask(tenant, row))
        return True

    def _ask(self, tenant: Deployment, row: NoticeSubscription) -> tuple[str, str]:
        try:
            self.handlers.subscribe(tenant.registration, row.service_url, row.kind, self.handler)
        except PlatformUnavailable as error:
            return "wanted", str(error)
        except PlatformRefusal as error:
            return "refused", str(error)
        return "on", ""

    def _settle(self, asked: NoticeSubscription, status: str, detail: str) -> None:
        with self.database.write() as session:
            row = session.get_one(NoticeSubscription, asked.id)
            row.status, row.detail = status, detail[:500]
            row.next_try_at = self.clock() + AGAIN
