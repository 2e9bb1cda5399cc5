"""Reading as far as an end that was told, and no longer than there is something."""

import asyncio
from collections.abc import Sequence
from unittest.mock import MagicMock, create_autospec, patch

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from stream_processors.adapters import kafka_places
from stream_processors.adapters.kafka_places import QUIET_S, read_until

HERE = TopicPartition("t", 0)


class Log:
    """A log of some messages whose broker tells its end, rightly or not."""

    def __init__(self, messages: int, highwater: int | None) -> None:
        self.at, self.now = 0, 0.0
        self.messages = messages
        self.consumer: MagicMock = create_autospec(AIOKafkaConsumer, instance=True)
        self.consumer.position.side_effect = lambda _: self.at
        self.consumer.highwater.return_value = highwater
        self.consumer.getmany.side_effect = self._some

    def _some(self, timeout_ms: int, max_records: int | None) -> dict[TopicPartition, list[int]]:
        if self.at < self.messages:
            self.at += 1
            return {HERE: [self.at - 1]}
        self.now += timeout_ms / 1_000
        return {}

    async def read(self, end: int) -> Sequence[int]:
        with patch.object(kafka_places.time, "monotonic", lambda: self.now):
            return [
                offset
                async for found in read_until(self.consumer, {HERE: end}, 500, timeout_s=5.0)
                for offset in found.get(HERE, ())
            ]


async def test_it_ends_where_the_log_ended_when_it_was_asked() -> None:
    log = Log(messages=9, highwater=9)
    assert await log.read(end=3) == [0, 1, 2]
    assert log.now == 0.0


async def test_an_end_that_the_log_never_reaches_is_given_up() -> None:
    log = Log(messages=2, highwater=2)
    assert await log.read(end=3) == [0, 1]
    assert log.now >= QUIET_S


async def test_a_client_that_does_not_answer_is_not_waited_for() -> None:
    log = Log(messages=2, highwater=2)

    async def never(**_: object) -> None:
        await asyncio.sleep(60)

    log.consumer.getmany.side_effect = never
    reading = read_until(log.consumer, {HERE: 3}, 500, timeout_s=0.01)
    with pytest.raises(TimeoutError):
        await anext(reading)


@pytest.mark.parametrize("highwater", [None, 3], ids=["never fetched", "more was told"])
async def test_what_only_is_slow_is_waited_for(highwater: int | None) -> None:
    log = Log(messages=2, highwater=highwater)
    silent = log.consumer.getmany.side_effect

    def late(timeout_ms: int, max_records: int | None) -> dict[TopicPartition, list[int]]:
        if log.now > 3 * QUIET_S:
            log.messages = 3
        return silent(timeout_ms, max_records)  # type: ignore[no-any-return]

    log.consumer.getmany.side_effect = late
    assert await log.read(end=3) == [0, 1, 2]
