"""Check what a tool signed against the key set it publishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
import jwt

MAX_JWKS_BYTES = 200_000


class ToolSignatureError(Exception):
    """A tool's JWT that cannot be trusted; the message says why."""


class KeySetSource(Protocol):
    """Where a tool's public keys come from."""

    def __call__(self, jwks_uri: str) -> Mapping[str, Any]:
        """Return the key set, or raise ToolSignatureError."""
        ...


@dataclass(frozen=True, slots=True)
class HttpKeySetSource:
    """Fetch key sets over HTTP, each time anew so that rotation just works."""

    timeout_s: float

    def __call__(self, jwks_uri: str) -> Mapping[str, Any]:
        """Fetch the key set without following redirects."""
        try:
            response = httpx.get(jwks_uri, timeout=self.timeout_s, follow_redirects=False)
            response.raise_for_status()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ToolSignatureError(f"The key set at {jwks_uri} cannot be read.") from error
        if len(response.content) > MAX_JWKS_BYTES:
            raise ToolSignatureError(f"The key set at {jwks_uri} is too large.")
        try:
            found = response.json()
        except ValueError as error:
            raise ToolSignatureError(f"The key set at {jwks_uri} is not JSON.") from error
        if not isinstance(found, dict):
            raise ToolSignatureError(f"The key set at {jwks_uri} is not a key set.")
        return found


@dataclass(frozen=True, slots=True)
class ToolVerifier:
    """Verify a tool's RS256 JWTs."""

    keys: KeySetSource

    def __call__(
        self, token: str, jwks_uri: str, audience: Sequence[str], required: list[str]
    ) -> dict[str, Any]:
        """Return the claims of a JWT that is signed, current and meant for us.

        Raises:
            ToolSignatureError: The sentence says what was wrong.
        """
        key = self._key(token, jwks_uri)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=audience,
                options={"require": required},
            )
        except jwt.PyJWTError as error:
            raise ToolSignatureError(f"The token was refused: {error}.") from error
        return claims

    def _key(self, token: str, jwks_uri: str) -> jwt.PyJWK:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except jwt.PyJWTError as error:
            raise ToolSignatureError("The token is no JWT.") from error
        if not kid:
            raise ToolSignatureError("The token names no key (kid).")
        try:
            found = jwt.PyJWKSet.from_dict(dict(self.keys(jwks_uri)))
        except jwt.PyJWTError as error:
            raise ToolSignatureError(f"The key set at {jwks_uri} is not usable.") from error
        for key in found.keys:
            if key.key_id == kid:
                return key
        raise ToolSignatureError(f"The key set at {jwks_uri} has no key {kid[:60]!r}.")
