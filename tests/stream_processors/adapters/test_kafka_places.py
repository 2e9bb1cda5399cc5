"""Reading as far as an end that was told, and no longer than there is something."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from unittest.mock import MagicMock, create_autospec, patch

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition

from stream_processors.adapters import kafka_places
from stream_processors.adapters.kafka_places import QUIET_S, beyond_the_end, read_until

HERE = TopicPartition("t", 0)

THERE = TopicPartition("t", 1)


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


@dataclass(frozen=True, slots=True)
class Message:
    offset: int


class Broker:
    """Logs whose broker tells the start of the last batch for their end, as Tansu does."""

    def __init__(self, **batches: Sequence[int]) -> None:
        self.logs = {
            TopicPartition("t", int(name[1:])): [
                [Message(at) for at in range(sum(sizes[:n]), sum(sizes[: n + 1]))]
                for n in range(len(sizes))
            ]
            for name, sizes in batches.items()
        }
        self.now = 0.0
        self.at: dict[TopicPartition, int] = {}
        self.consumer: MagicMock = create_autospec(AIOKafkaConsumer, instance=True)
        self.consumer.end_offsets.side_effect = lambda places: {p: self._told(p) for p in places}
        self.consumer.seek.side_effect = self.at.__setitem__
        self.consumer.getmany.side_effect = self._batches

    async def lost(self, places: dict[TopicPartition, int | None]) -> list[TopicPartition]:
        self.at.update((place, offset or 0) for place, offset in places.items())
        with patch.object(kafka_places.time, "monotonic", lambda: self.now):
            return await beyond_the_end(self.consumer, places)

    def _told(self, place: TopicPartition) -> int:
        log = self.logs[place]
        return log[-1][0].offset + 1 if log else 1

    def _batches(
        self, *places: TopicPartition, timeout_ms: int
    ) -> dict[TopicPartition, list[Message]]:
        found = {}
        for place in places:
            at = self.at[place]
            if later := [batch for batch in self.logs[place] if batch[-1].offset >= at]:
                found[place] = [one for one in later[0] if one.offset >= at]
                self.at[place] = later[0][-1].offset + 1
        self.now += 0.0 if found else timeout_ms / 1_000
        return found


async def test_a_place_at_the_end_of_a_batch_is_not_beyond_the_log() -> None:
    broker = Broker(p0=[2, 3], p1=[1])
    assert await broker.lost({HERE: 5, THERE: 1}) == []
    assert broker.at == {HERE: 5, THERE: 1}
    assert broker.now == 0.0


async def test_a_log_that_began_anew_ends_before_its_place() -> None:
    broker = Broker(p0=[2, 3], p1=[4])
    assert await broker.lost({HERE: 6, THERE: 4}) == [HERE]
    assert broker.at[THERE] == 4


async def test_the_end_that_is_told_of_an_empty_log_holds_nothing() -> None:
    assert await Broker(p0=[]).lost({HERE: 2}) == [HERE]


async def test_nothing_is_read_where_no_place_is_behind_the_end_that_is_told() -> None:
    broker = Broker(p0=[1, 1], p1=[3])
    assert await broker.lost({HERE: 2, THERE: None}) == []
    broker.consumer.getmany.assert_not_called()
