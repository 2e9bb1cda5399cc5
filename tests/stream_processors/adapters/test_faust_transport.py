"""A message is handed over without tasks, unless that has to wait."""

import asyncio
from unittest.mock import patch

import pytest

from stream_processors.adapters.faust_transport import PromptConsumer
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


async def _turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)
