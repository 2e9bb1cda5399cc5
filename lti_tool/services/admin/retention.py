"""Erase people who stayed away for longer than their institution keeps them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from lti_tool.admin_errors import AdminRefused
from lti_tool.models import Attempt, Deployment, ErasedLearner, Launch, Membership, User
from lti_tool.services.admin.audit import Deed, note
from lti_tool.services.admin.forgetting import Forgetting
from lti_tool.services.admin.visits import Visit

LEAST_DAYS, MOST_DAYS = 30, 1_830
"""The warehouse itself keeps nothing for longer than the most."""

BY_THE_RULE = "retention"


def set_retention(
    session: Session, visit: Visit, deployment: Deployment, days: str, now: datetime
) -> None:
    """Say after how many days away a person is erased; empty: never.

    Raises:
        AdminRefused: that is no number of days in the bounds.
        NotAllowed: the visit is not by an account.
    """
    visit.require_owner()
    said = days.strip()
    if said and not (said.isdecimal() and LEAST_DAYS <= int(said) <= MOST_DAYS):
        raise AdminRefused("bad_days")
    deployment.forget_after_days = int(said) if said else None
    subject = f"{deployment.deployment_id} {said or '–'}"
    note(session, visit, now, Deed("retention_set", subject, deployment.registration_id))


@dataclass(frozen=True, slots=True)
class Retention:
    """Erases people one by one as their time comes."""

    forgetting: Forgetting

    def step(self) -> bool:
        """Erase one who stayed away for too long; tell whether there was one."""
        with self.forgetting.database.write() as session:
            found = _next(session, self.forgetting.clock())
            if found is None:
                return False
            deployment, person = found
            receipt = self.forgetting.bury(session, deployment, person, BY_THE_RULE)
            tenant, learner_id, receipt_id = str(deployment.id), person.id, receipt.id
        self.forgetting.finish(tenant, learner_id, receipt_id)
        return True


def _next(session: Session, now: datetime) -> tuple[Deployment, User] | None:
    """Return somebody whose last sign of life is too long ago, the longest first."""
    ruled = select(Deployment).where(Deployment.forget_after_days.is_not(None))
    for deployment in session.scalars(ruled):
        before = now - timedelta(days=deployment.forget_after_days or MOST_DAYS)
        person = session.scalar(_away(deployment, before))
        if person is not None:
            return deployment, person
    return None


def _away(deployment: Deployment, before: datetime) -> Select[User]:
    signs = (
        exists().where(Launch.user_id == User.id, Launch.created_at >= before),
        exists().where(Attempt.learner_id == User.id, Attempt.submitted_at >= before),
        exists().where(Membership.user_id == User.id, Membership.seen_at >= before),
    )
    return (
        select(User)
        .where(User.tenant_id == deployment.id, User.created_at < before)
        .where(User.id.not_in(select(ErasedLearner.id)), ~or_(*signs))
        .order_by(User.created_at)
        .limit(1)
    )
