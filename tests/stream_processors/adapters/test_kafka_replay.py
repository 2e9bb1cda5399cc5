"""Reading the log again: from its beginning, whatever else the client is asking."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from unittest.mock import MagicMock, create_autospec, patch

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from stream_processors.adapters import kafka_replay
from stream_processors.adapters.kafka import Broker
from stream_processors.adapters.kafka_replay import read_log

NOW = datetime(2026, 3, 1, tzinfo=UTC)
PLACES = [TopicPartition("t", 0), TopicPartition("t", 1)]


class LateAnswer:
    """A client that looks for the end when it is given partitions, and hears of it late.

    As aiokafka does: what it hears counts where a reset is awaited, whichever reset.
    """

    def __init__(self) -> None:
        self.at: dict[TopicPartition, int] = {}
        self.resetting = set(PLACES)

    def seek(self, place: TopicPartition, offset: int) -> None:
        self.resetting.discard(place)
        self.at[place] = offset

    async def seek_to_beginning(self, *places: TopicPartition) -> None:
        self.resetting.update(places)

    async def position(self, place: TopicPartition) -> int:
        if place in self.resetting:
            self.seek(place, 5)
        return self.at[place]

    async def getmany(self, **_: object) -> dict[TopicPartition, Sequence[object]]:
        found = {}
        for place, start in self.at.items():
            found[place] = [_record(place, offset) for offset in range(start, 5)]
            self.at[place] = 5
        return found


def _record(place: TopicPartition, offset: int) -> MagicMock:
    record: MagicMock = create_autospec(ConsumerRecord, instance=True)
    record.value, record.offset = b"{}", offset
    return record


@pytest.fixture
def client() -> Iterator[LateAnswer]:
    late = LateAnswer()
    made: MagicMock = create_autospec(AIOKafkaConsumer, instance=True)
    admin: MagicMock = create_autospec(AIOKafkaAdminClient, instance=True)
    admin.describe_topics.return_value = [
        {"topic": "t", "partitions": [{"partition": place.partition} for place in PLACES]}
    ]
    made.end_offsets.return_value = dict.fromkeys(PLACES, 5)
    made.beginning_offsets.return_value = {PLACES[0]: 0, PLACES[1]: 2}
    for name in ("seek", "seek_to_beginning", "position", "getmany"):
        getattr(made, name).side_effect = getattr(late, name)
    with (
        patch.object(kafka_replay, "AIOKafkaConsumer", return_value=made),
        patch.object(kafka_replay, "AIOKafkaAdminClient", return_value=admin),
    ):
        yield late


@pytest.mark.usefixtures("client")
async def test_no_partition_is_left_out_when_the_client_hears_of_the_end_late() -> None:
    batches = [batch async for batch in read_log(Broker("nowhere:1", 5.0), "t", None, lambda: NOW)]
    read = [(d.partition, d.offset) for batch in batches for d in batch]
    assert read == [(0, n) for n in range(5)] + [(1, n) for n in range(2, 5)]
