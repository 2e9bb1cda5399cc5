"""From an event to the rows that keep it. Pure.

A row depends on the event and on where it was read, on nothing else: storing a
message again makes a row that replaces the first.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from analytics.events import (
    AnyEvent,
    DeadLetter,
    Event,
    GradeOverridden,
    ItemObserved,
    MasteryUpdated,
    PathAdvised,
    Step,
    parse_event,
    plain_kind,
)

_WITH_OWN_ROWS = frozenset({"mastery.updated", "item.observed"})
Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table and the columns that a row fills, in order."""

    name: str
    columns: tuple[str, ...]


_EVENT_FIELDS = (
    *("tenant", "course_id", "kind", "learner_id", "event_id", "parent_id"),
    *("occurred_at", "produced_at", "activity_id", "attempt_id", "item_id", "bank_id"),
    *("attempt_number", "seconds_spent", "answer", "score", "label", "confidence"),
    *("method", "grader", "grade_version", "reason", "actor_id", "role", "outcome"),
    *("step_item_id", "progress", "state_seq", "version"),
)
_DELIVERY_FIELDS = ("received_at", "raw", "kafka_topic", "kafka_partition", "kafka_offset", "ver")
_EMPTY: Mapping[str, object] = {
    **dict.fromkeys(("item_id", "bank_id", "answer", "label", "method", "grader", "reason"), ""),
    **dict.fromkeys(("role", "outcome", "step_item_id"), ""),
    **dict.fromkeys(("attempt_number", "grade_version"), 0),
}

EVENTS = Table("events", _EVENT_FIELDS + _DELIVERY_FIELDS)
DEAD_LETTERS = Table(
    "dead_letters",
    (
        *("tenant", "letter_id", "event_id", "kind", "stage", "reason", "attempts"),
        *("failed_at", "received_at", "raw"),
        *("kafka_topic", "kafka_partition", "kafka_offset", "ver", "replayed_at"),
    ),
)
MASTERY_STATES = Table(
    "mastery_states",
    (
        *("tenant", "learner_id", "course_id", "bank_id", "seq", "state", "event_id"),
        *("occurred_at", "produced_at", "ver"),
    ),
)
SKILL_MASTERY = Table(
    "skill_mastery",
    (
        *("tenant", "course_id", "bank_id", "skill_id", "learner_id"),
        *("value", "best", "low", "high", "certain", "answers", "seq", "occurred_at", "ver"),
    ),
)
ITEM_OBSERVATIONS = Table(
    "item_observations",
    (
        *("tenant", "bank_id", "item_id", "attempt_id", "learner_id", "revision"),
        *("grade_version", "difficulty", "value", "weight", "repetition", "ver"),
    ),
)
ACTORS = Table("actors", ("tenant", "actor_id", "name", "updated_at", "ver"))

INCOMING = Table(
    "incoming",
    ("raw", "facts", "kafka_topic", "kafka_partition", "kafka_offset", "received_ms"),
)
"""A message as it is: the warehouse itself makes the row of `events` from it."""

WRITE_ORDER = (MASTERY_STATES, SKILL_MASTERY, ITEM_OBSERVATIONS, DEAD_LETTERS, INCOMING, EVENTS)
"""Events last: an id that is seen in `events` has all its other rows stored."""


class Delivery(NamedTuple):
    """One reading of one message: its bytes, where they were, and when.

    A tuple, because the bulk lane makes tens of thousands a second.
    """

    raw: bytes
    topic: str
    partition: int
    offset: int
    received_at: datetime


class Unread(NamedTuple):
    """A message that has to be read for its rows.

    Attributes:
        is_plain: the warehouse can make its row of `events` from its bytes.
    """

    delivery: Delivery
    is_plain: bool


def rows_of(event: AnyEvent, delivery: Delivery) -> dict[Table, list[Row]]:
    """Return the rows that keep an event, by table."""
    return {EVENTS: [event_row(event, delivery)], **_own_rows(event)}


def _own_rows(event: AnyEvent) -> dict[Table, list[Row]]:
    if isinstance(event, MasteryUpdated):
        return {MASTERY_STATES: [state_row(event)], SKILL_MASTERY: skill_rows(event)}
    if isinstance(event, ItemObserved):
        return {ITEM_OBSERVATIONS: [observation_row(event)]}
    return {}


def plain_rows(deliveries: Iterable[Delivery]) -> tuple[list[Row], list[Unread]]:
    """Return rows of `INCOMING` for what needs no reading, and all the rest.

    One loop without calls: it runs for every message of the bulk lane.
    """
    rows: list[Row] = []
    rest: list[Unread] = []
    moment, moment_ms = None, 0
    for delivery in deliveries:
        raw, topic, partition, offset, received_at = delivery
        kind = plain_kind(raw)
        if kind is None or kind in _WITH_OWN_ROWS:
            rest.append(Unread(delivery, kind is not None))
            continue
        if received_at is not moment:
            moment, moment_ms = received_at, _milliseconds(received_at)
        rows.append((raw, b"", topic, partition, offset, moment_ms))
    return rows, rest


