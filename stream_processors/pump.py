"""Moves messages through a step: the one place that knows acks and retries.

What holds, whatever dies:

* A message is acknowledged after all that follows from it is at the broker, and
  in the order of its partition, because Faust commits up to the last
  acknowledged offset.
* Messages of one learner are processed one after the other, in order; those of
  different learners at once.
* A permanent error makes a dead letter; a transient one is tried again until it
  passes. Where it is known which messages are alike, one that fails many times
  while others like it pass is a dead letter too; while all of a kind fail,
  something is down and nothing is given up.
* An error that nobody foresaw ends the process, so that the broker hands the
  message over again; one that does so repeatedly becomes a dead letter.

Nothing waits for a batch to fill: a message is worked on when it arrives.
"""

import asyncio
import logging
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from analytics.events import (
    DEAD_LETTER_TOPIC,
    AnyEvent,
    DeadLetter,
    EventError,
    topic_of,
)
from stream_processors.errors import PermanentError, TransientError
from stream_processors.known import KnownEvents
from stream_processors.letters import Failure, Place, dead_letter
from stream_processors.ports import Delivery, Outgoing, Sender, Step
from stream_processors.strikes import Strikes

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often to try again.

    Attributes:
        first_s: wait after the first failure; doubles with each.
        longest_s: the wait never exceeds this.
        give_up_after: tries of a message that fails while others like it pass.
        strikes: ends of the process by one message before it is given up.
    """

    first_s: float = 0.1
    longest_s: float = 5.0
    give_up_after: int = 60
    strikes: int = 3

    def wait_s(self, attempt: int) -> float:
        """Return how long to wait after a failed attempt, with jitter."""
        longest = min(self.longest_s, self.first_s * 2.0 ** min(attempt - 1, 30))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 -- jitter


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every pump of a worker shares.

    Attributes:
        abort: ends the process at once, without acknowledging anything.
    """

    sender: Sender
    strikes: Strikes
    clock: Callable[[], datetime]
    abort: Callable[[BaseException], None]
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    patience: Patience = field(default_factory=Patience)
    known: KnownEvents = field(default_factory=KnownEvents)


@dataclass(slots=True)
class Counts:
    """What a pump has done since the start, for whoever measures."""

    passed: int = 0
    retried: int = 0
    dead: int = 0


@dataclass(slots=True)
class _Work:
    """A message on its way; `done` once it may be acknowledged."""

    ack: Callable[[], object]
    since: float
    done: bool = False


