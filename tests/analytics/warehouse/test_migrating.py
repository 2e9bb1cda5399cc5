"""Migrations on the real engine."""

from pathlib import Path
from uuid import uuid4

import pytest

from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.migrating import MIGRATIONS_DIR, applied, keep_for, migrate, pending

pytestmark = pytest.mark.functional


@pytest.fixture
def empty(warehouse: Warehouse) -> Warehouse:
    """Return a warehouse whose database is not there yet."""
    return warehouse.at_database(f"fresh_{uuid4().hex}")


def test_a_fresh_database_gets_every_step_once(empty: Warehouse) -> None:
    steps = tuple(path.stem for path in sorted(MIGRATIONS_DIR.glob("*.sql")))
    assert migrate(empty) == steps
    assert migrate(empty) == ()
    assert (applied(empty), pending(empty)) == (steps, ())
    empty.close()


def test_every_statement_may_run_twice(empty: Warehouse) -> None:
    migrate(empty)
    empty.run("TRUNCATE TABLE migrations")
    assert migrate(empty) == applied(empty) != ()
    empty.close()


def test_a_step_that_fails_is_not_recorded_and_those_before_it_stay(
    empty: Warehouse, tmp_path: Path
) -> None:
    (tmp_path / "0001_good.sql").write_text(
        "-- a; b\nCREATE TABLE IF NOT EXISTS a (x UInt8)\nENGINE = Memory;\nSELECT 1;\n"
    )
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE b (x NoSuchType) ENGINE = Memory;\n")
    with pytest.raises(WarehouseError):
        migrate(empty, folder=tmp_path)
    assert applied(empty) == ("0001_good",)
    assert pending(empty, folder=tmp_path) == ("0002_bad",)
    empty.close()


def test_a_question_before_the_migration_may_be_asked_again(empty: Warehouse) -> None:
    with pytest.raises(WarehouseUnavailable):
        applied(empty)
    empty.close()


def test_how_long_events_are_kept_can_be_changed(empty: Warehouse) -> None:
    migrate(empty)
    keep_for(empty, 30)
    [row] = empty.query(
        "SELECT engine_full FROM system.tables WHERE database = %(db)s AND name = 'events'",
        {"db": empty.database},
    )
    assert "toIntervalDay(30)" in row["engine_full"]
    with pytest.raises(ValueError, match="a day"):
        keep_for(empty, 0)
    empty.close()
