"""Key sets of platforms: kept for a while, fetched again for an unknown kid."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK

from lti_tool.adapters.platform_http import PlatformHttp
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.services.launch_rules import ALGORITHM

KEEP = timedelta(hours=2)
REFETCH_AT_MOST_EVERY = timedelta(seconds=30)


@dataclass(slots=True)
class _Kept:
    """A key set as it was fetched; `read` are its keys that were used since."""

    keys: tuple[Mapping[str, Any], ...]
    fetched_at: datetime
    tried_at: datetime
    read: dict[str, RSAPublicKey] = field(default_factory=dict)

    def key(self, kid: str) -> RSAPublicKey | None:
        if kid not in self.read:
            named = next((key for key in self.keys if _is_for(key, kid)), None)
            if named is None:
                return None
            self.read[kid] = _read(named)
        return self.read[kid]


@dataclass(slots=True)
class PlatformKeys:
    """Keeps key sets in memory, one for each address."""

    http: PlatformHttp
    clock: Callable[[], datetime]
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key(self, url: str, kid: str) -> RSAPublicKey | None:
        """Return the key of a platform's set that signs RS256 as `kid`; None if none does.

        The set is fetched anew if it should hold `kid` and does not. One that cannot
        be fetched again serves as it was; an unknown kid causes one fetch in half a
        minute at most. A key is read once while its set is kept: reading it costs
        more than verifying with it.

        Raises:
            PlatformUnavailable: nothing is kept and the platform does not answer.
            PlatformRefusal: what it answers is no key set, or the key is none.
        """
        return self._set(url, kid).key(kid)

    def _set(self, url: str, kid: str) -> _Kept:
        with self._lock:
            kept, now = self._kept.get(url), self.clock()
        if kept and self._good(kept, kid, now):
            return kept
        if kept:
            kept.tried_at = now
        try:
            keys = self._fetch(url)
        except (PlatformRefusal, PlatformUnavailable):
            if kept is None:
                raise
            return kept
        fresh = _Kept(keys, now, tried_at=now if kept else now - REFETCH_AT_MOST_EVERY)
        with self._lock:
            self._kept[url] = fresh
        return fresh

    @staticmethod
    def _good(kept: _Kept, kid: str, now: datetime) -> bool:
        if now - kept.tried_at < REFETCH_AT_MOST_EVERY:
            return True
        known = any(key.get("kid") == kid for key in kept.keys)
        return known and now - kept.fetched_at < KEEP

    def _fetch(self, url: str) -> tuple[Mapping[str, Any], ...]:
        found = self.http.get(url, {"Accept": "application/json"}).json()
        keys = found.get("keys") if isinstance(found, dict) else None
        if not isinstance(keys, list):
            raise PlatformRefusal("the key set has no keys")
        return tuple(key for key in keys if isinstance(key, dict) and key.get("kty") == "RSA")


def _is_for(key: Mapping[str, Any], kid: str) -> bool:
    return key.get("kid") == kid and key.get("alg", ALGORITHM) == ALGORITHM


def _read(key: Mapping[str, Any]) -> RSAPublicKey:
    try:
        read = load_pem_public_key(JWK.from_json(json.dumps(key)).export_to_pem())
    except (JWException, ValueError, TypeError) as error:
        raise PlatformRefusal(f"a key that cannot be read: {error}") from error
    if not isinstance(read, RSAPublicKey):
        raise PlatformRefusal("a key that is not RSA")
    return read
