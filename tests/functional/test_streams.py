"""The streams on the real broker and the real warehouse, with parts killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from analytics.events import (
    TOPICS,
    AnswerSubmitted,
    Event,
    MasteryUpdated,
    child_id,
    message_key,
    parse_event,
    topic_of,
)
from analytics.reports import item_evidence
from analytics.warehouse.client import Warehouse
from analytics.warehouse.migrating import migrate
from analytics.warehouse.store import latest_state
from stream_processors.settings import Settings
from stream_processors.wiring import declare
from tests.fakes.streams import CHOICE, SHORT, submitted
from tests.parts.broker import keep_far_places, running_broker
from tests.parts.processes import Part, free_port
from tests.parts.warehouse import running_warehouse

pytestmark = pytest.mark.functional

PATIENCE_S = 120.0
CHAIN = ("answer.submitted", "answer.graded", "mastery.updated", "path.advised", "score.released")


@dataclass
class Place:
    """Where everything is: addresses that stay when a part is started again."""

    folder: Path
    broker_port: int
    warehouse_port: int

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.broker_port}"

    @property
    def clickhouse(self) -> str:
        return f"clickhouse://default:for-tests@127.0.0.1:{self.warehouse_port}/signpost"

    @contextmanager
    def warehouse(self) -> Iterator[Part]:
        home = self.folder / "warehouse"
        home.mkdir(exist_ok=True)
        with running_warehouse(home, self.warehouse_port) as part:
            client = Warehouse(part.url)
            migrate(client)
            client.close()
            yield part

    @contextmanager
    def worker(self, name: str = "worker") -> Iterator["subprocess.Popen[bytes]"]:
        ready = self.folder / f"{name}.ready"
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "stream_processors"],
                env=os.environ | self.environment(name, ready),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until(
                lambda: ready.exists() or process.poll() is not None,
                f"worker ready: {self.folder / name}.log",
            )
            assert process.poll() is None, (self.folder / f"{name}.log").read_text()
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def environment(self, name: str, ready: Path) -> dict[str, str]:
        ready.unlink(missing_ok=True)
        return {
            "SIGNPOST_KAFKA_BOOTSTRAP": self.bootstrap,
            "SIGNPOST_CLICKHOUSE_URL": self.clickhouse,
            "SIGNPOST_TRITON_URL": "127.0.0.1:9",
            "SIGNPOST_DATA_DIR": str(self.folder / name),
            "SIGNPOST_READY_FILE": str(ready),
            "SIGNPOST_BROKER_SILENCE_S": "3",
        }

    def ask(self, sql: str) -> list[dict[str, object]]:
        client = Warehouse(self.clickhouse)
        try:
            return client.query(sql)
        finally:
            client.close()

    def stored(self) -> set[UUID]:
        return {UUID(str(row["event_id"])) for row in self.ask("SELECT event_id FROM events")}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path, free_port(), free_port())


def wait_until(true: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > deadline:
            raise AssertionError(f"still not true after {PATIENCE_S} s: {what}")
        time.sleep(0.05)


def answers(learners: Sequence[UUID], count: int) -> list[AnswerSubmitted]:
    """Return answers that need no model, learners in turn."""
    choices = ("sun", "moon")
    return [
        submitted(CHOICE, choices[at % 3 == 0], learner=learners[at % len(learners)])
        for at in range(count)
    ]


def descendants(event: AnswerSubmitted) -> set[UUID]:
    """Return the ids of an answer's whole chain."""
    grade = child_id(event.event_id, "answer.graded")
    mastery = child_id(grade, "mastery.updated")
    last = {child_id(mastery, kind) for kind in ("path.advised", "score.released")}
    return {event.event_id, grade, mastery, child_id(grade, "item.observed")} | last


@asynccontextmanager
async def producing(place: Place) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=place.bootstrap, acks="all")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.stop()


def send(place: Place, *events: Event | bytes) -> None:
    """Hand events to the broker; bytes go where answers go."""

    async def all_of_them() -> None:
        async with producing(place) as producer:
            for event in events:
                if isinstance(event, bytes):
                    await producer.send_and_wait(TOPICS["answer.submitted"], event)
                else:
                    key = message_key(event.learner_id)
                    await producer.send(topic_of(event.kind), event.to_json(), key=key)
            await producer.flush()

    asyncio.run(all_of_them())


