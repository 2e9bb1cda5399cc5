"""Stand-ins for what surrounds the streams, and the events that they are given."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from uuid import UUID, uuid4

from analytics.content.item_parts import Criterion, Option
from analytics.content.items import Item, MultipleChoiceItem, NumericItem, ShortAnswerItem
from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.events import (
    AnswerGraded,
    AnswerHeld,
    AnswerSubmitted,
    Event,
    GradeFacts,
    GradeOverridden,
    MasteryReset,
    message_key,
    topic_of,
)
from analytics.grading.types import Grade, GradingRequest
from analytics.mastery import LearnerState
from analytics.warehouse.rows import Delivery as StoreDelivery
from stream_processors.errors import TransientError
from stream_processors.ports import Delivery, Outgoing
from stream_processors.states import StoredState
from stream_processors.steps.store import Rows
from stream_processors.steps.trace import StateKey

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

SHORT = ShortAnswerItem(
    id="why-day",
    skills={"light": 1.0},
    prompt="Why is it light by day?",
    references=("The sun shines on our side of the earth.",),
    rubric=(Criterion(text="names the sun", points=1),),
)
NUMBER = NumericItem(id="hours", skills={"light": 0.5, "shade": 0.5}, prompt="Hours?", answer=24)
CHOICE = MultipleChoiceItem(
    id="which",
    skills={"shade": 1.0},
    prompt="Which gives light?",
    options=(Option(id="sun", text="Sun"), Option(id="moon", text="Moon")),
    correct="sun",
)
PLAN = Plan(
    skills=(PlanSkill(id="light"), PlanSkill(id="shade", prerequisites=("light",))),
    items=tuple(PlanItem(id=i.id, kind=i.kind, skills=i.skills) for i in (SHORT, NUMBER, CHOICE)),
)


def clock() -> datetime:
    """Return the moment at which every test happens."""
    return NOW


def work(learner: UUID | None = None, **changes: Any) -> dict[str, Any]:
    """Return the fields that every event about an answer has."""
    return {
        "event_id": uuid4(),
        "occurred_at": NOW,
        "produced_at": NOW,
        "tenant": "tenant-1",
        "course_id": "course-1",
        "learner_id": learner or uuid4(),
        "activity_id": UUID(int=7),
        "attempt_id": uuid4(),
        "item_id": SHORT.id,
        "bank_id": "tiny-bank",
        "plan": PLAN,
    } | changes


def submitted(
    item: Item = SHORT, answer: str = "The sun shines.", learner: UUID | None = None, **changes: Any
) -> AnswerSubmitted:
    """Return an answer to an item."""
    fields = {"item_id": item.id, "language": "en", "attempt_number": 1} | changes
    return AnswerSubmitted(**work(learner, **fields), item=item, answer=answer)


def facts(score: float = 1.0, version: int = 1) -> GradeFacts:
    """Return what a grade says."""
    label = "correct" if score >= 0.5 else "irrelevant"
    return GradeFacts(
        score=score, label=label, method="model", grader="grader:1", grade_version=version
    )


def graded(learner: UUID | None = None, score: float = 1.0, **changes: Any) -> AnswerGraded:
    """Return the first grade of an answer."""
    return AnswerGraded(**work(learner, **changes), grade=facts(score))


def held(learner: UUID | None = None, **changes: Any) -> AnswerHeld:
    """Return the word that an answer waits for its teacher."""
    return AnswerHeld(**work(learner, **changes), reason="language_unsupported")


def overridden(attempt: AnswerGraded | AnswerHeld, score: float, version: int) -> GradeOverridden:
    """Return a teacher's grade of an answer."""
    kept = attempt.model_dump(include={"learner_id", "attempt_id", "item_id"})
    return GradeOverridden(
        **work(**kept), grade=facts(score, version), actor_id=UUID(int=3), reason="I know better"
    )


def anew(
    learner: UUID, *skills: str, number: int = 1, version: int = 1, **changes: Any
) -> MasteryReset:
    """Return a teacher's word on a reset; the second one takes it back."""
    fields = work(learner, event_id=UUID(int=9_000 + 10 * number + version), **changes)
    return MasteryReset(
        **fields,
        reset_id=UUID(int=number),
        skills=skills,
        since=fields["occurred_at"],
        reset_version=version,
        in_force=version % 2 == 1,
        actor_id=UUID(int=3),
        reason="We began once more.",
    )


@dataclass
class FakeGrader:
    """Grades as it is told; each error in `troubles` is raised once, in turn."""

    score: float = 0.8
    probabilities: tuple[float, ...] = (0.9, 0.1, 0.0, 0.0, 0.0)
    troubles: list[Exception] = field(default_factory=list)
    asked: list[GradingRequest] = field(default_factory=list)

    async def grade(self, requests: Sequence[GradingRequest]) -> Sequence[Grade]:
        self.asked.extend(requests)
        if self.troubles:
            raise self.troubles.pop(0)
        return [
            Grade(
                label="correct",
                score=self.score,
                confidence=0.9,
                probabilities=self.probabilities,
                nearest_reference=0,
                covered=("sun",),
                missing=("side of the earth",),
                model="grader:7",
            )
            for _ in requests
        ]


