"""Start launches and answer authentication requests (LTI Core 1.3, section 5)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from deploy.demo_lms.claims import ClaimWriter, Placement
from deploy.demo_lms.errors import OAuthRefusal, PageRefusal
from deploy.demo_lms.flavours import Flavour
from deploy.demo_lms.keys import SigningKey
from deploy.demo_lms.onetime import OneTime
from deploy.demo_lms.records import Activity, Course, DeepLinkSession, Hint, Tool, User
from deploy.demo_lms.tools import Tools

HINT_LIFE = timedelta(minutes=5)
CHOICE_LIFE = timedelta(hours=2)
RESOURCE_LINK = "resource"
DEEP_LINK = "deep"


@dataclass(frozen=True, slots=True)
class Form:
    """A form for the browser to post."""

    action: str
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """Who looks at whose work; `url` is what a score said opens it."""

    user: User
    tool: Tool
    course: Course
    activity: Activity
    student: User
    url: str


@dataclass(frozen=True, slots=True)
class _Start:
    user: User
    tool: Tool
    course: Course
    activity: Activity | None
    target: str
    for_user: str = ""


@dataclass(frozen=True, slots=True)
class LaunchDesk:
    """Begin launches and sign their id_tokens."""

    tools: Tools
    onetime: OneTime
    claims: ClaimWriter
    key: SigningKey
    issuer: str
    flavour: Flavour

    def begin(
        self, user: User, tool: Tool, course: Course, activity: Activity | None, now: datetime
    ) -> Form:
        """Return the third-party login initiation (section 5.1.1).

        Without an activity it begins a deep linking request.
        """
        target = (activity.url or tool.target_link_uri) if activity else tool.deep_link_uri
        return self._begin(_Start(user, tool, course, activity, target), now)

    def review(self, place: ReviewPlace, now: datetime) -> Form:
        """Return the login initiation that opens a student's work.

        Where the message is not known, the address that the tool's score
        carried is opened as an ordinary launch.
        """
        wanted = place.student.id if not place.url else ""
        target = place.url or place.tool.review_uri
        return self._begin(
            _Start(place.user, place.tool, place.course, place.activity, target, wanted), now
        )

    def _begin(self, start: _Start, now: datetime) -> Form:
        user, tool, course, activity = start.user, start.tool, start.course, start.activity
        hint = Hint(
            id=secrets.token_urlsafe(24),
            kind=RESOURCE_LINK if activity else DEEP_LINK,
            user_id=user.id,
            client_id=tool.client_id,
            course_id=course.id,
            activity_id=activity.id if activity else "",
            locale=user.locale,
            expires_at=now + HINT_LIFE,
            for_user=start.for_user,
            target=start.target,
        )
        self.onetime.keep_hint(hint)
        fields = {
            "iss": self.issuer,
            "login_hint": user.id,
            "target_link_uri": start.target,
            "client_id": tool.client_id,
            "lti_deployment_id": self.claims.deployments.of(tool, course),
            "lti_message_hint": hint.id,
        }
        if self.flavour.storage_target:
            fields["lti_storage_target"] = self.flavour.storage_target
        return Form(tool.initiate_login_uri, fields)

    def authorize(self, asked: Mapping[str, str], user: User | None, now: datetime) -> Form:
        """Return the form that posts the id_token, or an OAuth error, to the tool.

        Raises:
            PageRefusal: Tool or redirect_uri is unknown, so nobody can be told.
        """
        tool = self.tools.active(asked.get("client_id", ""))
        if tool is None:
            raise PageRefusal(
                400,
                "The tool is not known here",
                "No active tool has this client id. An administrator can look under Tools.",
            )
        redirect_uri = asked.get("redirect_uri", "")
        if redirect_uri not in tool.redirect_uris:
            raise PageRefusal(
                400,
                "The tool's return address is not registered",
                "redirect_uri must equal a registered one to the letter.",
            )
        fields = {"state": asked["state"]} if asked.get("state") else {}
        try:
            placement = self._placement(asked, tool, user, now)
        except OAuthRefusal as refusal:
            error = {"error": refusal.code, "error_description": refusal.detail}
            return Form(redirect_uri, {**fields, **error})
        token = self.key.sign(self.claims.write(placement, asked["nonce"], now))
        return Form(redirect_uri, {**fields, "id_token": token})

    def _placement(
        self, asked: Mapping[str, str], tool: Tool, user: User | None, now: datetime
    ) -> Placement:
        _check_parameters(asked)
        hint = self.onetime.take_hint(asked.get("lti_message_hint", ""), now)
        if hint is None:
            raise _bad("lti_message_hint is unknown, too old or was used before.")
        if hint.client_id != tool.client_id:
            raise _bad("lti_message_hint belongs to another tool.")
        if user is None or user.id != hint.user_id:
            raise OAuthRefusal(400, "login_required", "Someone else is signed in now.")
        if asked.get("login_hint") != hint.user_id:
            raise _bad("login_hint is not the one we sent.")
        session = self._open_choice(hint, now) if hint.kind == DEEP_LINK else None
        placement = self.claims.placement(hint, tool, user, session)
        if placement is None:
            raise _bad("The course or the activity is gone.")
        return placement

    def _open_choice(self, hint: Hint, now: datetime) -> DeepLinkSession:
        session = DeepLinkSession(
            id=secrets.token_urlsafe(24),
            user_id=hint.user_id,
            client_id=hint.client_id,
            course_id=hint.course_id,
            data=secrets.token_urlsafe(24),
            expires_at=now + CHOICE_LIFE,
        )
        self.onetime.keep_deep_link(session)
        return session


def _check_parameters(asked: Mapping[str, str]) -> None:
    if asked.get("scope") != "openid":
        raise OAuthRefusal(400, "invalid_scope", "scope must be openid.")
    if asked.get("response_type") != "id_token":
        raise OAuthRefusal(400, "unsupported_response_type", "response_type must be id_token.")
    if asked.get("response_mode") != "form_post":
        raise _bad("response_mode must be form_post.")
    if asked.get("prompt", "none") != "none":
        raise _bad("prompt must be none.")
    if not asked.get("nonce"):
        raise _bad("nonce is missing.")
    if not asked.get("state"):
        raise _bad("state is missing.")


def _bad(sentence: str) -> OAuthRefusal:
    return OAuthRefusal(400, "invalid_request", sentence)
