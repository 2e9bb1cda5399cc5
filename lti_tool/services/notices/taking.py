"""Take notices in: checked and kept first, acted on afterwards.

Platforms do not send a notice again, so nothing is done before it is stored;
what could not be done then is done with the next notice.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import LaunchRefused
from lti_tool.models import Deployment, Notice, Registration
from lti_tool.services import places
from lti_tool.services.course_copy.noticing import note_origins
from lti_tool.services.launch_rules import (
    CLAIM,
    MAX_ID,
    check_audience,
    check_times,
    require_id,
)
from lti_tool.services.notices.ports import NoticeReader

HELLO = "LtiHelloWorldNotice"
CONTEXT_COPY = "LtiContextCopyNotice"
KINDS = (HELLO, CONTEXT_COPY)
AT_ONCE_MAX = 100
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One notice of a batch that was not taken."""

    index: int
    code: str
    status: int


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """Takes notices and acts on them."""

    database: Database
    reader: NoticeReader
    clock: Callable[[], datetime]

    def take(self, tokens: Sequence[str]) -> list[Refusal]:
        """Keep every good notice of a batch; return why others were not kept."""
        refused = []
        for index, token in enumerate(tokens):
            try:
                self._keep(token)
            except LaunchRefused as error:
                log.warning("notice refused %s %s", error.reference, error)
                refused.append(Refusal(index, error.code, error.status))
        return refused

    def act(self) -> int:
        """Act on what is kept and waits; return how many."""
        with self.database.write() as session:
            waiting = session.scalars(
                select(Notice)
                .where(Notice.acted_at.is_(None))
                .order_by(Notice.received_at)
                .limit(AT_ONCE_MAX)
                .with_for_update(skip_locked=True)
            ).all()
            for notice in waiting:
                notice.outcome = _act(session, notice, self.clock())
                notice.acted_at = self.clock()
        return len(waiting)

    def _keep(self, token: str) -> None:
        said = self.reader.peek(token)
        with self.database.read() as session:
            registration = _registration(session, said)
        claims = self.reader.verify(token, registration)
        check_audience(claims, registration.client_id)
        check_times(claims, self.clock())
        notice = _notice(claims, registration)
        notice.received_at = self.clock()
        try:
            with self.database.write() as session:
                session.add(notice)
        except IntegrityError as error:
            raise LaunchRefused("notice_replayed", "this notice came before") from error


def _registration(session: Session, said: Mapping[str, Any]) -> Registration:
    """Return the registration that a notice is for, still unchecked."""
    aud = said.get("aud")
    clients = [one for one in (aud if isinstance(aud, list) else [aud]) if isinstance(one, str)]
    found = session.scalars(
        select(Registration).where(
            Registration.issuer == str(said.get("iss", "")), Registration.client_id.in_(clients)
        )
    ).first()
    if found is None:
        raise LaunchRefused("wrong_audience", "no such issuer and client here", status=401)
    if not found.enabled:
        raise LaunchRefused("switched_off", "the registration is switched off", status=403)
    return found


def _notice(claims: Mapping[str, Any], registration: Registration) -> Notice:
    """Return the row of a verified notice (PNS 1.0, section 4)."""
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise LaunchRefused("bad_message", "version is not 1.3.0")
    about = claims.get(f"{CLAIM}notice")
    if not isinstance(about, dict):
        raise LaunchRefused("bad_message", "no notice claim")
    kind = about.get("type")
    if kind not in KINDS:
        raise LaunchRefused("unknown_message", "a kind of notice that we do not take")
    replay_key = claims.get("jti") or claims.get("nonce") or about.get("id")
    return Notice(
        registration_id=registration.id,
        deployment_id=require_id(claims.get(f"{CLAIM}deployment_id"), "deployment_id"),
        replay_key=require_id(replay_key, "jti or nonce"),
        kind=kind,
        claims={
            "context": claims.get(f"{CLAIM}context"),
            "origin_contexts": claims.get(f"{CLAIM}origin_contexts"),
            "notice": about,
        },
    )


def _act(session: Session, notice: Notice, now: datetime) -> str:
    """Do what a notice calls for; return what came of it."""
    if notice.kind == HELLO:
        return "greeted"
    tenant = session.scalars(
        select(Deployment).where(
            Deployment.registration_id == notice.registration_id,
            Deployment.deployment_id == notice.deployment_id,
        )
    ).first()
    if tenant is None or not tenant.approved:
        return "deployment_unknown"
    context, origins = notice.claims.get("context"), notice.claims.get("origin_contexts")
    lti_id = context.get("id") if isinstance(context, dict) else None
    if not isinstance(lti_id, str) or not 0 < len(lti_id) <= MAX_ID:
        return "context_missing"
    named = [one for one in origins if isinstance(one, str)] if isinstance(origins, list) else []
    course = places.course_named(session, tenant, lti_id)
    title = context.get("title") if isinstance(context, dict) else None
    if isinstance(title, str) and not course.title:
        course.title = title[:MAX_ID]
    return "copy_noted" if note_origins(session, course, named, "notice", now) else "no_origin"
