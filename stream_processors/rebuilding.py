"""Mastery made anew: every learner's grades and resets traced again, in their order.

The order is that of the updates as they were made, which the states count; a
grade that came twice is applied once, by the same step as live. Each learner's
newest state, and what each grade says of its item, goes into fresh tables, which then
change places with the live ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from analytics.events import AnyEvent, ItemObserved, MasteryUpdated, parse_event
from analytics.mastery import LearnerState
from analytics.mastery.model import Model
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rebuilding import Carried, exchange, fresh_name
from analytics.warehouse.rows import (
    ITEM_OBSERVATIONS,
    MASTERY_STATES,
    SKILL_MASTERY,
    Row,
    Table,
    observation_row,
    skill_rows,
    state_row,
)
from stream_processors.steps.trace import StateKey, Trace

_LEARNERS = 200
_STATE_KEY = "learner_id, course_id, bank_id, ver"
_KEYS = {
    MASTERY_STATES: _STATE_KEY,
    SKILL_MASTERY: f"{_STATE_KEY}, skill_id",
    ITEM_OBSERVATIONS: "attempt_id, ver",
}
"""The tables, and the columns by which a row of each is known."""
_MADE_AT = (
    "fromUnixTimestamp64Milli(toInt64(bitAnd(ver, bitShiftLeft(toUInt64(1), 43) - 1)), 'UTC')"
)
"""The moment in a row's version; see `rows.state_version`."""

_LEARNERS_OF = """
SELECT DISTINCT learner_id
FROM events
WHERE kind = 'mastery.updated' AND learner_id > %(after)s
  AND (%(tenant)s IS NULL OR tenant = %(tenant)s)
ORDER BY learner_id
LIMIT %(limit)s
"""
_TRACED = """
SELECT hex(raw) AS raw_hex
FROM events FINAL
WHERE learner_id IN %(learners)s
  AND kind IN ('answer.graded', 'answer.held', 'grade.overridden',
    'mastery.reset', 'mastery.updated', 'item.observed')
"""


@dataclass(frozen=True, slots=True)
class Remade:
    """What was made anew.

    Attributes:
        learners: how many, and
        updates: how many grades of theirs were traced.
        differing: learners whose newest state is not as it was.
        kept: updates whose grade is not stored; they stay as they were.
    """

    learners: int = 0
    updates: int = 0
    differing: int = 0
    kept: int = 0

    def __add__(self, other: "Remade") -> "Remade":
        return Remade(
            self.learners + other.learners,
            self.updates + other.updates,
            self.differing + other.differing,
            self.kept + other.kept,
        )


@dataclass(slots=True)
class _States:
    known: dict[StateKey, LearnerState] = field(default_factory=dict)

    async def load(self, key: StateKey) -> LearnerState | None:
        return self.known.get(key)

    def save(self, key: StateKey, state: LearnerState) -> None:
        self.known[key] = state


async def traced_again(
    events: Sequence[AnyEvent], model: Model
) -> tuple[list[MasteryUpdated], list[ItemObserved], Remade]:
    """Return the newest update of each course and bank of some learners, and of items.

    What was said of an item by a grade that is not stored stays as it was.
    """
    by_id = {event.event_id: event for event in events}
    updates = sorted(
        (event for event in events if isinstance(event, MasteryUpdated)),
        key=lambda event: (event.state.seq, event.produced_at),
    )
    states, newest, kept = _States(), dict[StateKey, MasteryUpdated](), 0
    said = [one for one in events if isinstance(one, ItemObserved) and one.parent_id not in by_id]
    before: dict[StateKey, LearnerState] = {}
    for update in updates:
        key = StateKey(update.learner_id, update.course_id, update.bank_id)
        parent = by_id.get(update.parent_id) if update.parent_id else None
        made, words = await _traced(states, parent, update, model) if parent else (None, [])
        said += words
        if made is None:
            kept += 1
            states.save(key, update.state)
        newest[key], before[key] = made or update, update.state
    differing = sum(newest[key].state != before[key] for key in newest)
    learners = len({key.learner_id for key in newest})
    return list(newest.values()), said, Remade(learners, len(updates), differing, kept)


async def _traced(
    states: _States, parent: AnyEvent, update: MasteryUpdated, model: Model
) -> tuple[MasteryUpdated, list[ItemObserved]]:
    """Return what the trace step makes of a grade, at the moment it did so."""
    made, *words = await Trace(states, lambda: update.produced_at, lambda: model)(parent)
    assert isinstance(made, MasteryUpdated)  # noqa: S101 - what the step promises
    return made, [one for one in words if isinstance(one, ItemObserved)]


async def make_mastery_anew(
    warehouse: Warehouse, tenant: str | None, began: datetime, model: Model
) -> Remade:
    """Trace every grade again, as a model would, into fresh tables; let them change places."""
    done = Remade()
    _fresh(warehouse, tenant)
    for learners in _learners(warehouse, tenant):
        rows = warehouse.query(_TRACED, {"learners": learners})
        events = [parse_event(bytes.fromhex(row["raw_hex"])) for row in rows]
        newest, said, remade = await traced_again(events, model)
        _write(warehouse, MASTERY_STATES, [state_row(one) for one in newest])
        _write(warehouse, SKILL_MASTERY, [row for one in newest for row in skill_rows(one)])
        _write(warehouse, ITEM_OBSERVATIONS, [observation_row(one) for one in said])
        done += remade
    for table, key in _KEYS.items():
        exchange(warehouse, table, Carried(key, _MADE_AT, began))
        warehouse.run(f"DROP TABLE {fresh_name(table.name)}")
    return done


def _fresh(warehouse: Warehouse, tenant: str | None) -> None:
    for table in _KEYS:
        fresh, columns = fresh_name(table.name), ", ".join(table.columns)
        warehouse.run(f"DROP TABLE IF EXISTS {fresh}")
        warehouse.run(f"CREATE TABLE {fresh} AS {table.name}")
        if tenant is not None:
            warehouse.run(
                f"INSERT INTO {fresh} ({columns}) SELECT {columns} FROM {table.name} FINAL"  # noqa: S608
                " WHERE tenant != %(tenant)s",
                {"tenant": tenant},
            )


def _learners(warehouse: Warehouse, tenant: str | None) -> Iterator[tuple[UUID, ...]]:
    after = UUID(int=0)
    while True:
        params: dict[str, Any] = {"tenant": tenant, "after": after, "limit": _LEARNERS}
        found = tuple(row["learner_id"] for row in warehouse.query(_LEARNERS_OF, params))
        if not found:
            return
        after = found[-1]
        yield found


def _write(warehouse: Warehouse, table: Table, rows: Sequence[Row]) -> None:
    warehouse.insert(fresh_name(table.name), rows, table.columns)
