"""One run: start, load and trouble, calm, verdict, report."""

import json
import logging
import platform
import random
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from lti_tool.adapters.database import Database
from tests.chaos.checks import Verdict, judge
from tests.chaos.facts import Sources
from tests.chaos.flood import Flood
from tests.chaos.gradebook import serving
from tests.chaos.learners import LateWriter, Teacher, WebLearner
from tests.chaos.record import Record
from tests.chaos.scene import QUOTA_MB, BrokerName, running_scene
from tests.chaos.seats import take_seats
from tests.chaos.trouble import Trouble
from tests.fakes.gradebook import FakeGradebook

REPORT = Path("var/reports/chaos.json")
LEARNERS, LATE = 24, 8
THINK_S = 8.0
CALM_S = 900.0
GRADEBOOK_FAULTS = 0.1
_WORDS_SHOWN = 20


class Actor(Protocol):
    """Somebody who acts until it is over."""

    def run(self, over: Event) -> None:
        """Act until told to stop."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run, where and for how long; the seed decides what goes wrong."""

    root: Path
    broker: BrokerName
    minutes: float
    seed: int


class NoCalm(Exception):
    """Something was still under way long after the trouble."""


def run(plan: Plan, report: Path = REPORT) -> Verdict:
    """Run a plan, print its table, write its report.

    Raises:
        NoCalm: it never came to an end.
        deploy.kafka.KafkaError: Kafka cannot be had here.
    """
    print(f"chaos on {plan.broker}: {plan.minutes:g} minutes, seed {plan.seed}", flush=True)
    # It tells of every broker that is away, many times a second.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    book = FakeGradebook("plain", GRADEBOOK_FAULTS, random.Random(plan.seed))
    with ExitStack() as parts:
        lms_url = parts.enter_context(serving(book))
        scene = parts.enter_context(running_scene(plan.root, plan.broker))
        database = Database(scene.database_url)
        parts.callback(database.dispose)
        warehouse = Warehouse(scene.clickhouse)
        parts.callback(warehouse.close)
        seats = take_seats(database, lms_url, LEARNERS, LATE)
        sources = Sources(scene, database, warehouse, seats, Record())
        trouble = _days_of_trouble(plan, sources)
        calm_s = _calm(sources)
        verdict = judge(sources.facts(book.taken))
    _print(verdict)
    _write(plan, report, verdict, _details(sources, trouble, calm_s, book))
    return verdict


def _days_of_trouble(plan: Plan, sources: Sources) -> Trouble:
    trouble = Trouble(sources.scene, plan.seed)
    with _acting(_actors(plan, sources)):
        trouble.start()
        try:
            Event().wait(plan.minutes * 60)
        finally:
            trouble.stop()
    return trouble


def _actors(plan: Plan, sources: Sources) -> Sequence[Actor]:
    scene, seats, record = sources.scene, sources.seats, sources.record
    database = sources.database

    def chance(salt: int) -> random.Random:
        return random.Random(plan.seed * 1_000 + salt)

    learners = [
        WebLearner(scene.web_url, token, learner_id, record, chance(number), THINK_S)
        for number, (learner_id, token) in enumerate(seats.tokens.items())
    ]
    return [
        *learners,
        LateWriter(database, seats, record, chance(901), 1.0),
        Teacher(database, seats, record, chance(902), 3.0),
        Flood(scene.bootstrap, record, chance(903), 0.3),
    ]


@contextmanager
def _acting(actors: Sequence[Actor]) -> Iterator[None]:
    over = Event()
    threads = [Thread(target=actor.run, args=(over,), daemon=True) for actor in actors]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=120)
            if thread.is_alive():
                print("an actor did not end", flush=True)


def _calm(sources: Sources) -> float:
    """Wait until nothing is under way; return how long it took."""
    began, said_at, calm = time.monotonic(), 0.0, 0
    left: object = None
    while time.monotonic() - began < CALM_S:
        try:
            left = sources.unsettled()
            settled = not any(left.values())
        except (WarehouseUnavailable, WarehouseError) as error:
            left, settled = str(error), False
        calm = calm + 1 if settled else 0
        if calm == 3:
            return time.monotonic() - began
        if time.monotonic() - said_at > 15:
            print(f"waits for calm: {left}", flush=True)
            said_at = time.monotonic()
        time.sleep(2.0)
    raise NoCalm(f"after {CALM_S:g} s: {left}")


def _details(
    sources: Sources, trouble: Trouble, calm_s: float, book: FakeGradebook
) -> dict[str, object]:
    record, scene = sources.record, sources.scene
    disk = f"tmpfs of {QUOTA_MB} MB" if scene.quota else "not limited: mount was refused"
    return {
        "answers": len(record.answers),
        "answers_refused": record.refused,
        "overrides": record.overrides,
        "poison": len(record.poison),
        "repeats": record.repeats,
        "scores_taken": sum(len(taken) for taken in book.taken.values()),
        "troubles": trouble.counts,
        "calm_after_s": round(calm_s, 1),
        "warehouse_disk": disk,
        "told": trouble.told,
    }


def _print(verdict: Verdict) -> None:
    print(f"\n{'figure':<20}{'value':>10}")
    for name, value in asdict(verdict).items():
        if name != "words":
            print(f"{name:<20}{value:>10}")
    for words in verdict.words[:_WORDS_SHOWN]:
        print(f"  {words}")
    print("sound" if verdict.is_sound else "NOT SOUND", flush=True)


def _write(plan: Plan, report: Path, verdict: Verdict, details: dict[str, object]) -> None:
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    facts = {
        "at": datetime.now(UTC).isoformat(),
        "commit": commit,
        "machine": f"{platform.machine()}, {platform.processor() or 'unknown'}",
        "minutes": plan.minutes,
        "broker": plan.broker,
        "seed": plan.seed,
        **asdict(verdict),
        **details,
    }
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text(json.dumps(facts, indent=2))
