"""PyLTI1p3 as the protocol's core, held by stricter rules of our own.

PyLTI1p3 builds the authentication request, reads the token, runs its message
validators and writes deep linking answers. State, nonce, time, audience, header and
target are judged by `launch_rules` and the database instead of its cookie and session
services, which are therefore stubs here; so is its HTTP, for `PlatformKeys` fetches.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt
from jwt.types import Options
from pylti1p3.cookie import CookieService
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.lineitem import LineItem
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.registration import Registration as LibraryRegistration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config import ToolConfAbstract

from lti_tool.adapters.platform_keys import PlatformKeys
from lti_tool.lti_errors import LaunchRefused, PlatformRefusal, PlatformUnavailable
from lti_tool.models import Registration
from lti_tool.services import launch_rules
from lti_tool.services.keys import SigningKey
from lti_tool.services.ports import Choice, DeepLinkAnswer, Window

MAX_TOKEN_CHARS = 64_000
REVIEWABLE = ("InProgress", "Submitted", "Completed")
FRAME_HEIGHT = 900
_SIGNATURE_ONLY: Options = {
    "verify_signature": True,
    "verify_aud": False,
    "verify_exp": False,
    "verify_iat": False,
    "verify_nbf": False,
    "verify_sub": False,
    "verify_jti": False,
    "require": ["iss", "aud", "exp", "iat", "nonce", "sub"],
}
_NO_HTTP = object()


class _Form(Request):  # type: ignore[misc]
    """A request as the library wants it: parameters only."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self._params = params

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self._params.get(key, "")


class _NoCookies(CookieService):  # type: ignore[misc]
    """Cookies are the view's affair."""

    def get_cookie(self, name: str) -> None:
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        return None


class _NoSession(SessionService):  # type: ignore[misc]
    """State and nonce are in the database."""

    def __init__(self) -> None:
        """Keep nothing."""

    def save_nonce(self, nonce: str) -> None:
        """Keep nothing."""


class _OneClient(ToolConfAbstract):  # type: ignore[misc]
    """The one registration that the login row names."""

    def __init__(self, registration: Registration) -> None:
        self._registration = library_registration(registration)

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def find_registration_by_params(
        self, iss: str, client_id: str, *args: Any, **kwargs: Any
    ) -> LibraryRegistration | None:
        ours = (self._registration.get_issuer(), self._registration.get_client_id())
        return self._registration if (iss, client_id) == ours else None


def library_registration(
    registration: Registration, key: SigningKey | None = None
) -> LibraryRegistration:
    """Return a registration as the library wants it."""
    made = LibraryRegistration()
    made.set_issuer(registration.issuer).set_client_id(registration.client_id)
    made.set_auth_login_url(registration.auth_login_url)
    made.set_auth_token_url(registration.auth_token_url)
    made.set_key_set_url(registration.key_set_url)
    if registration.auth_audience:
        made.set_auth_audience(registration.auth_audience)
    if key:
        made.set_tool_private_key(key.private).set_tool_public_key(key.public_pem)
    return made


class _Login(OIDCLogin):  # type: ignore[misc]
    """The authentication request, with a state and a nonce of ours."""

    def __init__(
        self, params: Mapping[str, str], registration: Registration, state: str, nonce: str
    ) -> None:
        super().__init__(_Form(params), _OneClient(registration), _NoSession(), _NoCookies())
        self._state, self._nonce = state, nonce

    def _get_uuid(self) -> str:
        return self._state.removeprefix("state-")

    def _generate_nonce(self) -> str:
        return self._nonce

    def address(self, launch_url: str) -> str:
        """Return where the browser goes next."""
        return str(self._prepare_redirect_url(launch_url))


class PyltiLogin:
    """Writes authentication requests with PyLTI1p3."""

    def address(
        self, registration: Registration, params: Mapping[str, str], state: str, nonce: str
    ) -> str:
        """Return the platform's address to send the browser to.

        `params` are the login's; their `redirect_uri` is our launch address.
        """
        asked = {**params, "iss": registration.issuer, "client_id": registration.client_id}
        try:
            address = _Login(asked, registration, state, nonce).address(params["redirect_uri"])
        except OIDCException as error:
            raise LaunchRefused("bad_login", str(error)) from error
        base = registration.auth_login_url
        joint = "&" if "?" in base else "?"
        return base + joint + address[len(base) + 1 :]