def expect_stored(place: Place, events: Sequence[AnswerSubmitted]) -> None:
    """Wait until every chain is stored whole, and no event twice."""
    wanted = {one for event in events for one in descendants(event)}
    wait_until(lambda: wanted <= place.stored(), f"{len(wanted)} events in the warehouse")
    assert place.stored() == wanted
    [row] = place.ask("SELECT count() AS n, uniqExact(event_id) AS ids FROM events FINAL")
    assert row["n"] == row["ids"] == len(wanted)


def expect_each_answer_counted_once(place: Place, events: Sequence[AnswerSubmitted]) -> None:
    """The newest state of each learner holds each of their answers once."""
    client = Warehouse(place.clickhouse)
    for learner in {event.learner_id for event in events}:
        own = [event for event in events if event.learner_id == learner]
        state = latest_state(
            client, learner_id=learner, course_id=own[0].course_id, bank_id=own[0].bank_id
        )
        assert state is not None
        assert {seen.attempt_id for seen in state.recent} == {event.attempt_id for event in own}
        assert (state.now.answers, state.seq) == (len(own), len(own))
    expect_each_answer_said_of_its_item(client, events)
    client.close()


def expect_each_answer_said_of_its_item(
    client: Warehouse, events: Sequence[AnswerSubmitted]
) -> None:
    """Each answer is counted once for its item; of each learner the first weighs."""
    kept = client.query("SELECT attempt_id FROM item_observations FINAL")
    assert sorted(row["attempt_id"] for row in kept) == sorted(e.attempt_id for e in events)
    [line] = item_evidence(client, events[0].tenant, events[0].bank_id)
    assert line.answers == len({event.learner_id for event in events})


def test_answers_go_all_the_way_into_the_warehouse(place: Place) -> None:
    events = answers([uuid4() for _ in range(5)], 40)
    with running_broker(place.broker_port), place.warehouse(), place.worker():
        send(place, *events, b"no event at all")
        expect_stored(place, events)
        expect_each_answer_counted_once(place, events)
        wait_until(
            lambda: len(place.ask("SELECT stage FROM dead_letters")) >= 2, "two dead letters"
        )
        letters = place.ask("SELECT stage, raw FROM dead_letters FINAL ORDER BY stage")

    assert [letter["stage"] for letter in letters] == ["grade", "store"]
    assert {letter["raw"] for letter in letters} <= {"no event at all", b"no event at all"}


def test_poison_blocks_no_partition_and_a_dead_triton_slows_grading_only(place: Place) -> None:
    """Triton is down all the while; poison comes before, between and after."""
    learners = [uuid4() for _ in range(8)]
    checked = answers(learners, 24)
    free_text = [submitted(SHORT, learner=uuid4()) for _ in range(10)]
    poison = [b"poison %d" % at for at in range(12)]
    with running_broker(place.broker_port), place.warehouse(), place.worker():
        send(place, *poison[:6], *free_text, *poison[6:], *checked)
        wanted = {one for event in checked for one in descendants(event)}
        wanted |= {event.event_id for event in free_text}
        wait_until(lambda: wanted <= place.stored(), "all but the ungraded is stored")
        wait_until(lambda: len(poisoned(place)) == 12, "every poison is a dead letter")
        assert place.stored() == wanted
        assert poisoned(place) == {raw.decode() for raw in poison}


def poisoned(place: Place) -> set[object]:
    return {
        row["raw"] for row in place.ask("SELECT raw FROM dead_letters FINAL WHERE stage = 'grade'")
    }


def test_a_worker_killed_at_work_loses_nothing_and_counts_nothing_twice(place: Place) -> None:
    learners = [uuid4() for _ in range(6)]
    events = answers(learners, 240)
    with running_broker(place.broker_port), place.warehouse():
        with place.worker() as worker:
            send(place, *events[:120])
            wait_until(lambda: len(place.stored()) > 30, "work has begun")
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        send(place, *events[120:])
        with place.worker():
            expect_stored(place, events)
            expect_each_answer_counted_once(place, events)


def test_one_of_two_workers_killed_leaves_its_learners_to_the_other(place: Place) -> None:
    learners = [uuid4() for _ in range(8)]
    events = answers(learners, 160)
    with running_broker(place.broker_port), place.warehouse(), place.worker("stays"):
        with place.worker("dies") as dies:
            send(place, *events[:80])
            wait_until(lambda: len(place.stored()) > 20, "work has begun")
            dies.send_signal(signal.SIGKILL)
            dies.wait()
        send(place, *events[80:])
        expect_stored(place, events)
        expect_each_answer_counted_once(place, events)


