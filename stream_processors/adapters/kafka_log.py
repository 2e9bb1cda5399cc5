"""The topics as the store step reads them: whole fetches, a group of its own."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError

from analytics.warehouse.rows import Delivery
from stream_processors.adapters.kafka import ALL_TOPICS, Broker, stop
from stream_processors.adapters.kafka_places import beyond_the_end
from stream_processors.errors import TransientError

log = logging.getLogger(__name__)

_POLL_MS = 200
_DAY_MS = 86_400_000
_FETCH_BYTES = 4 * 1_024 * 1_024
"""Most of one partition at once. An insert costs the warehouse as much as some thousand rows
do, so what waits is read in large pieces; two of them are in memory at most."""


@dataclass(slots=True)
class KafkaLog:
    """Reads every topic for the store step, in a group of its own.

    Attributes:
        session_timeout_s: after this the broker gives a dead one's partitions away.
        rows: most messages at once.
    """

    broker: Broker
    store_group: str
    session_timeout_s: float
    rows: int
    clock: Callable[[], datetime]
    _consumer: AIOKafkaConsumer | None = None
    _places: frozenset[TopicPartition] = frozenset()

    async def fetch(self) -> Sequence[Delivery]:
        """Return the next messages; none if none came for a while.

        Raises:
            TransientError: the broker is down.
        """
        try:
            consumer = self._consumer or await self._start()
            await self._settle_in(consumer)
            found = await self._gathered(consumer)
        except (KafkaError, TimeoutError, OSError) as error:
            raise TransientError(f"topics are not read: {error!r}") from error
        now = self.clock()
        return [Delivery(m.value or b"", m.topic, m.partition, m.offset, now) for m in found]

    async def commit(self, deliveries: Sequence[Delivery]) -> None:
        """Say that some messages, and all before them, are stored.

        Of partitions that are somebody else's by now nothing is said: who has
        them stores the same messages again.

        Raises:
            TransientError: the broker is down.
        """
        if self._consumer is None:
            return
        last = {(topic, partition): offset for _, topic, partition, offset, _ in deliveries}
        ends = {TopicPartition(*place): offset + 1 for place, offset in last.items()}
        ours = self._consumer.assignment()
        if not (told := {place: end for place, end in ends.items() if place in ours}):
            return
        try:
            async with asyncio.timeout(self.broker.timeout_s):
                await self._consumer.commit(told)
        except (CommitFailedError, IllegalStateError) as error:
            log.info("store: not committed: %s", error)
        except (KafkaError, TimeoutError, OSError) as error:
            raise TransientError(f"positions are not committed: {error!r}") from error

    def ours(self) -> set[tuple[str, int]]:
        """Return the partitions that are read here now."""
        held = self._consumer.assignment() if self._consumer is not None else ()
        return {(place.topic, place.partition) for place in held}

    async def close(self) -> None:
        """Leave the group."""
        if self._consumer is not None:
            await stop(self._consumer)
            self._consumer = None

    async def _gathered(self, consumer: AIOKafkaConsumer) -> list[ConsumerRecord]:
        """Return what is there, of all partitions, up to `rows`; wait only for the first.

        What was read is behind the consumer's position, so an error after it may not
        take it away: the next call meets that error again.
        """
        first = await consumer.getmany(timeout_ms=_POLL_MS, max_records=self.rows)
        found = list(chain.from_iterable(first.values()))
        try:
            while found and len(found) < self.rows:
                left = self.rows - len(found)
                more = await consumer.getmany(timeout_ms=0, max_records=left)
                if not more:
                    break
                found += chain.from_iterable(more.values())
        except (KafkaError, TimeoutError, OSError) as error:
            log.info("store: stores what it has, then reads on: %r", error)
        return found

    async def _settle_in(self, consumer: AIOKafkaConsumer) -> None:
        """Begin anew with what was lost, after each change of our partitions."""
        if self.broker.copies > 1 or consumer.assignment() == self._places:
            return
        ours = frozenset(consumer.assignment())
        async with asyncio.timeout(self.broker.timeout_s):
            kept = {place: await consumer.committed(place) for place in ours}
            for place in await beyond_the_end(consumer, kept):
                consumer.seek(place, 0)
        self._places = ours

    async def _start(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            *ALL_TOPICS,
            **self.broker.client_settings,
            group_id=self.store_group,
            enable_auto_commit=False,
            client_rack=self.broker.rack or None,
            auto_offset_reset="earliest",
            session_timeout_ms=int(self.session_timeout_s * 1_000),
            heartbeat_interval_ms=int(self.session_timeout_s * 250),
            max_poll_interval_ms=_DAY_MS,
            max_partition_fetch_bytes=_FETCH_BYTES,
        )
        try:
            await consumer.start()
        except (KafkaError, OSError):
            await stop(consumer)
            raise
        self._consumer = consumer
        return consumer