@dataclass
class FakeSender:
    """A broker in memory; `down_for` sends fail first."""

    down_for: int = 0
    calls: int = 0
    sent: list[Outgoing] = field(default_factory=list)

    async def send(self, messages: Sequence[Outgoing]) -> None:
        await asyncio.sleep(0)
        self.calls += 1
        if self.down_for:
            self.down_for -= 1
            raise TransientError("the broker is down")
        self.sent.extend(messages)


@dataclass
class FakeArchive:
    """A warehouse of states in memory."""

    stored: dict[StateKey, StoredState] = field(default_factory=dict)
    down: bool = False
    questions: list[StateKey] = field(default_factory=list)

    def keep(self, key: StateKey, state: LearnerState) -> None:
        """Store a state as the sink would."""
        self.stored[key] = StoredState(key, state.seq, state.to_json())

    async def newest(self, key: StateKey) -> StoredState | None:
        self.questions.append(key)
        if self.down:
            raise TransientError("the warehouse is down")
        return self.stored.get(key)

    async def last_changed(self, limit: int) -> Sequence[StoredState]:
        if self.down:
            raise TransientError("the warehouse is down")
        return list(self.stored.values())[-limit:]


@dataclass
class FakeUnstored:
    """The part of the topic that is not stored, by partition."""

    states: dict[int, list[StoredState]] = field(default_factory=dict)
    reads: list[frozenset[int]] = field(default_factory=list)

    def send(self, key: StateKey, state: LearnerState, partition: int = 0) -> None:
        """Add a state as the broker would."""
        kept = StoredState(key, state.seq, state.to_json())
        self.states.setdefault(partition, []).append(kept)

    async def read(self, partitions: Collection[int]) -> Sequence[StoredState]:
        self.reads.append(frozenset(partitions))
        return [state for place in sorted(partitions) for state in self.states.get(place, [])]


@dataclass
class FakeRowStore:
    """A warehouse of rows in memory; `troubles` are raised first, in turn."""

    refuses: Collection[bytes] = ()
    troubles: list[Exception] = field(default_factory=list)
    refusal: Exception = field(default_factory=lambda: ValueError("does not fit"))
    written: list[Rows] = field(default_factory=list)
    calls: int = 0

    async def write(self, batch: Sequence[Rows]) -> None:
        self.calls += 1
        if self.troubles:
            raise self.troubles.pop(0)
        if any(self._is_refused(rows) for rows in batch):
            raise self.refusal
        self.written.extend(batch)

    def _is_refused(self, rows: Rows) -> bool:
        return any(
            table.name == "incoming" and value in row
            for table, found in rows.items()
            for row in found
            for value in self.refuses
        )

    def rows(self, table: str) -> list[Mapping[str, object]]:
        """Return the rows of a table, by column."""
        return [
            dict(zip(kept.columns, row, strict=True))
            for rows in self.written
            for kept, found in rows.items()
            for row in found
            if kept.name == table
        ]


@dataclass
class FakeLog:
    """Topics as the sink reads them; what is not committed comes again."""

    waiting: list[StoreDelivery]
    down_for: int = 0
    at_once: int = 1_000
    fetches: int = 0
    committed: list[StoreDelivery] = field(default_factory=list)

    async def fetch(self) -> Sequence[StoreDelivery]:
        if self.down_for:
            self.down_for -= 1
            raise TransientError("the broker is down")
        self.fetches += 1
        fetched, self.waiting = self.waiting[: self.at_once], self.waiting[self.at_once :]
        await asyncio.sleep(0)
        return fetched

    async def commit(self, deliveries: Sequence[StoreDelivery]) -> None:
        self.committed.extend(deliveries)


def store_delivery(raw: bytes, offset: int = 0, topic: str = "signpost.x") -> StoreDelivery:
    """Return a message as the sink reads it."""
    return StoreDelivery(raw, topic, 0, offset, NOW)


@dataclass
class Partition:
    """One partition as Faust hands it over; `acked` in the order of the acks."""

    acked: list[int] = field(default_factory=list)
    offset: int = -1

    def delivery(
        self, event: Event | bytes, key: bytes | None = None, topic: str | None = None
    ) -> Delivery:
        """Return the next message."""
        self.offset += 1
        offset = self.offset
        own = isinstance(event, Event)
        return Delivery(
            topic=topic or (topic_of(event.kind) if own else "signpost.answer.submitted"),
            partition=0,
            offset=offset,
            key=key or (message_key(event.learner_id) if own else None),
            value=event.to_json() if own else event,
            ack=lambda: self.acked.append(offset),
        )


async def arriving(
    deliveries: Iterable[Delivery], at_once: int = 1
) -> AsyncIterator[Sequence[Delivery]]:
    """Yield so many messages at a time."""
    left = iter(deliveries)
    while some := list(islice(left, at_once)):
        await asyncio.sleep(0)
        yield some


async def no_sleep(_: float) -> None:
    """Let others run, for no time."""
    await asyncio.sleep(0)
