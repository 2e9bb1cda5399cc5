"""Places in a log that was lost: kept by the group, and beyond the new log's end."""

from collections.abc import Mapping
from typing import TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from faust.types import TP

P = TypeVar("P", bound=TopicPartition | TP)


async def beyond_the_end(
    consumer: AIOKafkaConsumer, places: Mapping[P, int | None] | Mapping[P, int]
) -> list[P]:
    """Return the partitions whose log ends before a place in it.

    A position that was committed while the broker was already another one.
    """
    ends = await consumer.end_offsets(list(places))
    return [place for place, offset in places.items() if (offset or 0) > ends.get(place, 0)]
