"""Take in what a teacher chose in a tool (Deep Linking 2.0)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from deploy.demo_lms import lti
from deploy.demo_lms.activities import Activities
from deploy.demo_lms.content_items import ContentItem
from deploy.demo_lms.deployments import Deployments
from deploy.demo_lms.errors import PageRefusal
from deploy.demo_lms.onetime import OneTime
from deploy.demo_lms.people import People
from deploy.demo_lms.records import DeepLinkSession, Tool
from deploy.demo_lms.toolkeys import ToolSignatureError, ToolVerifier
from deploy.demo_lms.tools import Tools

MAX_ITEMS = 50
_ITEMS: TypeAdapter[list[ContentItem]] = TypeAdapter(list[ContentItem])
_REFUSED = "The tool's choice was refused"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a deep linking response led to."""

    course_id: str
    activity_ids: list[str]
    message: str


@dataclass(frozen=True, slots=True)
class DeepLinkDesk:
    """Verify deep linking responses and place what they bring."""

    tools: Tools
    activities: Activities
    onetime: OneTime
    verify: ToolVerifier
    issuer: str
    people: People
    deployments: Deployments

    def accept(self, session_id: str, token: str, now: datetime) -> Chosen:
        """Verify a response and place its items; a session is answered once.

        Raises:
            PageRefusal: The page says which check failed.
        """
        session = self.onetime.deep_link(session_id, now)
        tool = self.tools.active(session.client_id) if session else None
        if session is None or tool is None:
            raise _refuse("This choice is closed or too old. Start again from the course.")
        claims = self._claims(token, tool)
        course = self.people.course(session.course_id)
        if course is None:
            raise _refuse("This choice is closed or too old. Start again from the course.")
        _check(claims, tool, session, self.deployments.of(tool, course))
        items = _items(claims)
        expires = datetime.fromtimestamp(claims["exp"], UTC)
        if not self.onetime.first_sight(tool.client_id, f"nonce:{claims['nonce']}", expires):
            raise _refuse("Its nonce was used before.")
        if not self.onetime.close_deep_link(session_id):
            raise _refuse("This choice was answered already.")
        placed = self.activities.place(session.course_id, tool.client_id, items, now)
        message = claims.get(f"{lti.DEEP_LINKING}msg") or claims.get(
            f"{lti.DEEP_LINKING}errormsg", ""
        )
        return Chosen(session.course_id, placed, str(message)[:500])

    def _claims(self, token: str, tool: Tool) -> dict[str, Any]:
        required = ["iss", "aud", "iat", "exp", "nonce"]
        try:
            return self.verify(token, tool.jwks_uri, [self.issuer], required)
        except ToolSignatureError as error:
            raise _refuse(str(error)) from error


def _check(
    claims: dict[str, Any], tool: Tool, session: DeepLinkSession, deployment_id: str
) -> None:
    wanted = {
        "iss": (tool.client_id, "Its issuer is not the tool's client id."),
        f"{lti.CLAIM}message_type": (
            lti.DEEP_LINKING_RESPONSE,
            "It is no deep linking response.",
        ),
        f"{lti.CLAIM}version": ("1.3.0", "Its LTI version is not 1.3.0."),
        f"{lti.CLAIM}deployment_id": (
            deployment_id,
            "It names a deployment that is not this one.",
        ),
        f"{lti.DEEP_LINKING}data": (session.data, "It does not return the data we sent."),
    }
    for name, (value, sentence) in wanted.items():
        if claims.get(name) != value:
            raise _refuse(sentence)


def _items(claims: dict[str, Any]) -> list[ContentItem]:
    try:
        items = _ITEMS.validate_python(claims.get(f"{lti.DEEP_LINKING}content_items", []))
    except ValidationError as error:
        first = error.errors()[0]
        place = " › ".join(str(part) for part in first["loc"])
        raise _refuse(f"An item is not valid: {place}: {first['msg']}.") from error
    if len(items) > MAX_ITEMS:
        raise _refuse(f"It brings more than {MAX_ITEMS} items.")
    return items


def _refuse(sentence: str) -> PageRefusal:
    return PageRefusal(400, _REFUSED, sentence)
