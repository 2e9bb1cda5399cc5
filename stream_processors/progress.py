"""Whether the offsets move: a worker that stands still is started anew.

A consumer can stop without an error, after a rebalance above all: it heartbeats
and fetches nothing. What a worker has committed says whether it works; waiting
for a part that is down is work too, and shows as retries.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from stream_processors.errors import StreamError, TransientError

log = logging.getLogger(__name__)

Place = tuple[str, int]
"""Topic and partition."""

Offsets = Mapping[Place, int]


class StandsStill(StreamError):
    """Messages wait in a partition of ours and none is taken; start again."""


class Positions(Protocol):
    """Knows the ends of the log and what a group has committed."""

    async def read(self) -> Offsets:
        """Return the end of each partition.

        Raises:
            TransientError: the broker does not answer.
        """
        ...

    async def committed(self, group: str) -> Offsets:
        """Return what a group has committed, where it has.

        Raises:
            TransientError: the broker does not answer.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


@dataclass(slots=True)
class Group:
    """One consumer group of this worker.

    Attributes:
        ours: the partitions that the worker reads now.
        tries: how often something failed and is tried again; it only grows.
    """

    name: str
    ours: Callable[[], Collection[Place]]
    tries: Callable[[], int]
    _committed: dict[Place, int] = field(default_factory=dict)
    _tries_then: int = 0
    _moved_at: float | None = None

    def stands_still_s(self, ends: Offsets, committed: Offsets, now: float) -> float:
        """Return for how long messages have waited while nothing moved."""
        ours = set(self.ours())
        seen = {place: committed.get(place, 0) for place in ours}
        waits = any(ends.get(place, 0) > offset for place, offset in seen.items())
        moved = seen != self._committed or self.tries() != self._tries_then
        if self._moved_at is None or moved or not waits:
            self._moved_at = now
        self._committed, self._tries_then = seen, self.tries()
        return now - self._moved_at

    def forget(self) -> None:
        """Count from the next look: for a while nothing was known."""
        self._moved_at = None


@dataclass(slots=True)
class Progress:
    """Looks at the lag of each group; ends the worker when it stands still.

    Attributes:
        stalled_s: how long messages may wait while nothing moves.
        by_group: messages that wait, by group and topic, at the last look.
    """

    positions: Positions
    groups: tuple[Group, ...]
    abort: Callable[[BaseException], None]
    every_s: float = 5.0
    stalled_s: float = 120.0
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    by_group: dict[str, dict[str, int]] = field(default_factory=dict)

    async def run(self) -> None:
        """Look again and again until we stand still or are cancelled."""
        while True:
            await self.sleep(self.every_s)
            try:
                await self.look()
            except TransientError as error:
                log.debug("progress is not known: %s", error)
            except StandsStill as error:
                log.critical("progress: ends the process: %s", error)
                self.abort(error)
                return

    async def look(self) -> None:
        """Look once.

        Raises:
            StandsStill: a group of ours did not move for too long.
            TransientError: the broker does not answer.
        """
        for group, ends, committed in await self._read():
            self.by_group[group.name] = lag(ends, committed)
            still_s = group.stands_still_s(ends, committed, self.now())
            if still_s > self.stalled_s:
                raise StandsStill(f"group {group.name} has not moved for {still_s:.0f} s")

    async def _read(self) -> list[tuple[Group, Offsets, Offsets]]:
        try:
            ends = await self.positions.read()
            return [(g, ends, await self.positions.committed(g.name)) for g in self.groups]
        except TransientError:
            for group in self.groups:
                group.forget()
            raise


def lag(ends: Offsets, committed: Offsets) -> dict[str, int]:
    """Return by topic how many messages a group has not committed.

    Topics of which it has committed nothing are not read by it, or not yet.
    """
    behind: Counter[str] = Counter()
    for (topic, partition), offset in committed.items():
        behind[topic] += max(0, ends.get((topic, partition), 0) - offset)
    return dict(behind)
