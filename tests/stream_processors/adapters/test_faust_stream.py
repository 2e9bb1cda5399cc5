"""What an agent's stream brings comes in batches, in order, of this assignment only."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from mode.utils.queues import FlowControlEvent, ThrowableQueue

from stream_processors.adapters.faust_stream import arrived

GENERATION = 4


@dataclass
class Stream:
    """Faust's stream: it hands over one event of its queue at a time."""

    flow: FlowControlEvent = field(default_factory=FlowControlEvent)

    def __post_init__(self) -> None:
        self.flow.resume()
        self.channel = SimpleNamespace(queue=ThrowableQueue(flow_control=self.flow))
        self.app: Any = SimpleNamespace(flow_control=self.flow, consumer_generation_id=GENERATION)
        self.acked: list[int] = []

    def put(self, *offsets: int, generation: int = GENERATION) -> None:
        for offset in offsets:
            message = SimpleNamespace(topic="t", partition=0, offset=offset, key=b"k", value=b"v")
            message.generation_id = generation
            event = SimpleNamespace(message=message, ack=lambda at=offset: self.acked.append(at))
            self.channel.queue.put_nowait(event)

    def noack(self) -> "Stream":
        return self

    async def events(self) -> AsyncIterator[Any]:
        while not self.channel.queue.empty():
            yield self.channel.queue.get_nowait()


async def batches(stream: Any, most: int = 100) -> list[list[int]]:
    arriving = arrived(stream.app, stream, lambda: most)
    return [[one.offset for one in batch] async for batch in arriving]


async def test_all_that_waits_comes_at_once_and_in_order() -> None:
    stream = Stream()
    stream.put(*range(5))

    assert await batches(stream) == [[0, 1, 2, 3, 4]]
    assert stream.acked == []


async def test_no_more_comes_than_there_is_room_for() -> None:
    stream = Stream()
    stream.put(*range(5))

    assert await batches(stream, most=2) == [[0, 1], [2, 3], [4]]


async def test_one_comes_also_where_there_is_no_room_and_waits_there() -> None:
    stream = Stream()
    stream.put(0, 1)

    assert await batches(stream, most=0) == [[0], [1]]


async def test_what_was_brought_for_an_earlier_assignment_is_left_out() -> None:
    stream = Stream()
    stream.put(0)
    stream.put(1, 2, generation=GENERATION - 1)
    stream.put(3)

    assert await batches(stream) == [[0, 3]]


async def test_while_partitions_change_nothing_more_is_taken() -> None:
    stream = Stream()
    stream.put(0, 1)
    arriving = arrived(stream.app, stream, lambda: 100)  # type: ignore[arg-type] -- as Faust's
    stream.flow.suspend()

    assert [one.offset for one in await anext(arriving)] == [0]


async def test_a_message_is_acknowledged_by_who_took_it() -> None:
    stream = Stream()
    stream.put(7)
    arriving = arrived(stream.app, stream, lambda: 100)  # type: ignore[arg-type] -- as Faust's
    [delivery] = await anext(arriving)
    delivery.ack()

    assert stream.acked == [7]
