"""Keep what became of each login and launch, for administrators.

Names of claims are kept, never their values; nothing here says who came.
"""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from lti_tool.lti_errors import LaunchRefused
from lti_tool.models import LaunchRecord, Login, Registration, table_of
from lti_tool.services.launch_rules import CLAIM, MAX_ID

KEEP = timedelta(days=30)
KEEP_LOGINS = timedelta(hours=1)
MOST_EACH = 1_000
_PRUNE_EVERY = 100
_OPEN_VERDICTS = ("started", "no_cookie")
_MOST_NAMES = 60
_MOST_TOKEN_CHARS = 64_000
_ROWS = table_of(LaunchRecord)
_KEPT = insert(_ROWS)
_TAKEN_OVER = update(_ROWS).where(
    _ROWS.c.login == bindparam("of_login"), _ROWS.c.verdict.in_(_OPEN_VERDICTS)
)
_CLAIM_NAME = re.compile(r"[A-Za-z0-9_./:#-]{1,128}")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One login or launch and its verdict, as `LaunchRecord` keeps it.

    Attributes:
        login: the SHA-256 of the OIDC login's state.
    """

    stage: Literal["login", "launch"]
    verdict: str = ""
    registration_id: UUID | None = None
    login: str | None = None
    issuer: str = ""
    client_id: str = ""
    deployment_id: str = ""
    message_type: str = ""
    claim_names: tuple[str, ...] = ()
    role: str = ""
    cookie_mode: str = ""
    reference: str = ""


def record(session: Session, attempt: Attempt, now: datetime) -> None:
    """Keep an attempt; a launch takes over the row of its login.

    Rows older than 30 days, or beyond 1,000 of a registration, go in passing, and
    so do logins of an hour ago.
    """
    values = {name: getattr(attempt, name) for name in Attempt.__slots__}
    values |= {"claim_names": list(attempt.claim_names), "at": now}
    if attempt.stage == "launch" and attempt.login and _took_over(session, values):
        return
    made = session.connection().execute(_KEPT, values)
    key = made.inserted_primary_key
    if key is not None and key[0] % _PRUNE_EVERY == 0:
        prune(session, now)


def refusal(session: Session, attempt: Attempt, refused: LaunchRefused) -> Attempt:
    """Return an attempt with the verdict of its refusal.

    The registration is the one that the refusal names, if it is known.
    """
    said = refused.details
    issuer, client_id = said.get("issuer", ""), said.get("client_id", "")
    query = select(Registration.id).where(
        Registration.issuer == issuer, Registration.client_id == client_id
    )
    return replace(
        attempt,
        verdict=refused.code[:32],
        reference=refused.reference,
        registration_id=session.scalar(query) if issuer and client_id else None,
        issuer=(issuer or attempt.issuer)[:MAX_ID],
        client_id=(client_id or attempt.client_id)[:MAX_ID],
        deployment_id=(attempt.deployment_id or said.get("deployment", ""))[:MAX_ID],
    )


def prune(session: Session, now: datetime) -> None:
    """Delete the rows that are too old or too many, and spent logins."""
    session.execute(delete(Login).where(Login.created_at < now - KEEP_LOGINS))
    session.execute(delete(LaunchRecord).where(LaunchRecord.at < now - KEEP))
    owner = LaunchRecord.registration_id
    crowded = select(owner).group_by(owner).having(func.count() > MOST_EACH)
    for one in list(session.scalars(crowded)):
        oldest = select(LaunchRecord.id).where(owner.is_not_distinct_from(one))
        oldest = oldest.order_by(LaunchRecord.id.desc()).offset(MOST_EACH).limit(1)
        last = session.scalar(oldest)
        gone = delete(LaunchRecord).where(owner.is_not_distinct_from(one), LaunchRecord.id <= last)
        session.execute(gone)


def last_launches(
    session: Session, registration_id: UUID | None = None, limit: int = 50
) -> Sequence[LaunchRecord]:
    """Return the latest attempts, newest first; of one registration if named."""
    query = select(LaunchRecord).order_by(LaunchRecord.at.desc(), LaunchRecord.id.desc())
    if registration_id is not None:
        query = query.where(LaunchRecord.registration_id == registration_id)
    return session.scalars(query.limit(limit)).all()


def attempt_of(said: Mapping[str, Any], cookie_mode: str) -> Attempt:
    """Return what claims say of themselves, verified or not: names only."""
    names = [name for name in said if _CLAIM_NAME.fullmatch(name)]
    return Attempt(
        stage="launch",
        issuer=_short(said.get("iss"), MAX_ID),
        client_id=_short(said.get("aud"), MAX_ID),
        deployment_id=_short(said.get(f"{CLAIM}deployment_id"), MAX_ID),
        message_type=_short(said.get(f"{CLAIM}message_type"), 64),
        claim_names=tuple(sorted(names)[:_MOST_NAMES]),
        cookie_mode=cookie_mode[:16],
    )


def unverified_claims(token: str) -> dict[str, Any]:
    """Return what an id_token says, believed by nobody; empty for no token."""
    parts = token[:_MOST_TOKEN_CHARS].split(".")
    if len(parts) < 2:
        return {}
    try:
        said = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _took_over(session: Session, values: Mapping[str, Any]) -> bool:
    """Write a launch over the row of its login; False if another launch did."""
    done = session.connection().execute(_TAKEN_OVER, {"of_login": values["login"], **values})
    return done.rowcount > 0


def _short(value: object, most: int) -> str:
    return value[:most] if isinstance(value, str) and value.isprintable() else ""
