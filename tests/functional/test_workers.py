"""The relay, inbox and reconciler on the real broker, warehouse and database."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pydantic import SecretStr
from sqlalchemy import func, select

from analytics.events import (
    DEAD_LETTER_TOPIC,
    TOPICS,
    AnyEvent,
    message_key,
    parse_dead_letter,
    parse_event,
    topic_of,
)
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import Delivery, merged, rows_of
from analytics.warehouse.store import write
from lti_tool.adapters.kafka import KafkaPublisher, Message
from lti_tool.models import AppliedEvent, OutboxEvent, Progress, utc_now
from lti_tool.services.apply_events import APPLIED_KINDS, apply
from lti_tool.services.outbox import mark_published, waiting
from lti_tool.settings import Settings
from lti_tool.workers.inbox import apply_until
from lti_tool.workers.reconciler import Outcome, Reconciler, WarehouseArchive
from lti_tool.workers.relay import relay_until
from tests.fakes.classroom import Classroom, chain_of, classroom, said_of_item
from tests.parts.broker import keep_far_places, running_broker
from tests.parts.processes import free_port

pytestmark = pytest.mark.functional

PATIENCE_S = 40.0


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Classroom]:
    made = classroom(tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def broker() -> Iterator[str]:
    with running_broker() as part:
        asyncio.run(declare_topics(part.url))
        yield part.url


def settings(room: Classroom, bootstrap: str, **changes: object) -> Settings:
    return Settings(
        secret_key=SecretStr("s" * 32),
        database_url=str(room.database.engine.url),
        kafka_bootstrap=bootstrap,
        inbox_group=f"inbox-{room.tenant_id}",
        broker_timeout_s=2.0,
        broker_session_s=3.0,
        **changes,
    )


async def declare_topics(bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        names = [*TOPICS.values(), DEAD_LETTER_TOPIC]
        await admin.create_topics([NewTopic(name, 4, 1) for name in names])
    finally:
        await admin.close()


@asynccontextmanager
async def at_work(worker: Callable[..., object], chosen: Settings) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.ensure_future(worker(stop, chosen))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, PATIENCE_S)


@asynccontextmanager
async def reading(bootstrap: str, *topics: str) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(
        *topics,
        bootstrap_servers=bootstrap,
        group_id=None,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=20,
    )
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def received(consumer: AIOKafkaConsumer, wanted: Callable[[bytes], bool]) -> bytes:
    async with asyncio.timeout(PATIENCE_S):
        async for message in consumer:
            if wanted(message.value):
                return bytes(message.value)
    raise AssertionError("the topic ended")


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - the state of another process
            await asyncio.sleep(0.002)


async def publish(bootstrap: str, events: list[AnyEvent]) -> None:
    publisher = KafkaPublisher(bootstrap, 5.0)
    messages = [Message(topic_of(e.kind), message_key(e.learner_id), e.to_json()) for e in events]
    assert all(await publisher.publish(messages))
    await publisher.close()


def published(room: Classroom) -> int:
    with room.database.read() as session:
        query = select(func.count(OutboxEvent.seq)).where(OutboxEvent.published_at.is_not(None))
        return session.scalar(query) or 0


def applied(room: Classroom) -> int:
    with room.database.read() as session:
        return session.scalar(select(func.count()).select_from(AppliedEvent)) or 0


async def test_accepted_answers_reach_kafka_at_once_and_in_order(
    room: Classroom, broker: str
) -> None:
    ours = str(room.tenant_id).encode()
    taken = []
    order = []
    async with (
        at_work(relay_until, settings(room, broker)),
        reading(broker, TOPICS["answer.submitted"]) as consumer,
    ):
        for n in range(20):
            began = time.perf_counter()
            event = room.answer(after_s=n)
            got = parse_event(await received(consumer, lambda raw: ours in raw))
            taken.append(time.perf_counter() - began)
            order.append(got.event_id == event.event_id)
        await until(lambda: published(room) == 20)
    assert all(order)
    print(f"outbox to consumer: median {median(taken[1:]) * 1e3:.1f} ms")
    assert median(taken[1:]) < 0.25


async def test_news_from_the_streams_reach_the_database_at_once(
    room: Classroom, broker: str
) -> None:
    async with at_work(apply_until, settings(room, broker)):
        first = room.answer()
        await publish(broker, chain_of(first))
        await until(lambda: applied(room) == 4)
        publisher = KafkaPublisher(broker, 5.0)
        taken = []
        for n in range(1, 21):
            event = chain_of(room.answer(after_s=n), seq=n + 1)[0]
            message = Message(topic_of(event.kind), message_key(event.learner_id), event.to_json())
            began = time.perf_counter()
            await publisher.publish([message])
            await until(lambda n=n: applied(room) == 4 + n)
            taken.append(time.perf_counter() - began)
        await publisher.close()
    print(f"producer to database: median {median(taken) * 1e3:.1f} ms")
    assert median(taken) < 0.25


async def test_poison_ends_in_the_dead_letters_and_the_rest_is_applied(
    room: Classroom, broker: str
) -> None:
    stray = chain_of(room.answer().model_copy(update={"attempt_id": room.course_id}))[0]
    good = chain_of(room.answer())
    await publish(broker, [stray, *good])
    async with at_work(apply_until, settings(room, broker)):
        await until(lambda: applied(room) == 4)
        async with reading(broker, DEAD_LETTER_TOPIC) as consumer:
            wanted = str(stray.event_id).encode()
            letter = parse_dead_letter(await received(consumer, lambda raw: wanted in raw))
    assert (letter.stage, letter.event_id) == ("inbox", stray.event_id)


async def test_a_broker_killed_and_emptied_delays_answers_and_loses_none(room: Classroom) -> None:
    port = free_port()
    with running_broker(port) as part:
        bootstrap = part.url
        await declare_topics(bootstrap)
        chosen = settings(room, bootstrap)
        async with at_work(relay_until, chosen), at_work(apply_until, chosen):
            await publish(bootstrap, chain_of(room.answer()))
            await until(lambda: applied(room) == 4 and published(room) == 1)
            part.process.send_signal(signal.SIGKILL)
            part.process.wait()
            late = room.answer(after_s=60)
            await asyncio.sleep(1.0)
            assert published(room) == 1
            with running_broker(port):
                await declare_topics(bootstrap)
                await until(lambda: published(room) == 2)
                await publish(bootstrap, chain_of(late, seq=2))
                await until(lambda: applied(room) == 8)
    with room.database.read() as session:
        assert session.scalars(select(Progress)).one().state_seq == 2


async def test_places_kept_of_a_log_that_was_lost_are_left(room: Classroom) -> None:
    with running_broker() as part:
        await declare_topics(part.url)
        chosen = settings(room, part.url)
        kinds = [TOPICS[kind] for kind in APPLIED_KINDS]
        await keep_far_places(part.url, chosen.inbox_group, kinds)
        await publish(part.url, chain_of(room.answer()))
        async with at_work(apply_until, chosen):
            await until(lambda: applied(room) == 4)


def test_an_answer_is_confirmed_by_the_real_warehouse_or_sent_again(
    room: Classroom, warehouse: Warehouse
) -> None:
    done, lost = room.answer(), room.answer(after_s=1)
    now = utc_now()
    chain = chain_of(done)
    stored = [done, *chain, said_of_item(chain)]
    write(warehouse, merged(rows_of(e, Delivery(e.to_json(), "t", 0, 0, now)) for e in stored))
    with room.database.write() as session:
        mark_published(session, [row.seq for row in waiting(session, 10)], now)
        apply(session, chain, now)
    later = now + timedelta(seconds=30)
    reconciler = Reconciler(
        room.database, WarehouseArchive(warehouse), timedelta(seconds=20), lambda: later
    )
    assert reconciler.step() == Outcome(done=1, again=1)
    with room.database.read() as session:
        [again] = waiting(session, 10)
    assert parse_event(again.payload) == lost


@pytest.mark.parametrize("name", ["relay", "inbox", "reconciler"])
def test_a_worker_says_when_it_is_at_work_and_ends_when_told(
    room: Classroom, broker: str, warehouse_url: str, tmp_path: Path, name: str
) -> None:
    ready = tmp_path / "run" / f"{name}.ready"
    env = os.environ | {
        "SIGNPOST_SECRET_KEY": "s" * 32,
        "SIGNPOST_DATABASE_URL": str(room.database.engine.url),
        "SIGNPOST_KAFKA_BOOTSTRAP": broker,
        "SIGNPOST_CLICKHOUSE_URL": warehouse_url,
        "SIGNPOST_READY_FILE": str(ready),
        "SIGNPOST_INBOX_GROUP": f"inbox-{room.tenant_id}",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.cli", name], env=env, stdout=log, stderr=log
        )
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not ready.exists():
            assert process.poll() is None, (tmp_path / "log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.terminate()
        assert process.wait(timeout=15) == 0, (tmp_path / "log").read_text()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait()
