"""What the streams add: from the broker to a grade, and how many events a second.

Real broker, Triton, warehouse and one worker; no web. Answers to a bank that
ships are sent as the relay sends them, with the plan of the whole bank. What sends and
listens shares the processor with them, so it makes its messages beforehand and reads
no more than the id of what comes.
"""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import numpy as np
import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from analytics.content import Item, ShortAnswerItem, shipped_banks
from analytics.events import (
    TOPICS,
    AnswerGraded,
    AnswerSubmitted,
    GradeFacts,
    child_id,
    message_key,
)
from analytics.warehouse.client import Warehouse
from analytics.warehouse.migrating import migrate
from stream_processors.ports import Outgoing
from tests.bench import bench_store
from tests.parts.broker import running_broker
from tests.parts.triton import running_triton
from tests.parts.warehouse import running_warehouse

BANK = shipped_banks()["science-7"]
PLAN = BANK.plan()
AGENT_EVENTS = 3
"""Messages that agents consume after one grade: the grade, mastery twice."""

STORED_EVENTS = 5
PATIENCE_S = 180.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Site:
    """Where the parts are, and the worker's process id."""

    bootstrap: str
    clickhouse: str
    worker: int


def run(rounds: int = 60, crowd: int = 3_000) -> dict[str, float]:
    """Return latencies of one learner alone and rates of a crowd's grades."""
    free_text = next(item for item in BANK.items if isinstance(item, ShortAnswerItem))
    with TemporaryDirectory(prefix="bench-") as folder, _running(Path(folder)) as site:
        alone = asyncio.run(_alone(site, free_text, rounds))
        before = _cpu_s(site.worker)
        agents_s, stored_s = asyncio.run(_crowd(site, crowd))
        spent = _cpu_s(site.worker) - before
    return {
        "streams.broker_to_grade_ms.p50": alone[0],
        "streams.broker_to_grade_ms.p95": alone[1],
        "agents.events_s": crowd * AGENT_EVENTS / agents_s,
        "streams.stored_events_per_s": crowd * STORED_EVENTS / stored_s,
        "agents.cpu_us": spent / (crowd * AGENT_EVENTS) * 1e6,
    } | bench_store.run()


@contextmanager
def _running(folder: Path) -> Iterator[Site]:
    with ExitStack() as parts:
        broker = parts.enter_context(running_broker())
        clickhouse = parts.enter_context(running_warehouse())
        triton = parts.enter_context(running_triton(folder))
        client = Warehouse(clickhouse.url)
        migrate(client)
        client.close()
        ready = folder / "ready"
        environment = {
            "SIGNPOST_KAFKA_BOOTSTRAP": broker.url,
            "SIGNPOST_CLICKHOUSE_URL": clickhouse.url,
            "SIGNPOST_TRITON_URL": triton.url,
            "SIGNPOST_DATA_DIR": str(folder / "worker"),
            "SIGNPOST_READY_FILE": str(ready),
        }
        with (folder / "worker.log").open("wb") as log:
            worker = subprocess.Popen(
                [sys.executable, "-m", "stream_processors"],
                env=os.environ | environment,
                stdout=log,
                stderr=log,
            )
        try:
            _wait(ready)
            yield Site(broker.url, clickhouse.url, worker.pid)
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def _wait(ready: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not ready.exists():
        if time.monotonic() > deadline:
            raise RuntimeError("the worker does not become ready")
        time.sleep(0.1)


@dataclass
class _Probe:
    """Sends answers and notes when each event that follows is at the broker."""

    producer: AIOKafkaProducer
    seen: dict[str, float] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    complete: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, message: Outgoing) -> None:
        await self.producer.send(message.topic, message.value, key=message.key)

    async def listen(self, consumer: AIOKafkaConsumer) -> None:
        async for message in consumer:
            event_id = orjson.loads(message.value)["event_id"]
            self.seen[event_id] = time.perf_counter()
            self.missing.discard(event_id)
            if not self.missing:
                self.complete.set()

    async def wait_for(self, wanted: set[UUID]) -> None:
        self.missing = {str(event_id) for event_id in wanted} - self.seen.keys()
        if self.missing:
            self.complete.clear()
            async with asyncio.timeout(PATIENCE_S):
                await self.complete.wait()


