"""Launches as pages know them: opened once, found by the page's token."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import LaunchExpired
from lti_tool.models import Deployment, Launch, table_of
from lti_tool.services.logins import digest

_OPENED = insert(table_of(Launch))


def open_launch(session: Session, *, now: datetime, hours: float, **values: Any) -> str:
    """Keep an accepted launch and return its page token.

    `values` are the columns of `Launch`. The token is kept only as a digest.
    """
    token = secrets.token_urlsafe(32)
    session.connection().execute(
        _OPENED,
        dict(
            token_hash=digest(token),
            created_at=now,
            expires_at=now + timedelta(hours=hours),
            **values,
        ),
    )
    return token


def find_launch(session: Session, token: str, now: datetime) -> Launch:
    """Return the launch of a page token, its tenant, course and user loaded.

    Raises:
        LaunchExpired: the token is unknown or too old, or its tenant was
            switched off.
    """
    query = (
        select(Launch)
        .where(Launch.token_hash == digest(token), Launch.expires_at > now)
        .options(
            joinedload(Launch.tenant).joinedload(Deployment.registration),
            joinedload(Launch.course),
            joinedload(Launch.user),
        )
    )
    launch = session.scalar(query)
    if launch is None:
        raise LaunchExpired("no such launch, or it is over")
    if not (launch.tenant.approved and launch.tenant.registration.enabled):
        raise LaunchExpired("the platform was switched off")
    return launch
