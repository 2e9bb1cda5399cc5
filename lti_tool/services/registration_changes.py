"""What registering a known client again would change: shown, then applied."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.lti_errors import RegistrationRefused
from lti_tool.models import Deployment, Registration, RegistrationChange
from lti_tool.services.logins import digest

LIVES = timedelta(hours=1)
DEPLOYMENT = "deployment_id"
FIELDS = (
    "name",
    "product",
    "auth_login_url",
    "auth_token_url",
    "auth_audience",
    "key_set_url",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value as it is and as it would be."""

    field: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Differences that wait for a yes; the token says it, once, within an hour."""

    token: str
    differences: tuple[Difference, ...]


def differences(
    session: Session, kept: Registration, new: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Return what `new` would change of a registration and its deployment."""
    found = [
        Difference(name, str(getattr(kept, name) or ""), str(new[name] or ""))
        for name in FIELDS
        if (getattr(kept, name) or "") != (new[name] or "")
    ]
    named = new.get(DEPLOYMENT)
    if named and not _is_approved(session, kept, str(named)):
        found.append(Difference(DEPLOYMENT, "", str(named)))
    return tuple(found)


def propose(session: Session, kept: Registration, new: Mapping[str, Any], now: datetime) -> str:
    """Keep a change until somebody says yes; return the token of that yes."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(RegistrationChange).where(RegistrationChange.expires_at < now))
    session.add(
        RegistrationChange(
            token_hash=digest(token),
            registration_id=kept.id,
            values=dict(new),
            expires_at=now + LIVES,
        )
    )
    return token


def apply(session: Session, token: str, now: datetime) -> tuple[Registration, str | None]:
    """Apply a change that was said yes to; return the registration and deployment.

    Raises:
        RegistrationRefused: the token is unknown, used or too old.
    """
    change = session.get(RegistrationChange, digest(token))
    if change is None or change.expires_at <= now:
        raise RegistrationRefused("change_expired", "the change is used or too old")
    kept = session.get_one(Registration, change.registration_id)
    for name in FIELDS:
        setattr(kept, name, change.values[name])
    named = change.values.get(DEPLOYMENT)
    session.delete(change)
    if named:
        approve(session, kept.id, str(named))
    return kept, str(named) if named else None


def approve(session: Session, registration_id: UUID, deployment_id: str) -> None:
    """Let a deployment in, known or not."""
    query = select(Deployment).where(
        Deployment.registration_id == registration_id, Deployment.deployment_id == deployment_id
    )
    deployment = session.scalar(query)
    if deployment is None:
        deployment = Deployment(registration_id=registration_id, deployment_id=deployment_id)
        session.add(deployment)
    deployment.approved = True


def _is_approved(session: Session, kept: Registration, deployment_id: str) -> bool:
    query = select(Deployment.approved).where(
        Deployment.registration_id == kept.id, Deployment.deployment_id == deployment_id
    )
    return session.scalar(query) is True
