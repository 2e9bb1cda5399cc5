"""How a deployment is doing, from what is kept here already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Deployment,
    KeyPair,
    Launch,
    LaunchRecord,
    Preflight,
    Registration,
)
from lti_tool.services.gradebook.health import GradebookHealth
from lti_tool.services.gradebook.health import health as gradebook_health


@dataclass(frozen=True, slots=True)
class Health:
    """One deployment's state.

    Attributes:
        cookie_modes: how many accepted launches proved their browser each way.
        skew_s: the platform's clock less ours at the last check; None if unknown.
        token_ok: whether the last check got an access token; None if unchecked.
    """

    last_launch_at: datetime | None
    gradebook: GradebookHealth
    cookie_modes: Mapping[str, int]
    checked_at: datetime | None
    token_ok: bool | None
    skew_s: float | None


def health_of(session: Session, deployment: Deployment) -> Health:
    """Return the state of a deployment."""
    kept = session.get(Preflight, deployment.id)
    findings = kept.findings if kept else {}
    token = findings.get("token", {}).get("verdict")
    skew = findings.get("clock", {}).get("facts", {}).get("skew_s")
    return Health(
        last_launch_at=session.scalar(
            select(func.max(Launch.created_at)).where(Launch.tenant_id == deployment.id)
        ),
        gradebook=gradebook_health(session, deployment.id),
        cookie_modes=cookie_modes(session, deployment),
        checked_at=kept.at if kept else None,
        token_ok=None if token is None else token == "ok",  # noqa: S105 - a verdict, no secret
        skew_s=skew if isinstance(skew, int | float) else None,
    )


def cookie_modes(session: Session, deployment: Deployment) -> Mapping[str, int]:
    """Return how accepted launches proved their browser, by count."""
    query = (
        select(LaunchRecord.cookie_mode, func.count())
        .where(
            LaunchRecord.registration_id == deployment.registration_id,
            LaunchRecord.deployment_id == deployment.deployment_id,
            LaunchRecord.verdict == "accepted",
            LaunchRecord.cookie_mode != "",
        )
        .group_by(LaunchRecord.cookie_mode)
        .order_by(LaunchRecord.cookie_mode)
    )
    return {str(mode): int(count) for mode, count in session.execute(query)}


def key_made_at(session: Session, now: datetime) -> datetime | None:
    """Return when the key that signs now was made."""
    query = select(func.max(KeyPair.created_at)).where(
        (KeyPair.signs_from.is_(None)) | (KeyPair.signs_from <= now)
    )
    return session.scalar(query)


def last_launch_of(session: Session, registration: Registration) -> datetime | None:
    """Return when somebody last came in by a registration."""
    query = (
        select(func.max(Launch.created_at))
        .join(Deployment, Deployment.id == Launch.tenant_id)
        .where(Deployment.registration_id == registration.id)
    )
    return session.scalar(query)
