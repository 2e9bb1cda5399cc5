"""Who is signed in to the admin pages, and how far they reach.

A visit by an account reaches everything. A visit by an LTI launch reaches the
registration that it came by; hosted Canvas is one issuer and often one client for
many schools, so there it reaches its own deployment alone.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from lti_tool.admin_errors import SignInNeeded
from lti_tool.errors import NotAllowed, NotFound
from lti_tool.models import AdminAccount, AdminSession, Deployment, Launch, Registration
from lti_tool.services.logins import digest

LIVES = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody signed in.

    Attributes:
        owner: signed in with an account: reaches all and may erase.
        registration_id: the only one reached, when not an owner.
        tenant_id: the only deployment reached, when even less.
    """

    id: UUID
    who: str
    owner: bool
    registration_id: UUID | None
    tenant_id: UUID | None

    def registration(self, session: Session, registration_id: UUID) -> Registration:
        """Return a registration in reach. Raises NotFound for any other."""
        found = session.get(Registration, registration_id)
        if found is None or not (self.owner or found.id == self.registration_id):
            raise NotFound
        return found

    def deployment(self, session: Session, deployment_id: UUID) -> Deployment:
        """Return a deployment in reach. Raises NotFound for any other."""
        found = session.get(Deployment, deployment_id)
        if found is None or self.tenant_id not in {None, found.id}:
            raise NotFound
        self.registration(session, found.registration_id)
        return found

    def require_owner(self) -> None:
        """Allow only who has an account.

        Raises:
            NotAllowed: the visit came by a launch.
        """
        if not self.owner:
            raise NotAllowed

    def require_all_of_registration(self) -> None:
        """Allow only who may act on every deployment of a registration.

        Raises:
            NotAllowed: the visit reaches one deployment alone.
        """
        if self.tenant_id is not None:
            raise NotAllowed


def open_for_account(session: Session, account_id: UUID, now: datetime) -> str:
    """Return the token of a new visit of an account."""
    account = session.get_one(AdminAccount, account_id)
    return _open(session, now, LIVES, who=account.email, account_id=account.id)


def open_for_launch(session: Session, launch: Launch, now: datetime) -> str:
    """Return the token of a new visit by an administrator's launch.

    Raises:
        NotAllowed: the launch is not one of an administrator of the platform.
    """
    if not launch.sees_institution:
        raise NotAllowed
    registration = launch.tenant.registration
    return _open(
        session,
        now,
        min(LIVES, launch.expires_at - now),
        who=f"LTI {registration.client_id} {launch.user_id}"[:255],
        registration_id=registration.id,
        tenant_id=launch.tenant_id if serves_many_schools(registration.issuer) else None,
    )


def find(session: Session, token: str, now: datetime) -> Visit:
    """Return the visit of a token.

    Raises:
        SignInNeeded: it is unknown or over, its account was closed, or its
            platform switched off.
    """
    query = (
        select(AdminSession)
        .outerjoin(AdminAccount, AdminAccount.id == AdminSession.account_id)
        .outerjoin(Registration, Registration.id == AdminSession.registration_id)
        .where(AdminSession.token_hash == digest(token), AdminSession.expires_at > now)
        .where(or_(AdminAccount.enabled, Registration.enabled))
    )
    found = session.scalar(query)
    if found is None:
        raise SignInNeeded
    owner = found.account_id is not None
    return Visit(found.id, found.who, owner, found.registration_id, found.tenant_id)


def end(session: Session, token: str) -> None:
    """End a visit: its token opens nothing any more."""
    session.execute(delete(AdminSession).where(AdminSession.token_hash == digest(token)))


def serves_many_schools(issuer: str) -> bool:
    """Tell whether an issuer stands for many schools, as hosted Canvas does."""
    host = urlsplit(issuer).hostname or ""
    return host == "instructure.com" or host.endswith(".instructure.com")


def _open(session: Session, now: datetime, lives: timedelta, **values: object) -> str:
    token = secrets.token_urlsafe(32)
    session.execute(delete(AdminSession).where(AdminSession.expires_at < now))
    session.add(
        AdminSession(token_hash=digest(token), created_at=now, expires_at=now + lives, **values)
    )
    return token
