"""The store's log: what is said of partitions that come and go."""

from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import MagicMock, create_autospec, patch

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import KafkaConnectionError
from aiokafka.util import commit_structure_validate

from analytics.warehouse.rows import Delivery
from stream_processors.adapters import kafka_log
from stream_processors.adapters.kafka import Broker
from stream_processors.adapters.kafka_log import KafkaLog

NOW = datetime(2026, 3, 1, tzinfo=UTC)
READ = [Delivery(b"{}", "t", partition, offset, NOW) for partition in (0, 1) for offset in (6, 7)]


@pytest.fixture
def consumer() -> Iterator[MagicMock]:
    made: MagicMock = create_autospec(AIOKafkaConsumer, instance=True)
    made.getmany.return_value = {}
    # The client refuses to commit nothing at all.
    made.commit.side_effect = commit_structure_validate
    with patch.object(kafka_log, "AIOKafkaConsumer", return_value=made):
        yield made


async def begun() -> KafkaLog:
    log = KafkaLog(Broker("nowhere:1", 5.0, copies=3), "store", 6.0, 100, lambda: NOW)
    await log.fetch()
    return log


async def test_only_partitions_that_are_still_ours_are_committed(consumer: MagicMock) -> None:
    consumer.assignment.return_value = frozenset({TopicPartition("t", 1)})
    await (await begun()).commit(READ)
    consumer.commit.assert_awaited_once_with({TopicPartition("t", 1): 8})


async def test_when_every_partition_was_taken_away_nothing_is_said(consumer: MagicMock) -> None:
    consumer.assignment.return_value = frozenset({TopicPartition("t", 2)})
    await (await begun()).commit(READ)
    consumer.commit.assert_not_awaited()


async def test_all_that_is_there_comes_at_once_and_no_more_than_asked(
    consumer: MagicMock,
) -> None:
    log = await begun()
    consumer.getmany.side_effect = [_some(0, 60), _some(1, 40)]
    assert len(await log.fetch()) == 100
    waits = [call.kwargs for call in consumer.getmany.await_args_list[1:]]
    assert waits[0]["timeout_ms"] > 0
    assert waits[1] == {"timeout_ms": 0, "max_records": 40}


async def test_a_broker_that_goes_away_takes_nothing_that_was_read(consumer: MagicMock) -> None:
    log = await begun()
    consumer.getmany.side_effect = [_some(0, 3), KafkaConnectionError()]
    assert [delivery.offset for delivery in await log.fetch()] == [0, 1, 2]


def _some(partition: int, count: int) -> dict[TopicPartition, list[ConsumerRecord]]:
    place = TopicPartition("t", partition)
    return {
        place: [
            ConsumerRecord("t", partition, n, 0, 0, b"k", b"{}", None, 1, 2, ())
            for n in range(count)
        ]
    }
