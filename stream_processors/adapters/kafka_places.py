"""Places in a log: what is beyond its end, and how to read as far as that."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final, TypeVar

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from faust.types import TP

P = TypeVar("P", bound=TopicPartition | TP)

log = logging.getLogger(__name__)

QUIET_S: Final = 10.0
"""Nothing came for so long, and the broker says that there is no more: so it is."""
_LOOK_S: Final = 2.0
_LOOK_MS: Final = 200


async def beyond_the_end(
    consumer: AIOKafkaConsumer, places: Mapping[P, int | None] | Mapping[P, int]
) -> list[P]:
    """Return the partitions whose log ends before a place in it.

    A position that was committed while the broker was already another one. The end that
    Tansu tells is one after the first message of its last batch, so where a place is
    behind that the log itself is read.
    """
    ends = await consumer.end_offsets(list(places))
    doubtful = {
        TopicPartition(*place): offset
        for place, offset in places.items()
        if offset and offset > ends.get(place, 0)
    }
    lost = doubtful.keys() - await reached(consumer, doubtful, ends)
    return [place for place in places if place in lost]


async def reached(
    consumer: AIOKafkaConsumer,
    places: Mapping[TopicPartition, int],
    ends: Mapping[TopicPartition, int],
) -> set[TopicPartition]:
    """Return which logs hold all messages before a place, and stand at that place there.

    What a slow broker does not give within `_LOOK_S` counts as lost: then all of the
    log is read anew, which costs time only.
    """
    for place in places:
        consumer.seek(place, max(ends.get(place, 0) - 1, 0))
    until, found_at = time.monotonic() + _LOOK_S, set[TopicPartition]()
    while (left := places.keys() - found_at) and time.monotonic() < until:
        found = await consumer.getmany(*left, timeout_ms=_LOOK_MS)
        found_at |= {place for place, some in found.items() if some[-1].offset + 1 >= places[place]}
    for place in found_at:
        consumer.seek(place, places[place])
    return found_at


async def read_until(
    consumer: AIOKafkaConsumer,
    ends: Mapping[TopicPartition, int],
    poll_ms: int,
    timeout_s: float,
    rows: int | None = None,
) -> AsyncIterator[Mapping[TopicPartition, Sequence[ConsumerRecord]]]:
    """Yield what is in some logs until the ends that they had when asked for them.

    Tansu, killed and started again, has been seen to tell an end that its log did not
    reach, and nobody may wait for that for ever: where nothing comes for `QUIET_S`, what
    the last fetch said of the end is believed instead.

    Args:
        consumer: stands where reading begins in each.
        ends: place after the last message to read.
        poll_ms: longest wait for the next messages.
        timeout_s: after this the client no longer answers.
        rows: most messages at once.

    Raises:
        TimeoutError: the client does not answer.
    """
    heard = time.monotonic()
    while left := await _before(consumer, ends):
        async with asyncio.timeout(timeout_s):
            found = await consumer.getmany(timeout_ms=poll_ms, max_records=rows)
        if found:
            heard = time.monotonic()
        elif time.monotonic() - heard >= QUIET_S and not _more(consumer, left):
            log.warning("no more comes of %s, though its end was told to be later", _names(left))
            return
        yield found


async def _before(
    consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]
) -> Mapping[TopicPartition, int]:
    """Return where we are in the logs whose end is not reached."""
    reached = {place: await consumer.position(place) for place in ends}
    return {place: at for place, at in reached.items() if at < ends[place]}


def _more(consumer: AIOKafkaConsumer, left: Mapping[TopicPartition, int]) -> bool:
    """Tell whether the last fetch of any log said that there is more, or none was made."""
    ends = {place: consumer.highwater(place) for place in left}
    return any(end is None or left[place] < end for place, end in ends.items())


def _names(places: Mapping[TopicPartition, int]) -> str:
    return ", ".join(f"{place.topic}[{place.partition}]" for place in places)
