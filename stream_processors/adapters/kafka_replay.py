"""Reads what the log still holds, from a moment to its present end."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from analytics.events import TOPICS
from analytics.warehouse.rows import Delivery
from stream_processors.adapters.kafka import Broker, stop
from stream_processors.adapters.kafka_places import read_until
from stream_processors.errors import TransientError

_POLL_MS = 500
_ROWS = 10_000


async def read_log(
    broker: Broker, topic: str | None, since: datetime | None, clock: Callable[[], datetime]
) -> AsyncIterator[Sequence[Delivery]]:
    """Yield the messages of one topic, or of all of events, in batches.

    Nothing is committed: nobody else's place moves.

    Raises:
        TransientError: the broker does not answer.
    """
    consumer = AIOKafkaConsumer(**broker.client_settings, enable_auto_commit=False)
    try:
        await consumer.start()
        places = await _places(broker, [topic] if topic else list(TOPICS.values()))
        ends = await _begin(consumer, places, since)
        async for found in read_until(consumer, ends, _POLL_MS, broker.timeout_s, _ROWS):
            now = clock()
            yield [
                Delivery(m.value or b"", place.topic, place.partition, m.offset, now)
                for place, messages in found.items()
                for m in messages
                if m.offset < ends[place]
            ]
    except (KafkaError, TimeoutError, OSError) as error:
        raise TransientError(f"the log is not read: {error!r}") from error
    finally:
        await stop(consumer)


async def _places(broker: Broker, topics: Sequence[str]) -> list[TopicPartition]:
    """Return the partitions; Kafka tells a consumer of no topic of none."""
    admin = AIOKafkaAdminClient(**broker.client_settings)
    try:
        await admin.start()
        told = await admin.describe_topics(list(topics))
    finally:
        await admin.close()
    return sorted(TopicPartition(t["topic"], p["partition"]) for t in told for p in t["partitions"])


async def _begin(
    consumer: AIOKafkaConsumer, places: Sequence[TopicPartition], since: datetime | None
) -> dict[TopicPartition, int]:
    consumer.assign(places)
    ends: dict[TopicPartition, int] = await consumer.end_offsets(places)
    if since is None:
        # Not seek_to_beginning: a look-up of the end that is under way would undo it.
        for place, start in (await consumer.beginning_offsets(places)).items():
            consumer.seek(place, start)
        return ends
    at = int(since.timestamp() * 1_000)
    found = await consumer.offsets_for_times(dict.fromkeys(places, at))
    for place in places:
        start = found.get(place)
        consumer.seek(place, start.offset if start else ends[place])
    return ends
