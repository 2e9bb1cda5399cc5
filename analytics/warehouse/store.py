"""Writes batches of rows, and answers what the streams need to know."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from analytics.mastery.state import LearnerState
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import WRITE_ORDER, Row, Table

_QUERIES = Path(__file__).parent / "queries"
_IDS_A_QUERY: Final = 2_000


def write(warehouse: Warehouse, batch: Mapping[Table, Sequence[Row]]) -> None:
    """Store a batch, `events` last; a batch may be written any number of times.

    Raises:
        WarehouseUnavailable: write the whole batch again later.
        WarehouseError: a row does not fit; write the messages one by one to
            find which.
    """
    for table in sorted(batch, key=_order):
        warehouse.insert(table.name, batch[table], table.columns)


def latest_state(
    warehouse: Warehouse, *, learner_id: UUID, course_id: str, bank_id: str
) -> LearnerState | None:
    """Return the newest stored learner model, or None for a new learner."""
    rows = _ask(
        warehouse,
        "latest_state",
        {"learner_id": learner_id, "course_id": course_id, "bank_id": bank_id},
    )
    return LearnerState.from_json(rows[0]["state"]) if rows else None


def last_changed_states(warehouse: Warehouse, limit: int) -> list[dict[str, Any]]:
    """Return the learner models that changed last, newest first.

    Each has `learner_id`, `course_id`, `bank_id`, `seq` and `state`, its JSON.
    Fewer than `limit` come only if these are all.
    """
    return _ask(warehouse, "last_changed_states", {"limit": limit})


def graded_answers(warehouse: Warehouse, limit: int) -> list[dict[str, Any]]:
    """Return the newest answers by their last grades, in the order of the first ones.

    Each has `learner`, unique with course and bank, `item`, the JSON of the
    plan's item, and `score`, 0 to 1.
    """
    return _ask(warehouse, "graded_answers", {"limit": limit})


def stored(warehouse: Warehouse, ids: Collection[UUID]) -> set[UUID]:
    """Return which of the events are stored, with all their rows."""
    return _present(warehouse, "stored", ids)


def dead(warehouse: Warehouse, ids: Collection[UUID]) -> set[UUID]:
    """Return which of the events have a dead letter that nobody sent again."""
    return _present(warehouse, "dead", ids)


def _order(table: Table) -> int:
    return WRITE_ORDER.index(table) if table in WRITE_ORDER else -1


def _present(warehouse: Warehouse, question: str, ids: Collection[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for some in _chunks(ids):
        rows = _ask(warehouse, question, {"ids": some})
        found.update(row["event_id"] for row in rows)
    return found


def _chunks(ids: Collection[UUID]) -> Iterator[tuple[UUID, ...]]:
    rest = iter(ids)
    while some := tuple(islice(rest, _IDS_A_QUERY)):
        yield some


def _ask(warehouse: Warehouse, question: str, params: dict[str, Any]) -> list[dict[str, Any]]:
    return warehouse.query((_QUERIES / f"{question}.sql").read_text(encoding="utf-8"), params)