class Pump:
    """Moves the messages of one step.

    Attributes:
        stage: the step's name, in logs and dead letters.
        counts: what was done so far.
    """

    def __init__(
        self,
        stage: str,
        step: Step,
        around: Surroundings,
        in_flight: int = 64,
        alike: Callable[[AnyEvent], str] | None = None,
    ) -> None:
        """Prepare; nothing is moved before `run`.

        Args:
            stage: the step's name.
            step: what is done with each event.
            around: what is shared with other pumps.
            in_flight: messages that are worked on at once.
            alike: names the group of an event; all of a group need the same
                things to be up. Without it no transient error is ever given up.
        """
        self.stage = stage
        self._alike = alike
        self._passed: Counter[str] = Counter()
        self.counts = Counts()
        self._step = step
        self._around = around
        self._in_flight = in_flight
        self._room = asyncio.Semaphore(in_flight)
        self._tasks: set[asyncio.Task[None]] = set()
        self._last: dict[object, asyncio.Task[None]] = {}
        self._order: dict[tuple[str, int], deque[_Work]] = {}

    @property
    def in_hand(self) -> int:
        """Return how many messages are taken and not acknowledged."""
        return sum(len(waiting) for waiting in self._order.values())

    @property
    def oldest_s(self) -> float:
        """Return how long the oldest of them has been in hand; 0 without one."""
        firsts = [waiting[0].since for waiting in self._order.values() if waiting]
        return time.monotonic() - min(firsts) if firsts else 0.0

    @property
    def free(self) -> int:
        """Return how many messages can be begun now, without waiting for others."""
        return self._in_flight - len(self._tasks)

    async def run(self, arriving: AsyncIterator[Sequence[Delivery]]) -> None:
        """Process messages until there are no more; raises nothing.

        When it is cancelled, work in flight is dropped unacknowledged.
        """
        try:
            async for deliveries in arriving:
                for delivery in deliveries:
                    await self._room.acquire()
                    self._begin(delivery)
            await asyncio.gather(*self._tasks)
        finally:
            for task in self._tasks:
                task.cancel()
            # What was dropped comes again and must not wait for its first copy.
            self._order.clear()
            self._last.clear()

    def _begin(self, delivery: Delivery) -> None:
        learner = delivery.key or (delivery.topic, delivery.partition)
        work = _Work(delivery.ack, time.monotonic())
        self._order.setdefault((delivery.topic, delivery.partition), deque()).append(work)
        task = asyncio.create_task(self._after(self._last.get(learner), delivery, work))
        self._last[learner] = task
        self._tasks.add(task)
        task.add_done_callback(partial(self._forget, learner))

    def _forget(self, learner: object, ended: asyncio.Task[None]) -> None:
        self._tasks.discard(ended)
        self._room.release()
        if self._last.get(learner) is ended:
            del self._last[learner]

    async def _after(
        self, earlier: asyncio.Task[None] | None, delivery: Delivery, work: _Work
    ) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        try:
            await self._process(delivery)
        except Exception as error:
            log.critical("%s: ends the process", self.stage, exc_info=error)
            self._around.strikes.add(self.stage, delivery.value)
            self._around.abort(error)
            raise
        work.done = True
        self._acknowledge((delivery.topic, delivery.partition))

    def _acknowledge(self, partition: tuple[str, int]) -> None:
        waiting = self._order[partition]
        while waiting and waiting[0].done:
            waiting.popleft().ack()

    async def _process(self, delivery: Delivery) -> None:
        outcome = await self._outcome(delivery)
        if isinstance(outcome, DeadLetter):
            log.error("%s: dead letter: %s", self.stage, outcome.reason)
            self.counts.dead += 1
            await self._send([Outgoing(DEAD_LETTER_TOPIC, delivery.key, outcome.to_json())])
            return
        if outcome:
            await self._send([self._outgoing(child) for child in outcome])
        self.counts.passed += 1

    def _outgoing(self, child: AnyEvent) -> Outgoing:
        value = child.to_json()
        self._around.known.remember(value, child)
        return Outgoing(topic_of(child.kind), child.key, value)

    async def _outcome(self, delivery: Delivery) -> Sequence[AnyEvent] | DeadLetter:
        ended = self._around.strikes.count(self.stage, delivery.value)
        if ended >= self._around.patience.strikes:
            return self._letter(delivery, "it ended the worker again and again", ended)
        try:
            event = self._around.known.parsed(delivery.value)
        except EventError as error:
            return self._letter(delivery, f"no event: {error}", 1)
        return await self._tried(delivery, event)

    async def _tried(self, delivery: Delivery, event: AnyEvent) -> Sequence[AnyEvent] | DeadLetter:
        group = self._alike(event) if self._alike else ""
        passed_before, attempt = self._passed[group], 0
        while True:
            attempt += 1
            try:
                children = await self._step(event)
            except PermanentError as error:
                return self._letter(delivery, str(error), attempt)
            except TransientError as error:
                tired = attempt >= self._around.patience.give_up_after
                if tired and self._passed[group] > passed_before:
                    reason = f"failed while others passed: {error}"
                    return self._letter(delivery, reason, attempt)
                await self._pause(attempt, error)
            else:
                self._passed[group] += self._alike is not None
                return children

    async def _send(self, messages: Sequence[Outgoing]) -> None:
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._around.sender.send(messages)
            except TransientError as error:
                await self._pause(attempt, error)

    async def _pause(self, attempt: int, error: TransientError) -> None:
        self.counts.retried += 1
        level = logging.WARNING if attempt == 1 else logging.DEBUG
        log.log(level, "%s: attempt %d: %s", self.stage, attempt, error)
        await self._around.sleep(self._around.patience.wait_s(attempt))

    def _letter(self, delivery: Delivery, reason: str, attempts: int) -> DeadLetter:
        failure = Failure(self.stage, reason, attempts, self._around.clock())
        place = Place(delivery.topic, delivery.partition, delivery.offset)
        return dead_letter(delivery.value, place, failure)
