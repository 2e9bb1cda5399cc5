"""Watches the broker: a worker whose log was lost must begin anew.

A broker that keeps its log in memory comes back empty after a crash, without a
word. Its consumers would wait at positions that the new log has not reached, and
Faust would drop what comes before them. The ends of a sound log never go back:
when one does, or when nobody answers for long, the worker ends and the
supervisor starts a fresh one. Where a log has copies, its end may seem to go back
for a moment, after another broker took a partition over: that is borne for a while.
There a partition without a leader is not told at all: nothing is known of its end.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from stream_processors.errors import StreamError, TransientError

log = logging.getLogger(__name__)


class BrokerLost(StreamError):
    """The broker lost its log, or does not answer; start again."""


class LogEnds(Protocol):
    """Looks at the ends of the log."""

    async def read(self) -> Mapping[tuple[str, int], int]:
        """Return the end of each partition.

        Raises:
            TransientError: the broker does not answer.
        """
        ...


@dataclass(slots=True)
class BrokerWatch:
    """Ends the worker when the broker's log went back or is out of reach.

    Attributes:
        silence_s: how long the broker may be out of reach.
        grace_s: how long an end may be before where it was.
    """

    ends: LogEnds
    abort: Callable[[BaseException], None]
    every_s: float = 1.0
    silence_s: float = 5.0
    grace_s: float = 0.0
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _seen: dict[tuple[str, int], int] = field(default_factory=dict)
    _heard_at: float | None = None
    _back_since: dict[tuple[str, int], float] = field(default_factory=dict)

    async def run(self) -> None:
        """Look again and again until the broker is lost or we are cancelled."""
        while True:
            try:
                await self.look()
            except BrokerLost as error:
                log.critical("watch: ends the process: %s", error)
                self.abort(error)
                return
            await self.sleep(self.every_s)

    async def look(self) -> None:
        """Look once.

        Raises:
            BrokerLost: an end went back, or there was silence for too long.
        """
        if self._heard_at is None:
            self._heard_at = self.now()
        try:
            ends = await self.ends.read()
        except TransientError as error:
            if self.now() - self._heard_at > self.silence_s:
                raise BrokerLost(str(error)) from error
            return
        self._heard_at = self.now()
        for place, seen in self._seen.items():
            if place in ends or not self.grace_s:
                self._compare(place, seen, ends.get(place, 0))
        self._seen.update({at: max(end, self._seen.get(at, 0)) for at, end in ends.items()})

    def _compare(self, place: tuple[str, int], seen: int, end: int) -> None:
        if end >= seen:
            self._back_since.pop(place, None)
            return
        since = self._back_since.setdefault(place, self.now())
        if self.now() - since >= self.grace_s:
            raise BrokerLost(f"the log of {place[0]}[{place[1]}] went back from {seen} to {end}")
