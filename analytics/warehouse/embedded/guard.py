"""Watches the disk, because the engine bears a full one badly.

Where the disk fills while parts are merged, chDB (seen with 4.4.0) may commit a part
whose files are empty, and says nothing. What was merged into it stays on the disk for
some minutes, and an engine that starts lays a broken part aside and takes these again.
So while there is little room nothing is merged, the newest parts are read through, and
if one is broken the process ends, for its supervisor to start it again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from .errors import QueryFailed

_log = logging.getLogger(__name__)

EVERY_S = 0.5
CHECK_EVERY = timedelta(seconds=30)
BEFORE = timedelta(minutes=1)
"""Parts are suspected that were written so long before little room was noticed."""


class Parts(Protocol):
    """What the engine keeps its rows in."""

    def stop_merges(self) -> None:
        """Merge nothing until told otherwise; what is being merged is given up."""
        ...

    def start_merges(self) -> None:
        """Merge again."""
        ...

    def broken(self, since: datetime) -> Sequence[str]:
        """Return the parts written since a moment that cannot be read."""
        ...


@dataclass(slots=True)
class DiskGuard:
    """Looks how much room there is; ends the process when a part is broken.

    Attributes:
        has_room: whether there is enough to write.
        abort: ends the process; is told what is broken.
    """

    parts: Parts
    has_room: Callable[[], bool]
    abort: Callable[[Sequence[str]], None]
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _suspect_since: datetime | None = None
    _checked_at: datetime | None = None

    def run(self, over: threading.Event) -> None:
        """Look until told to stop."""
        while not over.wait(EVERY_S):
            try:
                self.look()
            except QueryFailed as error:
                _log.warning("the parts cannot be looked at now: %s", error)

    def look(self) -> None:
        """Look once."""
        if not self.has_room():
            self._heed()
        elif self._suspect_since is not None:
            self._check(self._suspect_since)
            self.parts.start_merges()
            self._suspect_since = None
            _log.warning("the disk has room again")

    def _heed(self) -> None:
        if self._suspect_since is None:
            self.parts.stop_merges()
            self._suspect_since, self._checked_at = self.now() - BEFORE, None
            _log.error("the disk is full: nothing is merged or stored until there is room")
        if self._checked_at is None or self.now() - self._checked_at >= CHECK_EVERY:
            self._checked_at = self.now()
            self._check(self._suspect_since)

    def _check(self, since: datetime) -> None:
        if broken := self.parts.broken(since):
            _log.critical("broken parts, the process ends to take the older ones: %s", broken)
            self.abort(broken)
