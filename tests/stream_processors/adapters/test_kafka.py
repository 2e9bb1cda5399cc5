"""Sending: done when the broker says so, and errors in our own words."""

import asyncio
from collections.abc import Awaitable

import pytest
from aiokafka.errors import KafkaError

from stream_processors.adapters.kafka import KafkaSender
from stream_processors.errors import TransientError
from stream_processors.ports import Outgoing


async def test_sending_ends_when_the_broker_has_acknowledged() -> None:
    acknowledged: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    given: list[tuple[str, bytes | None, bytes]] = []

    async def produce(topic: str, key: bytes | None, value: bytes) -> Awaitable[object]:
        given.append((topic, key, value))
        return acknowledged

    sending = asyncio.create_task(KafkaSender(produce, 5.0).send([Outgoing("t", b"k", b"v")]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert given == [("t", b"k", b"v")]
    assert not sending.done()

    acknowledged.set_result(None)
    await sending


@pytest.mark.parametrize("error", [KafkaError("gone"), ConnectionResetError(), TimeoutError()])
async def test_a_message_that_may_not_have_arrived_is_sent_again(error: Exception) -> None:
    async def produce(topic: str, key: bytes | None, value: bytes) -> Awaitable[object]:
        failed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        failed.set_exception(error)
        return failed

    with pytest.raises(TransientError, match="not sent to t"):
        await KafkaSender(produce, 5.0).send([Outgoing("t", None, b"v")])


async def test_an_acknowledgement_that_never_comes_is_not_waited_for() -> None:
    async def produce(topic: str, key: bytes | None, value: bytes) -> Awaitable[object]:
        return asyncio.get_running_loop().create_future()

    with pytest.raises(TransientError):
        await KafkaSender(produce, 0.001).send([Outgoing("t", None, b"v")])
