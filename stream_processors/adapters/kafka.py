"""Kafka by aiokafka: topics, sending, the unstored states, the log's ends."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    KafkaError,
    TopicAlreadyExistsError,
)

from analytics.events import (
    DEAD_LETTER_TOPIC,
    TOPICS,
    EventError,
    MasteryUpdated,
    parse_event,
)
from stream_processors.adapters.kafka_places import read_until
from stream_processors.errors import TransientError
from stream_processors.ports import Outgoing
from stream_processors.states import StoredState
from stream_processors.steps.trace import StateKey

ALL_TOPICS = (*TOPICS.values(), DEAD_LETTER_TOPIC)
_ALREADY_THERE = TopicAlreadyExistsError.errno
_POLL_MS = 200

Produce = Callable[[str, bytes | None, bytes], Awaitable[asyncio.Future[Any]]]


@dataclass(frozen=True, slots=True)
class Broker:
    """Where the broker is, how long a call may take, and in which rack we are.

    Attributes:
        copies: of the log; one alone may be lost and begin anew.
    """

    bootstrap: str
    timeout_s: float
    rack: str = ""
    copies: int = 1

    @property
    def client_settings(self) -> Mapping[str, object]:
        """Return what every client of aiokafka is given."""
        return {
            "bootstrap_servers": self.bootstrap.split(","),
            "request_timeout_ms": int(self.timeout_s * 1_000),
        }


@dataclass(frozen=True, slots=True)
class Making:
    """How topics are made; `min_insync` 0 leaves that to the cluster."""

    partitions: int
    replication: int = 1
    min_insync: int = 0

    def topic(self, name: str) -> NewTopic:
        """Return a topic to be made."""
        own = {"min.insync.replicas": str(self.min_insync)} if self.min_insync else {}
        return NewTopic(name, self.partitions, self.replication, topic_configs=own)


async def declare_topics(broker: Broker, making: Making) -> None:
    """Create the topics that are not there.

    Raises:
        TransientError: the broker is down or refuses.
    """
    new = [making.topic(name) for name in ALL_TOPICS]
    admin = AIOKafkaAdminClient(**broker.client_settings)
    try:
        await admin.start()
        answer = await admin.create_topics(new, timeout_ms=int(broker.timeout_s * 1_000))
    except (KafkaError, OSError) as error:
        raise TransientError(f"topics are not declared: {error}") from error
    finally:
        await admin.close()
    refused = [e for e in answer.topic_errors if e[1] not in {0, _ALREADY_THERE}]
    if refused:
        raise TransientError(f"topics are refused: {refused}")


@dataclass(frozen=True, slots=True)
class KafkaSender:
    """Sends through the producer of the Faust app, with acks of all replicas.

    Attributes:
        produce: hands a message to the producer, which takes it within its own timeout;
            what it returns ends when the broker has acknowledged the message.
        timeout_s: after this without an acknowledgement the message counts as not sent.
    """

    produce: Produce
    timeout_s: float

    async def send(self, messages: Sequence[Outgoing]) -> None:
        """Return when the broker has all of the messages; they go there together.

        Raises:
            TransientError: it is not known to have each.
        """
        sent: list[asyncio.Future[Any]] = []
        try:
            for message in messages:
                sent.append(await self.produce(*message))  # noqa: PERF401 - what fails is dropped
            await self._acknowledged(sent)
        except (KafkaError, TimeoutError, OSError) as error:
            topics = ", ".join(message.topic for message in messages)
            raise TransientError(f"not sent to {topics}: {error!r}") from error
        finally:
            for one in sent:
                _drop(one)

    async def _acknowledged(self, sent: Sequence[asyncio.Future[Any]]) -> None:
        # A group of futures and a timeout around it cost more than the sending does.
        ending = asyncio.get_running_loop().call_later(self.timeout_s, _expire, sent)
        try:
            for one in sent:
                await one
        finally:
            ending.cancel()


def _expire(sent: Sequence[asyncio.Future[Any]]) -> None:
    for one in sent:
        if not one.done():
            one.set_exception(TimeoutError("no acknowledgement"))


def _drop(one: asyncio.Future[Any]) -> None:
    """Wait for a message no longer, and hear of no error of it."""
    if not one.cancel() and not one.cancelled():
        one.exception()


@dataclass(frozen=True, slots=True)
class KafkaStates:
    """Reads of `mastery.updated` what the store step has not committed.

    Attributes:
        store_group: the store's consumer group.
    """

    broker: Broker
    store_group: str

    async def read(self, partitions: Collection[int]) -> Sequence[StoredState]:
        """Return the unstored states of some partitions, each in order.

        Raises:
            TransientError: the broker is down.
        """
        wanted = [TopicPartition(TOPICS["mastery.updated"], p) for p in sorted(partitions)]
        try:
            async with _reader(self.broker, self.store_group) as consumer:
                consumer.assign(wanted)
                return [state async for state in self._rest(consumer, wanted)]
        except (KafkaError, TimeoutError, OSError) as error:
            raise TransientError(f"unstored states are not read: {error!r}") from error

    async def _rest(
        self, consumer: AIOKafkaConsumer, wanted: Sequence[TopicPartition]
    ) -> AsyncIterator[StoredState]:
        ends = await consumer.end_offsets(wanted)
        starts = await consumer.beginning_offsets(wanted)
        for partition in wanted:
            stored = await consumer.committed(partition) or 0
            consumer.seek(partition, min(max(stored, starts[partition]), ends[partition]))
        async for batches in read_until(consumer, ends, _POLL_MS, self.broker.timeout_s):
            for messages in batches.values():
                for message in messages:
                    if (state := _state(message.value or b"")) is not None:
                        yield state


@asynccontextmanager
async def _reader(broker: Broker, group: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        **broker.client_settings, group_id=group, enable_auto_commit=False, fetch_max_wait_ms=100
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await stop(consumer)


async def stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer, also one that could not start.

    Such a one raises the cancellation of a task of its own: that is not ours.
    """
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise


def _state(message: bytes) -> StoredState | None:
    try:
        event = parse_event(message)
    except EventError:
        return None
    if not isinstance(event, MasteryUpdated):
        return None
    key = StateKey(event.learner_id, event.course_id, event.bank_id)
    return StoredState(key, event.state.seq, event.state.to_json())
