"""The bulk lane: every topic into the warehouse, by a consumer of its own.

A message is committed after its rows are stored. An error that nobody foresaw
ends the process, and the broker hands the same messages over again. While one
fetch is being stored the next is read and judged, never a third: a warehouse that
stalls stops the reading, and memory stays as it is.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from analytics.warehouse.rows import Delivery
from stream_processors.errors import TransientError
from stream_processors.pump import Patience
from stream_processors.steps.store import Batch

T = TypeVar("T")
log = logging.getLogger(__name__)


class Log(Protocol):
    """The topics, read from where the store was."""

    async def fetch(self) -> Sequence[Delivery]:
        """Return the next messages; none if none came for a while."""
        ...

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        """Say that some messages, and all before them, are stored."""
        ...


class Keeper(Protocol):
    """Makes of messages what keeps them, and stores that."""

    def read(self, deliveries: Sequence[Delivery]) -> Batch:
        """Return what keeps some messages: nothing of it is stored yet."""
        ...

    async def write(self, batch: Batch) -> int:
        """Store messages and return how many became dead letters.

        Raises:
            TransientError: store the same messages again.
        """
        ...


@dataclass(slots=True)
class Sink:
    """Stores what the log holds, for as long as it runs.

    Attributes:
        window_s: pause between two reads, so that rows gather, unless
        full: so many came at once that more must be waiting.
        stored, dead, retried: messages, and tries that failed, since the start.
        last_batch: messages of the last insert.
    """

    source: Log
    store: Keeper
    abort: Callable[[BaseException], None]
    window_s: float
    full: int = 1_000
    patience: Patience = field(default_factory=Patience)
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    stored: int = 0
    dead: int = 0
    retried: int = 0
    last_batch: int = 0
    _in_hand: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Store until cancelled; an unforeseen error ends the process."""
        try:
            await self._flow()
        except Exception as error:
            log.critical("store: ends the process", exc_info=error)
            self.abort(error)
            raise

    async def end(self, within_s: float) -> None:
        """Begin no more; return when what is being stored is committed.

        A warehouse or broker that is away is waited for no longer than said: the
        messages come again to who has their partitions next.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                await self._in_hand.acquire()

    async def once(self) -> None:
        """Store the next messages and commit them; wait while that fails."""
        await self._settle(await self._next())

    async def _flow(self) -> None:
        batch = await self._next()
        while True:
            coming = asyncio.create_task(self._next(pause=len(batch.deliveries) < self.full))
            try:
                await self._settle(batch)
                batch = await coming
            finally:
                coming.cancel()

    async def _next(self, *, pause: bool = False) -> Batch:
        if pause:
            await self.sleep(self.window_s)
        return self.store.read(await self._patiently(self.source.fetch))

    async def _settle(self, batch: Batch) -> None:
        if not (deliveries := batch.deliveries):
            return
        async with self._in_hand:
            dead = await self._patiently(lambda: self.store.write(batch))
            self.dead += dead
            self.last_batch = len(deliveries)
            self.stored += len(deliveries) - dead
            await self._patiently(lambda: self.source.commit(deliveries))

    async def _patiently(self, action: Callable[[], Awaitable[T]]) -> T:
        attempt = 0
        while True:
            attempt += 1
            try:
                return await action()
            except TransientError as error:
                self.retried += 1
                level = logging.WARNING if attempt == 1 else logging.DEBUG
                log.log(level, "store: attempt %d: %s", attempt, error)
                await self.sleep(self.patience.wait_s(attempt))
