"""Send notices to tools (Platform Notification Service 1.0); none is sent twice."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, insert, select

from deploy.demo_lms import lti
from deploy.demo_lms.database import Database
from deploy.demo_lms.deployments import Deployments
from deploy.demo_lms.errors import ServiceRefusal
from deploy.demo_lms.flavours import Flavour
from deploy.demo_lms.keys import SigningKey
from deploy.demo_lms.records import Course, Tool
from deploy.demo_lms.schema import notice_handlers
from deploy.demo_lms.tools import Tools

NOTICE_LIFE = timedelta(hours=1)


class HandlerBody(BaseModel):
    """Where a tool wants notices of a kind; an empty handler ends it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    notice_type: str
    handler: str = Field(max_length=2_000)


class NoticePoster(Protocol):
    """Carries notices to tools."""

    def __call__(self, handler: str, body: Mapping[str, Any]) -> None:
        """Post once; what goes wrong is the tool's loss."""
        ...


@dataclass(frozen=True, slots=True)
class HttpNoticePoster:
    """Posts notices over HTTP."""

    timeout_s: float

    def __call__(self, handler: str, body: Mapping[str, Any]) -> None:
        """Post once and forget."""
        try:
            httpx.post(handler, json=dict(body), timeout=self.timeout_s, follow_redirects=False)
        except (httpx.HTTPError, httpx.InvalidURL):
            return


@dataclass(frozen=True, slots=True)
class NoticeDesk:
    """Keep who wants which notices, and send them."""

    database: Database
    tools: Tools
    key: SigningKey
    issuer: str
    flavour: Flavour
    deployments: Deployments
    post: NoticePoster

    def handlers(self, client_id: str) -> dict[str, str]:
        """Return a tool's handlers by kind of notice."""
        query = select(notice_handlers).where(notice_handlers.c.client_id == client_id)
        with self.database.read() as connection:
            rows = connection.execute(query).mappings()
            return {row["notice_type"]: row["handler"] for row in rows}

    def subscribe(self, tool: Tool, body: HandlerBody, now: datetime) -> None:
        """Keep a handler; a hello goes to a new one for hellos.

        Raises:
            ServiceRefusal: the kind is unknown or the handler is not the tool's.
        """
        if body.notice_type not in lti.NOTICES:
            raise ServiceRefusal(400, "There are no notices of this type.")
        if body.handler and urlsplit(body.handler).netloc != tool.domain:
            raise ServiceRefusal(400, "The handler is not on the tool's domain.")
        values = {
            "client_id": tool.client_id,
            "notice_type": body.notice_type,
            "handler": body.handler,
        }
        with self.database.write() as connection:
            connection.execute(
                delete(notice_handlers).where(
                    notice_handlers.c.client_id == tool.client_id,
                    notice_handlers.c.notice_type == body.notice_type,
                )
            )
            connection.execute(insert(notice_handlers).values(values))
        if body.notice_type == lti.HELLO_NOTICE and body.handler:
            self._send(tool, body.handler, body.notice_type, tool.deployment_id, {}, now)

    def tell_of_copy(self, made: Course, source: Course, now: datetime) -> None:
        """Tell every tool that asked that a course was copied."""
        about = {
            f"{lti.CLAIM}context": {
                "id": self.flavour.context_id(made.id),
                "label": made.code,
                "title": made.title,
                "type": [self.flavour.context_type],
            },
            f"{lti.CLAIM}origin_contexts": [self.flavour.context_id(source.id)],
        }
        for tool in self.tools.all():
            handler = self.handlers(tool.client_id).get(lti.COPY_NOTICE, "")
            if handler and tool.active and self.flavour.notices:
                deployment = self.deployments.of(tool, source)
                self._send(tool, handler, lti.COPY_NOTICE, deployment, about, now)

    def _send(
        self,
        tool: Tool,
        handler: str,
        kind: str,
        deployment_id: str,
        about: Mapping[str, Any],
        now: datetime,
    ) -> None:
        issued = int(now.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": tool.client_id,
            "azp": tool.client_id,
            "iat": issued,
            "exp": issued + int(NOTICE_LIFE.total_seconds()),
            "nonce": secrets.token_urlsafe(16),
            f"{lti.CLAIM}version": "1.3.0",
            f"{lti.CLAIM}deployment_id": deployment_id,
            f"{lti.CLAIM}notice": {
                "id": secrets.token_hex(16),
                "timestamp": now.isoformat(timespec="seconds"),
                "type": kind,
            },
            **about,
        }
        self.post(handler, {"notices": [{"jwt": self.key.sign(claims)}]})