@asynccontextmanager
async def _probing(site: Site, *kinds: str) -> AsyncIterator[_Probe]:
    producer = AIOKafkaProducer(bootstrap_servers=site.bootstrap, acks="all")
    consumer = AIOKafkaConsumer(
        *(TOPICS[kind] for kind in kinds),
        bootstrap_servers=site.bootstrap,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=5,
    )
    await producer.start()
    await consumer.start()
    probe = _Probe(producer)
    listening = asyncio.create_task(probe.listen(consumer))
    try:
        yield probe
    finally:
        listening.cancel()
        await consumer.stop()
        await producer.stop()


async def _alone(site: Site, item: Item, rounds: int) -> Sequence[float]:
    taken = []
    async with _probing(site, "answer.graded") as probe:
        for _ in range(rounds):
            event = _answer(item, uuid4())
            grade = child_id(event.event_id, "answer.graded")
            message = _message(event)
            began = time.perf_counter()
            await probe.send(message)
            await probe.wait_for({grade})
            taken.append((probe.seen[str(grade)] - began) * 1_000)
    return [float(share) for share in np.percentile(taken, [50, 95])]


async def _crowd(site: Site, count: int) -> tuple[float, float]:
    learners = [uuid4() for _ in range(200)]
    events = [_grade(BANK.items[n % len(BANK.items)], learners[n % 200]) for n in range(count)]
    messages = [_message(event) for event in events]
    awaited = {event_id for event in events for event_id in _last(event)}
    client = Warehouse(site.clickhouse)
    stored_before = _stored(client)
    async with _probing(site, "path.advised", "score.released") as probe:
        began = time.perf_counter()
        for message in messages:
            await probe.send(message)
        await probe.wait_for(awaited)
        agents_s = time.perf_counter() - began
    while _stored(client) < stored_before + count * STORED_EVENTS:
        if time.perf_counter() - began > PATIENCE_S:
            raise RuntimeError("not all events are stored")
        await asyncio.sleep(0.05)
    client.close()
    return agents_s, time.perf_counter() - began


def _message(event: AnswerSubmitted | AnswerGraded) -> Outgoing:
    return Outgoing(TOPICS[event.kind], message_key(event.learner_id), event.to_json())


def _last(event: AnswerGraded) -> tuple[UUID, UUID]:
    mastery = child_id(event.event_id, "mastery.updated")
    return child_id(mastery, "path.advised"), child_id(mastery, "score.released")


def _stored(client: Warehouse) -> int:
    return int(client.query("SELECT uniqExact(event_id) AS n FROM events")[0]["n"])


def _cpu_s(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _grade(item: Item, learner: UUID) -> AnswerGraded:
    answer = _answer(item, learner)
    kept = {
        name: getattr(answer, name)
        for name in AnswerGraded.model_fields.keys() - {"kind"}
        if name in AnswerSubmitted.model_fields
    }
    facts = GradeFacts(
        score=1.0, label="correct", method="checker", grader="bench", grade_version=1
    )
    return AnswerGraded(**kept, grade=facts)


def _answer(item: Item, learner: UUID) -> AnswerSubmitted:
    now = datetime.now(UTC)
    return AnswerSubmitted(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant="bench",
        course_id="bench",
        learner_id=learner,
        activity_id=UUID(int=1),
        attempt_id=uuid4(),
        item_id=item.id,
        bank_id=BANK.id,
        plan=PLAN,
        item=item,
        answer="It spreads out because its particles move faster.",
        language="en",
        attempt_number=1,
    )
