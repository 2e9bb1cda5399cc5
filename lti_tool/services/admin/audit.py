"""The record of what administrators did: written with the deed itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFound
from lti_tool.models import AdminAction
from lti_tool.services.admin.visits import Visit


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done, and to what."""

    kind: str
    subject: str
    registration_id: UUID | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def note(session: Session, visit: Visit, now: datetime, deed: Deed) -> AdminAction:
    """Keep a signed-in administrator's act, in the transaction of the act."""
    return keep(session, visit.who, now, deed)


def keep(session: Session, who: str, now: datetime, deed: Deed) -> AdminAction:
    """Keep an act of anybody who may act, in the transaction of the act."""
    action = AdminAction(
        at=now,
        who=who,
        registration_id=deed.registration_id,
        kind=deed.kind,
        subject=deed.subject,
        details=dict(deed.details),
    )
    session.add(action)
    return action


def last_actions(session: Session, visit: Visit, limit: int = 200) -> Sequence[AdminAction]:
    """Return the latest acts in reach of a visit, newest first."""
    query = select(AdminAction).order_by(AdminAction.at.desc(), AdminAction.id).limit(limit)
    if not visit.owner:
        visit.require_all_of_registration()
        query = query.where(AdminAction.registration_id == visit.registration_id)
    return session.scalars(query).all()


def receipt(session: Session, visit: Visit, action_id: UUID) -> AdminAction:
    """Return one act, with the counts of an erasure. Raises NotFound."""
    visit.require_owner()
    found = session.get(AdminAction, action_id)
    if found is None:
        raise NotFound
    return found
