"""Rows against tables: what we write is what the engine has, column by column."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from analytics.events import DeadLetter, parse_event
from analytics.reports import asking
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import (
    ACTORS,
    DEAD_LETTERS,
    EVENTS,
    ITEM_OBSERVATIONS,
    MASTERY_STATES,
    SKILL_MASTERY,
    Table,
    dead_letter_row,
    rows_of,
)
from tests.fakes.stories import delivery

pytestmark = pytest.mark.functional

TABLES = (EVENTS, DEAD_LETTERS, MASTERY_STATES, SKILL_MASTERY, ITEM_OBSERVATIONS, ACTORS)
GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))
MOMENT = datetime(2026, 3, 2, 9, 0, 0, 125_000, tzinfo=UTC)


def read_back(warehouse: Warehouse, table: Table, key: str, value: object) -> list[dict[str, Any]]:
    columns = ", ".join(table.columns)
    rows = warehouse.query(
        f"SELECT {columns} FROM {table.name} FINAL WHERE {key} = %(value)s ORDER BY ALL",
        {"value": value},
    )
    return [{name: plain(cell) for name, cell in row.items()} for row in rows]


def plain(cell: object) -> object:
    if isinstance(cell, datetime):
        return cell.astimezone(UTC)
    return cell.decode() if isinstance(cell, bytes) else cell


def written(table: Table, row: tuple[object, ...]) -> dict[str, object]:
    return {name: plain(cell) for name, cell in zip(table.columns, row, strict=True)}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_row_fills_every_column_of_its_table(warehouse: Warehouse, table: Table) -> None:
    rows = warehouse.query(
        "SELECT name FROM system.columns WHERE database = %(db)s AND table = %(table)s",
        {"db": warehouse.database, "table": table.name},
    )
    assert sorted(table.columns) == sorted(row["name"] for row in rows)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_an_event_is_read_back_as_it_was_written(warehouse: Warehouse, path: Path) -> None:
    event = parse_event(path.read_bytes()).model_copy(
        update={"event_id": uuid4(), "tenant": str(uuid4()), "learner_id": uuid4()}
    )
    batch = rows_of(event, delivery(event, offset=41))
    for table, rows in batch.items():
        warehouse.insert(table.name, rows, table.columns)
        expected = [written(table, row) for row in rows]
        assert read_back(warehouse, table, "tenant", event.tenant) == expected
    [kept] = read_back(warehouse, EVENTS, "tenant", event.tenant)
    assert parse_event(kept["raw"]) == event


def test_a_dead_letter_is_read_back_byte_for_byte(warehouse: Warehouse) -> None:
    letter = DeadLetter(
        stage="grade",
        reason="'quoted' \\ 100%",
        attempts=3,
        failed_at=MOMENT,
        raw=bytes(range(256)),
        tenant=str(uuid4()),
    )
    row = dead_letter_row(letter, MOMENT)
    warehouse.insert(DEAD_LETTERS.name, [row], DEAD_LETTERS.columns)
    [kept] = warehouse.query(
        "SELECT raw, reason, failed_at FROM dead_letters WHERE tenant = %(tenant)s",
        {"tenant": letter.tenant},
    )
    assert kept["raw"] == letter.raw
    assert kept["reason"] == letter.reason
    assert kept["failed_at"] == MOMENT


def test_every_question_is_a_file_that_somebody_asks() -> None:
    files = {path.stem for path in asking.HERE.glob("*.sql") if ".part" not in path.name}
    source = "".join(path.read_text(encoding="utf-8") for path in asking.HERE.glob("*.py"))
    assert {name for name in files if f'"{name}"' not in source} == set()
