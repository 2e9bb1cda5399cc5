"""Collects, after the calm, what the checks need: from the log, SQL and warehouse."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from sqlalchemy import func, select

from analytics.events import TOPICS, AnyEvent, child_id, expected_descendants
from analytics.mastery import LearnerState
from analytics.reports import (
    MasteryScope,
    Scope,
    activity_by_course,
    activity_by_day,
    hardest_items,
    learner_mastery,
    totals,
)
from analytics.warehouse.client import Warehouse
from lti_tool.adapters.database import Database
from lti_tool.models import Attempt, OutboxEvent, Passback, utc_now
from stream_processors.adapters.kafka import stop
from tests.chaos.checks import Facts, Figures
from tests.chaos.record import Record
from tests.chaos.replay import Whose, differing, out_of_order, readable
from tests.chaos.scene import Scene
from tests.chaos.seats import BANK_ID, Seats

_GRADES = ("answer.graded", "answer.held", "grade.overridden")
_ALL_TIME = timedelta(days=365)
_LIMIT = 100_000
READ_S = 120.0


@dataclass(frozen=True, slots=True)
class Sources:
    """Who is asked."""

    scene: Scene
    database: Database
    warehouse: Warehouse
    seats: Seats
    record: Record

    def unsettled(self) -> dict[str, int]:
        """Return how much of what is still under way."""
        with self.database.read() as session:
            waiting = session.scalar(
                select(func.count(OutboxEvent.seq)).where(OutboxEvent.confirmed_at.is_(None))
            )
            scores = session.scalar(
                select(func.count(Passback.id)).where(Passback.status == "pending")
            )
        poison = len(self._kept_poison - self.poison_dead())
        return {"events": waiting or 0, "scores": scores or 0, "poison": poison}

    @property
    def _kept_poison(self) -> set[str]:
        """Return the digests of what must become dead letters.

        The embedded broker keeps its log in memory: what dies with it had no outbox.
        """
        return self.record.poison if self.scene.broker == "kafka" else set()

    def poison_dead(self) -> set[str]:
        """Return the digests of all messages in dead letters."""
        sql = "SELECT DISTINCT lower(hex(SHA256(raw))) AS digest FROM dead_letters"
        return {row["digest"] for row in self.warehouse.query(sql)}

    def facts(self, scores: Mapping[str, Sequence[float]]) -> Facts:
        """Return everything that the verdict rests on."""
        accepted = self._accepted()
        log, states = self._log(), self._states()
        counted, reported = self._counted(states), self._reported()
        answers = {given.attempt_id for given in self.record.answers.values()}
        return Facts(
            promised=self._events_of(answers),
            accepted=accepted.keys(),
            chains={one: expected_descendants(one, kind) for one, kind in accepted.items()},
            stored=self._stored(),
            dead=self._dead(),
            poison=self._kept_poison,
            poison_dead=self.poison_dead(),
            reported=reported,
            counted=counted,
            scores=scores,
            differing=self._differing(log, states),
        )

    def _accepted(self) -> dict[UUID, str]:
        with self.database.read() as session:
            rows = session.execute(select(OutboxEvent.event_id, OutboxEvent.kind))
            return {event_id: kind for event_id, kind in rows}  # noqa: C416 - rows are no pairs

    def _events_of(self, attempts: set[UUID]) -> set[UUID]:
        return {child_id(attempt, "answer.submitted") for attempt in attempts}

    def _stored(self) -> dict[UUID, int]:
        sql = "SELECT event_id, count() AS n FROM events FINAL GROUP BY event_id"
        return {UUID(str(row["event_id"])): row["n"] for row in self.warehouse.query(sql)}

    def _dead(self) -> set[UUID]:
        sql = "SELECT DISTINCT event_id FROM dead_letters WHERE event_id IS NOT NULL"
        return {UUID(str(row["event_id"])) for row in self.warehouse.query(sql)}

    def _states(self) -> dict[Whose, LearnerState]:
        sql = "SELECT learner_id, course_id, bank_id, state FROM mastery_states FINAL"
        return {
            Whose(UUID(str(row["learner_id"])), row["course_id"], row["bank_id"]): (
                LearnerState.from_json(row["state"])
            )
            for row in self.warehouse.query(sql)
        }

    def _log(self) -> list[AnyEvent]:
        """Return the grades as the broker has them; a broken log's from the warehouse."""
        if self.scene.broker == "kafka":
            return readable(asyncio.run(_messages(self.scene.bootstrap)))
        sql = "SELECT raw FROM events FINAL WHERE kind IN %(kinds)s ORDER BY produced_at"
        rows = self.warehouse.query(sql, {"kinds": _GRADES})
        return readable(_bytes(row["raw"]) for row in rows)

    def _differing(
        self, log: Sequence[AnyEvent], states: Mapping[Whose, LearnerState]
    ) -> list[str]:
        told = [f"{whose}: {words}" for whose, words in differing(states, log).items()]
        if self.scene.broker == "kafka":
            told += [f"in another order: {whose}" for whose in out_of_order(states, log)]
        return told

    def _scope(self) -> Scope:
        now = utc_now() + timedelta(days=1)
        return Scope(tenant=str(self.seats.tenant_id), since=now - _ALL_TIME, until=now)

    def _reported(self) -> Figures:
        scope, figures = self._scope(), Counter[str]()
        all_in = totals(self.warehouse, scope)
        figures |= {"totals.answers": all_in.answers, "totals.graded": all_in.graded}
        figures |= {"totals.learners": all_in.learners, "totals.held": all_in.held}
        figures["totals.overridden"] = all_in.overridden
        for day in activity_by_day(self.warehouse, scope):
            figures[f"day.{day.day}.answers"] = day.answers
            figures[f"day.{day.day}.learners"] = day.learners
        for line in activity_by_course(self.warehouse, scope):
            figures[f"course.{line.course_id}.{line.day}.answers"] = line.answers
        for item in hardest_items(self.warehouse, scope, min_answers=1, limit=_LIMIT):
            figures[f"item.{item.item_id}.answers"] = item.answers
            figures[f"item.{item.item_id}.learners"] = item.learners
        mastery = MasteryScope(str(self.seats.tenant_id), str(self.seats.course_id), BANK_ID)
        for skill in learner_mastery(self.warehouse, mastery):
            figures[f"mastery.{skill.skill_id}.answers"] += skill.answers
        return figures

    def _counted(self, states: Mapping[Whose, LearnerState]) -> Figures:
        """Count the reports from the record; of SQL only when each answer was and its status."""
        figures = Counter({"totals.overridden": self.record.overrides})
        learners: dict[str, set[UUID]] = {}
        with self.database.read() as session:
            rows = {row.id: row for row in session.scalars(select(Attempt))}
        for given in self.record.answers.values():
            row = rows.get(given.attempt_id)
            day = _day(row.submitted_at if row else utc_now())
            graded = row is not None and row.status == "graded"
            names = ["totals", f"day.{day}", *([f"item.{given.item_id}"] if graded else ())]
            for name in (*names, f"course.{self.seats.course_id}.{day}"):
                figures[f"{name}.answers"] += 1
            for name in names:
                learners.setdefault(f"{name}.learners", set()).add(given.learner_id)
            figures["totals.graded"] += graded
            figures["totals.held"] += row is not None and row.status == "held"
        for whose, state in states.items():
            if whose.bank_id == BANK_ID:
                for skill_id, skill in state.now.skills.items():
                    figures[f"mastery.{skill_id}.answers"] += skill.answers
        return figures | Counter({name: len(who) for name, who in learners.items()})