class _Launch(MessageLaunch):  # type: ignore[misc]
    """The library's launch, its weak checks replaced."""

    def __init__(self, verifier: "PyltiVerifier", registration: Registration, token: str) -> None:
        super().__init__(
            _Form({"id_token": token}),
            _OneClient(registration),
            _NoSession(),
            _NoCookies(),
            requests_session=_NO_HTTP,
        )
        self._verifier = verifier
        self._ours = registration

    def _get_request_param(self, key: str) -> str:
        return str(self._request.get_param(key))

    def get_client_id(self) -> str:
        return self._ours.client_id

    def claims(self, nonce: str, public_url: str) -> dict[str, Any]:
        """Return the claims of a token that keeps every rule."""
        self._validated = True
        self.validate_jwt_format()
        header, body = self._jwt["header"], self._jwt["body"]
        launch_rules.check_header(header)
        if not isinstance(body, dict):
            raise LaunchRefused("bad_token", "the body is no object")
        if body.get("iss") != self._ours.issuer:
            raise LaunchRefused("wrong_issuer", "iss is not the login's", status=401)
        launch_rules.check_audience(body, self._ours.client_id)
        self.validate_registration()
        signed = self._signed_claims()
        launch_rules.check_times(signed, self._verifier.clock())
        if signed.get("nonce") != nonce:
            raise LaunchRefused("wrong_nonce", "the nonce is not the login's", status=401)
        launch_rules.check_message(signed)
        launch_rules.check_target(signed.get(f"{launch_rules.CLAIM}target_link_uri"), public_url)
        self.validate_message()
        return signed

    def _signed_claims(self) -> dict[str, Any]:
        """Return what the signature covers; time is judged by our own clock."""
        key = self._verifier.keys.key(self._ours.key_set_url, self._jwt["header"]["kid"])
        if key is None:
            raise LaunchRefused("bad_signature", "no such key of the platform")
        try:
            claims: dict[str, Any] = jwt.decode(
                self._get_id_token(),
                key,
                algorithms=[launch_rules.ALGORITHM],
                options=_SIGNATURE_ONLY,
            )
        except jwt.MissingRequiredClaimError as error:
            raise LaunchRefused("bad_token", str(error)) from error
        except jwt.InvalidTokenError as error:
            raise LaunchRefused("bad_signature", str(error), status=401) from error
        return claims


@dataclass(frozen=True, slots=True)
class PyltiVerifier:
    """Verifies id_tokens with PyLTI1p3 and the rules of `launch_rules`."""

    keys: PlatformKeys
    public_url: str
    clock: Callable[[], datetime]

    def verify(self, token: str, registration: Registration, nonce: str) -> dict[str, Any]:
        """Return the claims of a token for this registration and nonce.

        Raises:
            LaunchRefused: the token breaks a rule, or the platform's keys are
                out of reach.
        """
        if len(token) > MAX_TOKEN_CHARS:
            raise LaunchRefused("bad_token", "the token is too long")
        try:
            return _Launch(self, registration, token).claims(nonce, self.public_url)
        except PlatformUnavailable as error:
            raise LaunchRefused("keys_unreachable", str(error), status=503) from error
        except PlatformRefusal as error:
            raise LaunchRefused("keys_unreachable", str(error), status=403) from error
        except LtiException as error:
            code = "bad_token" if "JWT" in str(error) else "bad_message"
            raise LaunchRefused(code, str(error)) from error
        except (ValueError, RecursionError) as error:
            raise LaunchRefused("bad_token", str(error)) from error


class _Answer(DeepLink):  # type: ignore[misc]
    """The library's deep linking answer, on our clock and without empty data."""

    def message(self, items: list[DeepLinkResource], now: datetime, note: str) -> dict[str, Any]:
        """Return the claims of the answer."""
        claims = dict(self.get_message_jwt(items))
        issued = int(now.timestamp())
        claims.update(iat=issued - 5, exp=issued + 600)
        if claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"] is None:
            del claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"]
        if note:
            claims["https://purl.imsglobal.org/spec/lti-dl/claim/msg"] = note
        return claims


class PyltiDeepLink:
    """Writes deep linking answers with PyLTI1p3."""

    def sign(self, answer: DeepLinkAnswer, key: SigningKey, now: datetime) -> str:
        """Return the answer as a JWT signed by us."""
        link = _Answer(
            library_registration(answer.registration, key), answer.deployment_id, answer.settings
        )
        items = [_Item(choice) for choice in answer.choices]
        return str(link.encode_jwt(link.message(items, now, answer.note)))


class _Item(DeepLinkResource):  # type: ignore[misc]
    """The library's link with what Deep Linking 2.0 says of it besides."""

    def __init__(self, choice: Choice) -> None:
        self._choice = choice
        self.set_title(choice.title).set_url(choice.url).set_custom_params(dict(choice.custom))
        if choice.line_item:
            column = LineItem().set_score_maximum(choice.line_item.score_maximum)
            column.set_label(choice.line_item.label).set_tag(choice.line_item.tag)
            column.set_submission_review(list(REVIEWABLE))
            self.set_lineitem(column.set_resource_id(choice.line_item.resource_id))

    def to_dict(self) -> dict[str, object]:
        """Return the content item (Deep Linking 2.0, section 3.2)."""
        choice, item = self._choice, dict(super().to_dict())
        if choice.text:
            item["text"] = choice.text
        for name in ("available", "submission"):
            if window := _window(getattr(choice.availability, name)):
                item[name] = window
        if choice.target == "window":
            item["window"] = {"targetName": "_blank"}
        elif choice.target == "iframe":
            item["iframe"] = {"height": FRAME_HEIGHT}
        return item


def _window(window: Window) -> dict[str, str]:
    ends = {"startDateTime": window.start, "endDateTime": window.end}
    return {name: moment.isoformat() for name, moment in ends.items() if moment}
