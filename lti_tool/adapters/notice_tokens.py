"""Notices as signed tokens, and the platform's list of who gets them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti_tool.adapters.platform_client import PlatformClient
from lti_tool.adapters.platform_keys import PlatformKeys
from lti_tool.lti_errors import LaunchRefused, PlatformRefusal, PlatformUnavailable
from lti_tool.models import Registration
from lti_tool.services.launch_rules import ALGORITHM, check_header

HANDLER_SCOPE = "https://purl.imsglobal.org/spec/lti/scope/noticehandlers"
MAX_NOTICE_CHARS = 32_000
_NOT_JUDGED = ("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_sub", "verify_jti")


@dataclass(frozen=True, slots=True)
class SignedNotices:
    """Reads notices with the key sets of platforms."""

    keys: PlatformKeys

    def peek(self, token: str) -> Mapping[str, Any]:
        """Return the claims unchecked. Raises LaunchRefused for no plain token."""
        if len(token) > MAX_NOTICE_CHARS:
            raise LaunchRefused("bad_token", "the notice is too long")
        try:
            check_header(jwt.get_unverified_header(token))
            claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise LaunchRefused("bad_token", f"no token: {error}") from error
        return claims

    def verify(self, token: str, registration: Registration) -> dict[str, Any]:
        """Return what the platform's key signed; time and audience are not judged."""
        kid = jwt.get_unverified_header(token)["kid"]
        options: Any = dict.fromkeys(_NOT_JUDGED, False)
        try:
            claims: dict[str, Any] = jwt.decode(
                token, self._key(registration, kid), algorithms=[ALGORITHM], options=options
            )
        except jwt.PyJWTError as error:
            raise LaunchRefused("bad_signature", str(error), status=401) from error
        return claims

    def _key(self, registration: Registration, kid: str) -> RSAPublicKey:
        try:
            found = self.keys.key(registration.key_set_url, kid)
        except PlatformUnavailable as error:
            raise LaunchRefused("keys_unreachable", str(error), status=503) from error
        except PlatformRefusal as error:
            raise LaunchRefused("keys_unreachable", str(error), status=403) from error
        if found is None:
            raise LaunchRefused("bad_signature", "no such key of the platform", status=401)
        return found


@dataclass(frozen=True, slots=True)
class PlatformNoticeHandlers:
    """Subscribes through the notification service (PNS 1.0, section 3)."""

    client: PlatformClient

    def subscribe(
        self, registration: Registration, service_url: str, kind: str, handler: str
    ) -> None:
        """Ask for notices of a kind. Raises as `PlatformClient.send` does."""
        self.client.send(
            registration,
            HANDLER_SCOPE,
            "PUT",
            service_url,
            media_type="application/json",
            content=json.dumps({"notice_type": kind, "handler": handler}).encode(),
        )
