"""Bring the warehouse's schema up to date, in numbered steps.

A step is additive and every statement of it may run twice, so that a run that
was cut short, or two at once, end well.
"""

from collections.abc import Iterator
from pathlib import Path

from analytics.warehouse.client import Warehouse

MIGRATIONS_DIR = Path(__file__).parent / "migrations"
_LEDGER = """
CREATE TABLE IF NOT EXISTS migrations
(name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY name
"""


def migrate(warehouse: Warehouse, *, folder: Path = MIGRATIONS_DIR) -> tuple[str, ...]:
    """Create the database and apply what is missing; return its names.

    Raises:
        WarehouseUnavailable: try again; what was applied stays.
        WarehouseError: a step is wrong.
    """
    _create_database(warehouse)
    warehouse.run(_LEDGER)
    waiting = [path for path in _steps(folder) if path.stem not in applied(warehouse)]
    for path in waiting:
        for statement in _statements(path.read_text(encoding="utf-8")):
            warehouse.run(statement)
        warehouse.insert("migrations", [(path.stem,)], ["name"])
    return tuple(path.stem for path in waiting)


def applied(warehouse: Warehouse) -> tuple[str, ...]:
    """Return the names of the steps that were applied, in order."""
    rows = warehouse.query("SELECT DISTINCT name FROM migrations ORDER BY name")
    return tuple(row["name"] for row in rows)


def pending(warehouse: Warehouse, *, folder: Path = MIGRATIONS_DIR) -> tuple[str, ...]:
    """Return the names of the steps that are still to be applied."""
    done = applied(warehouse)
    return tuple(path.stem for path in _steps(folder) if path.stem not in done)


def keep_for(warehouse: Warehouse, days: int) -> None:
    """Let events go when they are older than this, instead of five years.

    Merges remove them. An event that is already older when it comes is never
    seen as stored.

    Raises:
        ValueError: less than a day.
    """
    if days < 1:
        raise ValueError("events are kept for at least a day")
    warehouse.run(
        "ALTER TABLE events MODIFY TTL toDateTime(occurred_at) + toIntervalDay(%(days)s)",
        {"days": days},
    )


def _create_database(warehouse: Warehouse) -> None:
    name = warehouse.database.replace("`", "")
    server = warehouse.at_database("default")
    try:
        server.run(f"CREATE DATABASE IF NOT EXISTS `{name}`")
    finally:
        server.close()


def _steps(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def _statements(text: str) -> Iterator[str]:
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("--")]
    for statement in "\n".join(lines).split(";\n"):
        if bare := statement.strip().rstrip(";"):
            yield bare