def _day(moment: datetime) -> str:
    return moment.date().isoformat()


def _bytes(raw: str | bytes) -> bytes:
    return raw.encode() if isinstance(raw, str) else raw


async def _messages(bootstrap: str) -> list[bytes | None]:
    """Return every grade of the log, each partition in order."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap.split(","), max_partition_fetch_bytes=8_000_000
    )
    await consumer.start()
    try:
        places = await _places(bootstrap)
        found = await _read(consumer, places)
        return [value for place in places for value in found[place]]
    finally:
        await stop(consumer)


async def _places(bootstrap: str) -> list[TopicPartition]:
    """Return the partitions of grades; a consumer of nothing is told of none."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap.split(","))
    await admin.start()
    try:
        told = await admin.describe_topics([TOPICS[kind] for kind in _GRADES])
    finally:
        await admin.close()
    return sorted(TopicPartition(t["topic"], p["partition"]) for t in told for p in t["partitions"])


async def _read(
    consumer: AIOKafkaConsumer, places: Sequence[TopicPartition]
) -> dict[TopicPartition, list[bytes | None]]:
    consumer.assign(places)
    ends = await consumer.end_offsets(places)
    # Not seek_to_beginning: a look-up of the end that is under way would undo it.
    for place, start in (await consumer.beginning_offsets(places)).items():
        consumer.seek(place, start)
    found: dict[TopicPartition, list[bytes | None]] = {place: [] for place in places}
    async with asyncio.timeout(READ_S):
        while [at for at in places if await consumer.position(at) < ends[at]]:
            for place, messages in (await consumer.getmany(timeout_ms=500)).items():
                found[place].extend(message.value for message in messages)
    return found
