"""A Faust stream as what has arrived: whole batches of messages, not one by one.

Faust gives every turn of its loop to one message, and a turn costs as much as a
short step does. Only the first of a batch is waited for there; those behind it lie
in the queue of the agent already.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Any

from faust.types import AppT, EventT
from mode.utils.queues import ThrowableQueue

from stream_processors.ports import Delivery


async def arrived(
    app: AppT, stream: Any, most: Callable[[], int]
) -> AsyncIterator[Sequence[Delivery]]:
    """Yield what has arrived; nothing of it is acknowledged by Faust itself.

    Args:
        app: whose stream it is.
        stream: of one agent, alone at its queue.
        most: says how many messages may be yielded at once, asked each time.
    """
    async for event in stream.noack().events():
        behind = _behind(app, stream.channel.queue, most() - 1)
        yield [_delivery(event), *map(_delivery, behind)]


def _behind(app: AppT, queue: ThrowableQueue[Any], most: int) -> Iterator[EventT[Any]]:
    """Yield waiting events, but as Faust does: none of an earlier assignment."""
    for _ in range(most):
        if queue.empty() or not app.flow_control.is_active():
            return
        event = queue.get_nowait()
        if event.message.generation_id == app.consumer_generation_id:
            yield event


def _delivery(event: EventT[Any]) -> Delivery:
    message = event.message
    return Delivery(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        key=message.key,
        value=message.value or b"",
        ack=event.ack,
    )