def test_with_the_warehouse_down_the_rest_goes_on_and_it_catches_up(place: Place) -> None:
    learners = [uuid4() for _ in range(3)]
    early, late = answers(learners, 9), answers([*learners, uuid4()], 12)
    with running_broker(place.broker_port):
        with place.warehouse() as warehouse:
            worker = place.worker()
            worker.__enter__()
            send(place, *early)
            expect_stored(place, early)
            warehouse.process.kill()
            warehouse.process.wait()
        try:
            send(place, *late)
            seen = asyncio.run(read_until(place, {child for e in late for child in advice_of(e)}))
            assert len(seen) == len(late)
            with place.warehouse():
                expect_stored(place, [*early, *late])
                expect_each_answer_counted_once(place, [*early, *late])
        finally:
            worker.__exit__(None, None, None)


def test_a_worker_started_without_the_warehouse_goes_on_from_what_is_not_stored(
    place: Place,
) -> None:
    learner = uuid4()
    first, second = answers([learner], 1), answers([learner], 1)
    with running_broker(place.broker_port):
        with place.warehouse() as warehouse, place.worker() as worker:
            warehouse.process.kill()
            warehouse.process.wait()
            send(place, *first)
            asyncio.run(read_until(place, set(advice_of(first[0]))))
            worker.kill()
            worker.wait()
        with place.worker():
            send(place, *second)
            [updated] = asyncio.run(read_until(place, {mastery_of(second[0])}))
            assert isinstance(updated, MasteryUpdated)
            assert updated.state.seq == 2
            with place.warehouse():
                expect_stored(place, [*first, *second])


def test_a_message_without_a_value_among_unstored_states_ends_no_worker(place: Place) -> None:
    events = answers([uuid4()], 2)
    with running_broker(place.broker_port), place.warehouse():
        asyncio.run(declare(Settings(kafka_bootstrap=place.bootstrap)))
        asyncio.run(send_nothing(place, TOPICS["mastery.updated"]))
        with place.worker():
            send(place, *events)
            expect_stored(place, events)


async def send_nothing(place: Place, topic: str) -> None:
    async with producing(place) as producer:
        await producer.send_and_wait(topic, None, b"nobody")


def test_places_kept_of_a_log_that_was_lost_are_left(place: Place) -> None:
    events = answers([uuid4() for _ in range(3)], 12)
    with running_broker(place.broker_port), place.warehouse():
        asyncio.run(declare(Settings(kafka_bootstrap=place.bootstrap)))
        for group in ("signpost", "signpost-store"):
            asyncio.run(keep_far_places(place.bootstrap, group, list(TOPICS.values())))
        with place.worker():
            send(place, *events)
            expect_stored(place, events)


def test_a_worker_ends_when_the_broker_lost_its_log_and_a_fresh_one_starts_anew(
    place: Place,
) -> None:
    learners = [uuid4() for _ in range(3)]
    early, late = answers(learners, 12), answers(learners, 6)
    with place.warehouse():
        with running_broker(place.broker_port) as broker:
            worker = place.worker()
            process = worker.__enter__()
            send(place, *early)
            expect_stored(place, early)
            broker.process.kill()
            broker.process.wait()
        with running_broker(place.broker_port):
            process.wait(timeout=PATIENCE_S)
            worker.__exit__(None, None, None)
            assert process.returncode == 75
            with place.worker():
                # What a reconciler does: one answer again that is stored, and new ones.
                send(place, early[0], *late)
                expect_stored(place, [*early, *late])
                expect_each_answer_counted_once(place, [*early, *late])


def mastery_of(event: AnswerSubmitted) -> UUID:
    return child_id(child_id(event.event_id, "answer.graded"), "mastery.updated")


def advice_of(event: AnswerSubmitted) -> tuple[UUID, ...]:
    return (child_id(mastery_of(event), "path.advised"),)


async def read_until(place: Place, wanted: set[UUID]) -> list[Event]:
    """Return the wanted events when all are at the broker."""
    consumer = AIOKafkaConsumer(
        *TOPICS.values(),
        bootstrap_servers=place.bootstrap,
        auto_offset_reset="earliest",
        fetch_max_wait_ms=50,
    )
    await consumer.start()
    seen: dict[UUID, Event] = {}
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not wanted <= seen.keys():
                message = await consumer.getone()
                event = parse_event(message.value)
                seen[event.event_id] = event
    finally:
        await consumer.stop()
    return [seen[one] for one in wanted]