def incoming_rows(delivery: Delivery) -> dict[Table, list[Row]]:
    """Return the rows that keep any one message of the bulk lane.

    Raises:
        EventError: the message is no event of ours.
    """
    plain, rest = plain_rows((delivery,))
    return {INCOMING: plain} if plain else read_rows(rest[0])


def read_rows(unread: Unread) -> dict[Table, list[Row]]:
    """Return the rows that keep a message which has to be read for them.

    Raises:
        EventError: the message is no event of ours.
    """
    delivery = unread.delivery
    event = parse_event(delivery.raw)
    facts = b"" if unread.is_plain else event.to_json()
    return {**_own_rows(event), INCOMING: [_incoming_row(delivery, facts)]}


def _incoming_row(delivery: Delivery, facts: bytes) -> Row:
    return (
        delivery.raw,
        facts,
        delivery.topic,
        delivery.partition,
        delivery.offset,
        _milliseconds(delivery.received_at),
    )


def event_row(event: AnyEvent, delivery: Delivery) -> Row:
    """Return the event's row of `events`."""
    facts = {**_EMPTY, **_facts(event)}
    return (
        *(facts.get(field) for field in _EVENT_FIELDS),
        delivery.received_at,
        delivery.raw,
        delivery.topic,
        delivery.partition,
        delivery.offset,
        _milliseconds(event.produced_at),
    )


def state_row(event: MasteryUpdated) -> Row:
    """Return the row of `mastery_states`: the whole learner model."""
    return (
        event.tenant,
        event.learner_id,
        event.course_id,
        event.bank_id,
        event.state.seq,
        event.state.to_json(),
        event.event_id,
        event.occurred_at,
        event.produced_at,
        state_version(event),
    )


def skill_rows(event: MasteryUpdated) -> list[Row]:
    """Return a row of `skill_mastery` for each skill of the plan."""
    whose = (event.tenant, event.course_id, event.bank_id)
    when = (event.state.seq, event.occurred_at, state_version(event))
    return [
        (
            *(*whose, skill.skill_id, event.learner_id),
            *(skill.value, skill.best, skill.low, skill.high, skill.certain, skill.answers),
            *when,
        )
        for skill in event.skills
    ]


def state_version(event: MasteryUpdated) -> int:
    """Return the number by which the newer of two states wins.

    The state's `seq` counts first. Two states of one learner have the same
    `seq` only if a worker went on from an older state after a fault; then the
    one produced later wins, because the worker that lives goes on from it.
    43 bits hold milliseconds until 2248 and leave 21 for `seq`: two million
    changes a learner and course.
    """
    return (event.state.seq << 43) | _milliseconds(event.produced_at)


def observation_row(event: ItemObserved) -> Row:
    """Return the row of `item_observations`: what an answer says of its item."""
    return (
        *(event.tenant, event.bank_id, event.item_id, event.attempt_id, event.learner_id),
        *(event.revision, event.grade_version, event.difficulty, event.value, event.weight),
        *(event.repetition, observation_version(event)),
    )


def observation_version(event: ItemObserved) -> int:
    """Return the number by which the newer word of one attempt wins.

    The grade's version counts first. The same grade says something else only where the
    answers before it were graded anew, or by another model: then the later word wins.
    """
    return (event.grade_version << 43) | _milliseconds(event.produced_at)


def dead_letter_row(
    letter: DeadLetter, received_at: datetime, replayed_at: datetime | None = None
) -> Row:
    """Return the letter's row of `dead_letters`, perhaps as sent again by then."""
    return (
        letter.tenant or "",
        letter.letter_id,
        letter.event_id,
        letter.kind or "",
        letter.stage,
        letter.reason,
        letter.attempts,
        letter.failed_at,
        received_at,
        letter.raw,
        letter.topic,
        letter.partition,
        letter.offset,
        _milliseconds(replayed_at or letter.failed_at),
        replayed_at,
    )


def merged(batches: Iterable[Mapping[Table, list[Row]]]) -> dict[Table, list[Row]]:
    """Return the rows of many messages as one batch a table, in write order."""
    together: dict[Table, list[Row]] = {table: [] for table in WRITE_ORDER}
    for batch in batches:
        for table, rows in batch.items():
            together[table].extend(rows)
    return {table: rows for table, rows in together.items() if rows}


def _facts(event: AnyEvent) -> dict[str, Any]:
    """Return what an event says, by column: its fields, the nested ones lifted."""
    facts: dict[str, Any] = {name: getattr(event, name) for name in _own_columns(type(event))}
    grade = getattr(event, "grade", None)
    if grade is not None:
        for name in ("score", "label", "confidence", "method", "grader", "grade_version"):
            facts[name] = getattr(grade, name)
    if isinstance(event, GradeOverridden):
        facts["actor_id"] = event.actor_id
    if isinstance(event, MasteryUpdated):
        facts["state_seq"] = event.state.seq
    if isinstance(event, PathAdvised):
        facts["reason"] = event.reason.code
        facts["step_item_id"] = _item_of(event.step)
    return facts


@cache
def _own_columns(kind: type[Event]) -> tuple[str, ...]:
    return tuple(name for name in _EVENT_FIELDS if name in kind.model_fields)


def _item_of(step: Step | None) -> str:
    return step.item_id if step is not None else ""


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
