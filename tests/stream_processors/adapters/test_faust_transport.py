"""A message is handed over without tasks, unless that has to wait; sent by our own words."""

import asyncio
from unittest.mock import patch

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaTimeoutError
from aiokafka.partitioner import DefaultPartitioner

from stream_processors.adapters.faust_transport import PromptConsumer, hand_over, partition_of
from stream_processors.app import build_app
from stream_processors.settings import Settings


@pytest.fixture
async def consumer() -> PromptConsumer:
    made = build_app(Settings()).consumer
    assert isinstance(made, PromptConsumer)
    return made


async def test_what_need_not_wait_is_done_without_a_task(consumer: PromptConsumer) -> None:
    async def hand_over() -> str:
        return "handed over"

    suspended = asyncio.Event()
    with patch("asyncio.ensure_future", autospec=True) as tasks:
        ended = await consumer.wait_first(hand_over(), suspended.wait())
    tasks.assert_not_called()
    assert ended.results == ["handed over"]


async def test_what_must_wait_goes_on_where_it_was(consumer: PromptConsumer) -> None:
    room, began = asyncio.Event(), list[str]()

    async def hand_over() -> str:
        began.append("once")
        await room.wait()
        await asyncio.sleep(0)
        return "handed over"

    waiting = asyncio.create_task(consumer.wait_first(hand_over(), asyncio.Event().wait()))
    await _turns()
    assert not waiting.done()
    room.set()

    assert (await waiting).results == ["handed over"]
    assert began == ["once"]


async def test_a_flow_that_stops_ends_the_waiting(consumer: PromptConsumer) -> None:
    stopped, cancelled = asyncio.Event(), list[bool]()

    async def hand_over() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    waiting = asyncio.create_task(consumer.wait_first(hand_over(), stopped.wait()))
    await _turns()
    stopped.set()

    assert (await waiting).results == [True]
    await _turns()
    assert cancelled == [True]


@pytest.mark.parametrize("turns", [0, 2])
async def test_what_fails_fails_for_who_hands_over(consumer: PromptConsumer, turns: int) -> None:
    async def hand_over() -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        raise KeyError("bug")

    with pytest.raises(KeyError, match="bug"):
        await consumer.wait_first(hand_over(), asyncio.Event().wait())


def test_a_key_goes_where_everybody_else_puts_it() -> None:
    keys = [f"learner-{n}".encode() for n in range(50)]
    kafkas = DefaultPartitioner()
    for count in (1, 4, 12):
        every = list(range(count))
        assert [partition_of(key, every, every) for key in keys] == [
            kafkas(key, every, every) for key in keys
        ]


def test_without_a_key_a_message_goes_to_a_partition_that_is_led() -> None:
    assert {partition_of(None, [0, 1, 2], [1]) for _ in range(20)} == {1}


def test_where_a_key_goes_is_worked_out_once() -> None:
    with patch("aiokafka.partitioner.murmur2", autospec=True, return_value=5) as hashed:
        for _ in range(3):
            assert partition_of(b"asked again", [0, 1, 2, 3], [0]) == 1
    hashed.assert_called_once_with(b"asked again")


async def test_what_the_producer_cannot_take_is_kafkas_error() -> None:
    app = build_app(Settings())
    with patch(
        "faust.transport.drivers.aiokafka.aiokafka.AIOKafkaProducer", autospec=AIOKafkaProducer
    ) as made:
        made.return_value.send.side_effect = KafkaTimeoutError()
        with pytest.raises(KafkaTimeoutError):
            await hand_over(app, "t", b"k", b"v")
        await app.producer.stop()


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)
