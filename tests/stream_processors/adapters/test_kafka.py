"""Sending: done when the broker says so, and errors in our own words."""

import asyncio
import gc

import pytest
from aiokafka.errors import KafkaError

from stream_processors.adapters.kafka import KafkaSender
from stream_processors.errors import TransientError
from stream_processors.ports import Outgoing


async def test_sending_ends_when_the_broker_has_acknowledged() -> None:
    acknowledged: asyncio.Future[object] = asyncio.get_running_loop().create_future()
    given: list[tuple[str, bytes | None, bytes]] = []

    async def produce(topic: str, key: bytes | None, value: bytes) -> asyncio.Future[object]:
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
    async def produce(topic: str, key: bytes | None, value: bytes) -> asyncio.Future[object]:
        failed: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        failed.set_exception(error)
        return failed

    with pytest.raises(TransientError, match="not sent to t"):
        await KafkaSender(produce, 5.0).send([Outgoing("t", None, b"v")])


async def test_all_are_sent_before_the_first_is_waited_for() -> None:
    given: dict[str, asyncio.Future[object]] = {}

    async def produce(topic: str, key: bytes | None, value: bytes) -> asyncio.Future[object]:
        given[topic] = asyncio.get_running_loop().create_future()
        return given[topic]

    messages = [Outgoing("one", None, b"v"), Outgoing("two", None, b"v")]
    sending = asyncio.create_task(KafkaSender(produce, 5.0).send(messages))
    await asyncio.sleep(0)
    assert given.keys() == {"one", "two"}

    given["two"].set_result(None)
    await asyncio.sleep(0)
    assert not sending.done()
    given["one"].set_result(None)
    await sending


async def test_of_two_that_fail_both_are_heard_of() -> None:
    failed: list[asyncio.Future[object]] = []

    async def produce(topic: str, key: bytes | None, value: bytes) -> asyncio.Future[object]:
        failed.append(asyncio.get_running_loop().create_future())
        failed[-1].set_exception(KafkaError("gone"))
        return failed[-1]

    never_heard: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, said: never_heard.append(said))
    messages = [Outgoing("one", None, b"v"), Outgoing("two", None, b"v")]
    with pytest.raises(TransientError, match="not sent to one, two"):
        await KafkaSender(produce, 5.0).send(messages)
    failed.clear()
    gc.collect()
    assert never_heard == []


async def test_who_stops_sending_waits_for_none_of_the_messages() -> None:
    given: list[asyncio.Future[object]] = []

    async def produce(topic: str, key: bytes | None, value: bytes) -> asyncio.Future[object]:
        given.append(asyncio.get_running_loop().create_future())
        return given[-1]

    messages = [Outgoing("one", None, b"v"), Outgoing("two", None, b"v")]
    sending = asyncio.create_task(KafkaSender(produce, 5.0).send(messages))
    await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert [one.cancelled() for one in given] == [True, True]


async def test_an_acknowledgement_that_never_comes_is_not_waited_for() -> None:
    async def produce(topic: str, key: bytes | None, value: bytes) -> asyncio.Future[object]:
        return asyncio.get_running_loop().create_future()

    with pytest.raises(TransientError):
        await KafkaSender(produce, 0.001).send([Outgoing("t", None, b"v")])
