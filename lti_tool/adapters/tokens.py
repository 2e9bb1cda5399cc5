"""Access tokens of platforms: asked for once, kept encrypted until they expire."""

import hashlib
import math
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from lti_tool.adapters.database import Database
from lti_tool.adapters.platform_http import PlatformHttp
from lti_tool.lti_errors import PlatformRefusal, SignInRefused
from lti_tool.models import AccessToken, Registration
from lti_tool.services.keys import Box, Keys

BACKDATED_S = 30
ASSERTION_S = 60
EARLY = timedelta(seconds=30)
"""A token is asked for anew this long before it expires."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Asks platforms for access tokens (Security Framework 1.0, section 4)."""

    database: Database
    http: PlatformHttp
    keys: Keys
    box: Box
    clock: Callable[[], datetime]

    def token(self, registration: Registration, scopes: Sequence[str]) -> str:
        """Return a live token for these scopes.

        Raises:
            PlatformRefusal: the platform gives none.
            PlatformUnavailable: it does not answer.
        """
        key = _cache_key(registration, scopes)
        with self.database.read() as session:
            kept = session.get(AccessToken, key)
        if kept and kept.expires_at - EARLY > self.clock():
            token = self.box.open(kept.token)
            if token is not None:
                return token.decode()
        return self._ask(registration, scopes, key)

    def forget(self, registration: Registration, scopes: Sequence[str]) -> None:
        """Drop a token that the platform no longer takes."""
        key = _cache_key(registration, scopes)
        with self.database.write() as session:
            session.execute(delete(AccessToken).where(AccessToken.cache_key == key))

    def _ask(self, registration: Registration, scopes: Sequence[str], key: str) -> str:
        asked_at = self.clock()
        try:
            answer = self._post(registration, scopes, asked_at)
        except PlatformRefusal as refusal:
            raise SignInRefused(str(refusal), refusal.http_status) from refusal
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable():
            raise SignInRefused("the token endpoint gave no token")
        lives = _seconds(answer.get("expires_in", 3600))
        self._keep(key, token, asked_at + timedelta(seconds=lives))
        return token

    def _keep(self, key: str, token: str, expires_at: datetime) -> None:
        closed = self.box.close(token.encode())
        # Another sender may have kept a token of its own meanwhile: it is as good.
        with suppress(IntegrityError), self.database.write() as session:
            session.execute(delete(AccessToken).where(AccessToken.cache_key == key))
            session.execute(
                insert(AccessToken).values(cache_key=key, token=closed, expires_at=expires_at)
            )

    def _post(self, registration: Registration, scopes: Sequence[str], now: datetime) -> Any:
        return self.http.send(
            "POST",
            registration.auth_token_url,
            headers={"Accept": "application/json"},
            form={
                "grant_type": "client_credentials",
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": self._assertion(registration, now),
                "scope": " ".join(sorted(scopes)),
            },
        ).json()

    def _assertion(self, registration: Registration, now: datetime) -> str:
        """Sign who we are; backdated, for platforms refuse a clock ahead of theirs."""
        with self.database.write() as session:
            key = self.keys.signing_key(session)
        moment = int(now.timestamp())
        claims = {
            "iss": registration.client_id,
            "sub": registration.client_id,
            "aud": registration.auth_audience or registration.auth_token_url,
            "iat": moment - BACKDATED_S,
            "exp": moment + ASSERTION_S,
            "jti": secrets.token_urlsafe(24),
        }
        return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid})


def _seconds(value: object) -> float:
    """Return how long a token lives: a minute when the platform speaks nonsense."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else 60.0
    except ValueError:
        return 60.0
    return 60.0 if math.isnan(seconds) else min(max(seconds, 0.0), 86_400.0)


def _cache_key(registration: Registration, scopes: Sequence[str]) -> str:
    parts = (
        registration.issuer,
        registration.client_id,
        registration.auth_token_url,
        *sorted(scopes),
    )
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
