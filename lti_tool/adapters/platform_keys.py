"""Key sets of platforms: kept for a while, fetched again for an unknown kid."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from lti_tool.adapters.platform_http import PlatformHttp
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable

KEEP = timedelta(hours=2)
REFETCH_AT_MOST_EVERY = timedelta(seconds=30)


@dataclass(slots=True)
class _Kept:
    keys: tuple[Mapping[str, Any], ...]
    fetched_at: datetime
    tried_at: datetime


@dataclass(slots=True)
class PlatformKeys:
    """Keeps key sets in memory, one for each address."""

    http: PlatformHttp
    clock: Callable[[], datetime]
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def key_set(self, url: str, kid: str) -> dict[str, list[Mapping[str, Any]]]:
        """Return a platform's key set, fresh if it should hold `kid` and does not.

        A set that cannot be fetched again is served as it was; an unknown kid
        causes one fetch in half a minute at most.

        Raises:
            PlatformUnavailable: nothing is kept and the platform does not answer.
            PlatformRefusal: what it answers is no key set.
        """
        with self._lock:
            kept, now = self._kept.get(url), self.clock()
        if kept and self._good(kept, kid, now):
            return {"keys": list(kept.keys)}
        if kept:
            kept.tried_at = now
        try:
            keys = self._fetch(url)
        except (PlatformRefusal, PlatformUnavailable):
            if kept is None:
                raise
            return {"keys": list(kept.keys)}
        with self._lock:
            tried_at = now if kept else now - REFETCH_AT_MOST_EVERY
            self._kept[url] = _Kept(keys, now, tried_at)
        return {"keys": list(keys)}

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
