"""The ends of Kafka's log, and what groups have committed of it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from stream_processors.adapters.kafka import ALL_TOPICS, Broker, stop
from stream_processors.errors import TransientError

_NO_LEADER = -1


@dataclass(slots=True)
class KafkaEnds:
    """Looks at the ends of the log, over a connection of its own.

    Attributes:
        timeout_s: for each look.
    """

    broker: Broker
    timeout_s: float = 3.0
    _consumer: AIOKafkaConsumer | None = None
    _admin: AIOKafkaAdminClient | None = None

    async def read(self) -> Mapping[tuple[str, int], int]:
        """Return the end of each partition of our topics that has a leader now.

        Of a cluster each leader is asked by itself: of what one leads that is
        away nothing is told, and the others are heard all the same.

        Raises:
            TransientError: no broker answers.
        """
        try:
            consumer, led = await self._leaders()
        except TransientError:
            # Who was asked may be the one that is away: a new connection finds another.
            consumer, led = await self._leaders()
        told = await asyncio.gather(*(self._ends(consumer, places) for places in led.values()))
        if not any(told):
            await self.close()
            raise TransientError("no leader of a partition answers")
        return {(at.topic, at.partition): end for ends in told for at, end in ends.items()}

    async def committed(self, group: str) -> Mapping[tuple[str, int], int]:
        """Return what a consumer group has committed, where it has.

        Raises:
            TransientError: the broker does not answer.
        """
        try:
            async with asyncio.timeout(self.timeout_s):
                places = [
                    TopicPartition(topic["topic"], one["partition"])
                    for topic in await self._described()
                    for one in topic["partitions"]
                ]
                admin = self._admin or await self._open_admin()
                found = await admin.list_consumer_group_offsets(group, partitions=places)
        except (KafkaError, TimeoutError, OSError) as error:
            await self.close()
            raise TransientError(f"the broker does not answer: {error!r}") from error
        return {(at.topic, at.partition): seen.offset for at, seen in found.items() if seen[0] >= 0}

    async def close(self) -> None:
        """Close the connections; the next look opens others."""
        consumer, self._consumer = self._consumer, None
        admin, self._admin = self._admin, None
        if consumer is not None:
            await stop(consumer)
        if admin is not None:
            await admin.close()

    async def _open_admin(self) -> AIOKafkaAdminClient:
        self._admin = AIOKafkaAdminClient(**self.broker.client_settings)
        await self._admin.start()
        return self._admin

    async def _open(self) -> AIOKafkaConsumer:
        self._consumer = AIOKafkaConsumer(**self.broker.client_settings, enable_auto_commit=False)
        await self._consumer.start()
        return self._consumer

    async def _leaders(self) -> tuple[AIOKafkaConsumer, Mapping[int, list[TopicPartition]]]:
        try:
            async with asyncio.timeout(self.timeout_s):
                consumer = self._consumer or await self._open()
                return consumer, _by_leader(await self._described())
        except (KafkaError, TimeoutError, OSError) as error:
            await self.close()
            raise TransientError(f"the broker does not answer: {error!r}") from error

    async def _ends(
        self, consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]
    ) -> Mapping[TopicPartition, int]:
        """Return the ends of what one broker leads; nothing if it is away."""
        try:
            async with asyncio.timeout(self.timeout_s):
                ends: Mapping[TopicPartition, int] = await consumer.end_offsets(places)
        except (KafkaError, TimeoutError, OSError):
            return {}
        return ends

    async def _described(self) -> Sequence[Mapping[str, Any]]:
        """Ask for the partitions: a consumer that reads no topic is told of none."""
        admin = self._admin or await self._open_admin()
        topics: Sequence[Mapping[str, Any]] = await admin.describe_topics(list(ALL_TOPICS))
        return topics


def _by_leader(topics: Sequence[Mapping[str, Any]]) -> Mapping[int, list[TopicPartition]]:
    led: dict[int, list[TopicPartition]] = {}
    for topic in topics:
        for one in topic["partitions"]:
            if one["leader"] != _NO_LEADER:
                place = TopicPartition(topic["topic"], one["partition"])
                led.setdefault(one["leader"], []).append(place)
    return led
