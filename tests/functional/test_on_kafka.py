"""The streams and the outbox's relay on real Apache Kafka, three brokers."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from analytics.events import DEAD_LETTER_TOPIC, TOPICS, message_key, topic_of
from deploy.embedded.broker import create_topics
from deploy.embedded.ports import free_port
from lti_tool.adapters.kafka import KafkaPublisher, Message
from lti_tool.adapters.kafka_trim import KafkaTrim
from stream_processors.adapters.kafka import Broker, Making
from stream_processors.adapters.kafka_ends import KafkaEnds
from stream_processors.adapters.kafka_replay import read_log
from stream_processors.progress import lag
from tests.functional.test_streams import (
    Place,
    answers,
    descendants,
    expect_each_answer_counted_once,
    expect_stored,
    wait_until,
)
from tests.parts.kafka import RunningKafka, running_kafka

pytestmark = [pytest.mark.functional, pytest.mark.troubled]

COPIES = {
    "SIGNPOST_REPLICATION": "3",
    "SIGNPOST_KAFKA_IDEMPOTENT": "true",
    # Until the others take a dead broker's partitions over.
    "SIGNPOST_BROKER_SILENCE_S": "15",
}


@dataclass
class ClusterPlace(Place):
    """A place whose broker is a cluster."""

    hosts: str = ""

    @property
    def bootstrap(self) -> str:
        return self.hosts

    def environment(self, name: str, ready: Path) -> dict[str, str]:
        return super().environment(name, ready) | COPIES


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningKafka]:
    with running_kafka(tmp_path_factory.mktemp("kafka")) as running:
        asyncio.run(create_topics(running.bootstrap, Making(4, 3, 2)))
        yield running


@pytest.fixture
def place(kafka: RunningKafka, tmp_path: Path) -> Place:
    return ClusterPlace(tmp_path, 0, free_port(set()), kafka.bootstrap)


@pytest.mark.timeout(600)
def test_topics_have_three_copies_and_making_them_again_changes_nothing(
    kafka: RunningKafka,
) -> None:
    asyncio.run(create_topics(kafka.bootstrap, Making(4, 3, 2)))
    described = asyncio.run(_described(kafka.bootstrap))
    assert {topic["topic"] for topic in described} == {*TOPICS.values(), DEAD_LETTER_TOPIC}
    for topic in described:
        assert len(topic["partitions"]) == 4
        assert {len(partition["replicas"]) for partition in topic["partitions"]} == {3}


@pytest.mark.timeout(600)
def test_a_replay_reads_the_log_of_every_partition(kafka: RunningKafka) -> None:
    events = answers([uuid4() for _ in range(6)], 20)
    messages = [Message(topic_of(e.kind), message_key(e.learner_id), e.to_json()) for e in events]
    asyncio.run(_publish(kafka.bootstrap, messages))
    assert {e.to_json() for e in events} <= set(asyncio.run(_log(kafka.bootstrap)))


async def _log(bootstrap: str) -> list[bytes]:
    batches = read_log(Broker(bootstrap, 10.0), None, None, lambda: datetime.now(UTC))
    return [delivery.raw async for batch in batches for delivery in batch]


@pytest.mark.timeout(600)
def test_with_a_broker_killed_every_answer_goes_all_the_way_once(
    kafka: RunningKafka, place: Place
) -> None:
    events = answers([uuid4() for _ in range(6)], 60)
    messages = [Message(topic_of(e.kind), message_key(e.learner_id), e.to_json()) for e in events]
    with ExitStack() as parts:
        parts.enter_context(place.warehouse())
        parts.enter_context(place.worker())
        asyncio.run(_publish(kafka.bootstrap, messages[:30]))
        wait_until(lambda: len(place.stored()) > 10, "work has begun")
        kafka.brokers[0].kill()
        assert asyncio.run(_ends(kafka.bootstrap))
        asyncio.run(_publish(kafka.bootstrap, messages[30:]))
        expect_stored(place, events)
        expect_each_answer_counted_once(place, events)


@pytest.mark.timeout(600)
def test_a_worker_told_to_stop_has_committed_all_it_did_and_the_log_can_be_emptied(
    kafka: RunningKafka, place: Place
) -> None:
    events = answers([uuid4() for _ in range(3)], 12)
    messages = [Message(topic_of(e.kind), message_key(e.learner_id), e.to_json()) for e in events]
    with place.warehouse():
        with place.worker() as worker:
            asyncio.run(_publish(kafka.bootstrap, messages))
            wanted = {one for event in events for one in descendants(event)}
            wait_until(lambda: wanted <= place.stored(), "all in the warehouse")
        assert worker.returncode == 0
    for group in ("signpost", "signpost-store"):
        behind = asyncio.run(_lag(kafka.bootstrap, group))
        assert behind
        assert not any(behind.values()), group
    KafkaTrim(kafka.bootstrap, 30.0).trim()
    assert asyncio.run(_messages_left(kafka.bootstrap, "answer.submitted")) == 0


async def _messages_left(bootstrap: str, kind: str) -> int:
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap.split(","))
    await consumer.start()
    try:
        places = [TopicPartition(TOPICS[kind], number) for number in range(4)]
        starts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        return sum(ends[place] - starts[place] for place in places)
    finally:
        await consumer.stop()


async def _lag(bootstrap: str, group: str) -> dict[str, int]:
    positions = KafkaEnds(Broker(bootstrap, 10.0), timeout_s=30.0)
    try:
        return lag(await positions.read(), await positions.committed(group))
    finally:
        await positions.close()


async def _ends(bootstrap: str) -> Mapping[tuple[str, int], int]:
    positions = KafkaEnds(Broker(bootstrap, 10.0))
    try:
        return await positions.read()
    finally:
        await positions.close()


async def _publish(bootstrap: str, messages: list[Message]) -> None:
    """Send as the relay does: what was not acknowledged again, in order."""
    publisher = KafkaPublisher(bootstrap, 10.0, idempotent=True)
    try:
        for message in messages:
            while not all(await publisher.publish([message])):
                continue
    finally:
        await publisher.close()


async def _described(bootstrap: str) -> list[dict[str, list[dict[str, list[int]]]]]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap.split(","))
    await admin.start()
    try:
        return await admin.describe_topics([*TOPICS.values(), DEAD_LETTER_TOPIC])
    finally:
        await admin.close()
