"""Kafka by aiokafka: publish messages, and feed what comes back.

Idempotent producers are on by a setting only: a broker need not know them, and
every consumer drops what it has applied.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from lti_tool.errors import BrokerUnavailable

BATCH_BYTES = 512 * 1_024
MAX_MESSAGE_BYTES = 8_000_000
FETCH_WAIT_MS = 10
"""Tansu answers a waiting fetch only at its end: this is a hop's latency."""
POLL_MS = 200
LOOK_EVERY_S = 1.0
BEYOND_S = 5.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent: where, for whom, what."""

    topic: str
    key: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """What came: where from, and what."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes


@dataclass(slots=True)
class KafkaPublisher:
    """Sends, and tells what the broker has acknowledged.

    After any failure the connection is thrown away with all that waits in it,
    so that nothing old is sent behind the caller's back.
    """

    bootstrap: str
    timeout_s: float
    idempotent: bool = False
    _producer: AIOKafkaProducer | None = None

    async def connect(self) -> AIOKafkaProducer:
        """Return the open producer, opened if it is not.

        Raises:
            BrokerUnavailable: nobody answers.
        """
        if self._producer is not None:
            return self._producer
        producer = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap.split(","),
            acks="all",
            enable_idempotence=self.idempotent,
            linger_ms=0,
            # A request carries one batch a partition: small ones hold a crowd up.
            max_batch_size=BATCH_BYTES,
            max_request_size=MAX_MESSAGE_BYTES,
            request_timeout_ms=int(self.timeout_s * 1_000),
        )
        try:
            async with asyncio.timeout(self.timeout_s):
                await producer.start()
        except (KafkaError, OSError, TimeoutError) as error:
            await _stopped(producer, self.timeout_s)
            raise BrokerUnavailable(f"Kafka does not answer: {error!r}") from error
        self._producer = producer
        return producer

    async def publish(self, messages: Sequence[Message]) -> Sequence[bool]:
        """Send all at once; tell for each whether the broker has it.

        Raises:
            BrokerUnavailable: none was sent.
        """
        producer = await self.connect()
        results = await asyncio.gather(*(self._send(producer, m) for m in messages))
        if not all(results):
            await self.close()
        return results

    async def close(self) -> None:
        """Throw the connection away."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _stopped(producer, self.timeout_s)

    async def _send(self, producer: AIOKafkaProducer, message: Message) -> bool:
        try:
            async with asyncio.timeout(self.timeout_s):
                await producer.send_and_wait(message.topic, message.value, message.key)
        except (KafkaError, OSError, TimeoutError):
            return False
        return True


@dataclass(slots=True)
class KafkaFeed:
    """Reads topics as one of a consumer group, and notices a lost log.

    A broker that keeps its log in memory comes back empty; who waits at an old
    position would wait for ever. So the ends of the log are looked at, and when
    one is before our position, or nobody answers, reading begins anew.
    """

    bootstrap: str
    topics: Sequence[str]
    group: str
    timeout_s: float
    session_s: float
    rack: str = ""
    rows: int = 500
    _consumer: AIOKafkaConsumer | None = None
    _ends: dict[TopicPartition, int] = field(default_factory=dict)
    _beyond: dict[TopicPartition, float] = field(default_factory=dict)
    _looked_at: float = 0.0

    async def connect(self) -> AIOKafkaConsumer:
        """Return the open consumer, opened if it is not.

        Raises:
            BrokerUnavailable: nobody answers.
        """
        if self._consumer is not None:
            return self._consumer
        consumer = AIOKafkaConsumer(
            *self.topics,
            bootstrap_servers=self.bootstrap.split(","),
            group_id=self.group,
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_wait_ms=FETCH_WAIT_MS,
            client_rack=self.rack or None,
            max_partition_fetch_bytes=MAX_MESSAGE_BYTES,
            session_timeout_ms=int(self.session_s * 1_000),
            heartbeat_interval_ms=int(self.session_s * 250),
            request_timeout_ms=int(max(self.timeout_s, self.session_s * 1.5) * 1_000),
        )
        try:
            async with asyncio.timeout(self.timeout_s + 2 * self.session_s):
                await consumer.start()
        except (KafkaError, OSError, TimeoutError) as error:
            await _stopped(consumer, self.timeout_s)
            raise BrokerUnavailable(f"Kafka does not answer: {error!r}") from error
        self._consumer, self._ends, self._looked_at = consumer, {}, time.monotonic()
        return consumer

    async def fetch(self) -> Sequence[Incoming]:
        """Return what came, in order for each learner; nothing after a while.

        Raises:
            BrokerUnavailable: nobody answers, or the log was lost; the next
                call begins anew.
        """
        consumer = await self.connect()
        try:
            await self._look(consumer)
            found = await consumer.getmany(timeout_ms=POLL_MS, max_records=self.rows)
        except (KafkaError, OSError, TimeoutError, BrokerUnavailable) as error:
            await self.close()
            raise BrokerUnavailable(f"reading begins anew: {error!r}") from error
        return [
            Incoming(m.topic, m.partition, m.offset, m.key, m.value or b"")
            for messages in found.values()
            for m in messages
        ]

    async def commit(self) -> None:
        """Say that everything fetched is done with.

        If the group changed meanwhile nothing is said: it comes again, to us or
        to who has the partition now.

        Raises:
            BrokerUnavailable: it may come again.
        """
        if self._consumer is None:
            return
        try:
            async with asyncio.timeout(self.timeout_s):
                await self._consumer.commit()
        except (CommitFailedError, IllegalStateError) as error:
            log.info("the group changed: %s", error)
        except (KafkaError, OSError, TimeoutError) as error:
            await self.close()
            raise BrokerUnavailable(f"the place is not kept: {error!r}") from error

    async def close(self) -> None:
        """Leave the group."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await _stopped(consumer, self.timeout_s)

    async def _look(self, consumer: AIOKafkaConsumer) -> None:
        now = time.monotonic()
        if now - self._looked_at < LOOK_EVERY_S:
            return
        self._looked_at = now
        async with asyncio.timeout(self.timeout_s):
            ends = await consumer.end_offsets(consumer.assignment())
        for place, end in ends.items():
            if end < self._ends.get(place, 0):
                raise BrokerUnavailable(f"the log of {place.topic}[{place.partition}] was lost")
        self._ends.update(ends)
        await self._leave_lost_places(consumer, now)

    async def _leave_lost_places(self, consumer: AIOKafkaConsumer, now: float) -> None:
        """Begin anew where we have waited beyond the end of a log for a while.

        The group may have kept a place of the log before. For a moment the end may
        be back without a loss, after another broker took a partition over. Tansu tells
        an end too low by what its last batch has beyond one message; a fetch tells right.
        """
        for place, told in self._ends.items():
            end = max(told, consumer.highwater(place) or 0)
            if place not in consumer.assignment() or await consumer.position(place) <= end:
                self._beyond.pop(place, None)
            elif now - self._beyond.setdefault(place, now) >= BEYOND_S:
                log.warning("%s[%d] is read anew", place.topic, place.partition)
                await consumer.seek_to_beginning(place)


async def _stopped(client: AIOKafkaConsumer | AIOKafkaProducer, timeout_s: float) -> None:
    # A client of a dead broker may be slow to stop, or end by cancelling itself.
    stopping = asyncio.ensure_future(client.stop())
    done, _ = await asyncio.wait({stopping}, timeout=timeout_s)
    if not done:
        stopping.cancel()
        await asyncio.wait({stopping}, timeout=timeout_s)
    elif not stopping.cancelled():
        stopping.exception()
