"""The client against the real engine, and against its loss."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from analytics.warehouse.client import Timeouts, Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.migrating import migrate
from analytics.warehouse.rows import ACTORS
from tests.parts.processes import free_port
from tests.parts.warehouse import running_warehouse

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def actor(tenant: str, name: str = "Ann") -> tuple[object, ...]:
    return (tenant, uuid4(), name, NOW, 1)


@pytest.mark.parametrize("url", ["", "clickhouse://", "clickhouse://host", "clickhouse:///db"])
def test_a_url_without_host_or_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="clickhouse://user"):
        Warehouse(url)


@pytest.mark.functional
class TestAgainstTheEngine:
    def test_values_come_back_as_they_went(self, warehouse: Warehouse) -> None:
        tenant, name = str(uuid4()), "O'Brien \\ 100% \n «李»"
        assert warehouse.insert(ACTORS.name, [actor(tenant, name)], ACTORS.columns) == 1
        rows = warehouse.query(
            "SELECT name, updated_at FROM actors WHERE tenant = %(tenant)s AND name = %(name)s",
            {"tenant": tenant, "name": name},
        )
        assert rows == [{"name": name, "updated_at": NOW}]

    def test_what_repeats_in_an_insert_is_left_to_the_merges(self, warehouse: Warehouse) -> None:
        tenant = str(uuid4())
        row = actor(tenant)
        assert warehouse.insert(ACTORS.name, [row, row], ACTORS.columns) == 2
        sql = "SELECT count() AS n FROM actors{} WHERE tenant = %(tenant)s"
        asked = [warehouse.query(sql.format(how), {"tenant": tenant}) for how in ("", " FINAL")]
        assert asked == [[{"n": 2}], [{"n": 1}]]

    def test_no_rows_are_no_insert(self, warehouse: Warehouse) -> None:
        assert warehouse.insert("no_such_table", [], ["x"]) == 0

    def test_a_wrong_statement_is_permanent(self, warehouse: Warehouse) -> None:
        with pytest.raises(WarehouseError) as caught:
            warehouse.query("SELEC 1")
        assert not isinstance(caught.value, WarehouseUnavailable)

    @pytest.mark.parametrize(
        "row", [("t", "no uuid", "n", NOW, 1), ("t", uuid4(), 7, NOW, 1), ("t",), ("t", None)]
    )
    def test_a_row_that_does_not_fit_is_permanent_and_stores_nothing(
        self, warehouse: Warehouse, row: tuple[object, ...]
    ) -> None:
        tenant = str(uuid4())
        with pytest.raises(WarehouseError) as caught:
            warehouse.insert(ACTORS.name, [actor(tenant), row], ACTORS.columns)
        assert not isinstance(caught.value, WarehouseUnavailable)
        sql = "SELECT name FROM actors WHERE tenant = %(tenant)s"
        assert warehouse.query(sql, {"tenant": tenant}) == []

    def test_threads_share_it(self, warehouse: Warehouse) -> None:
        def ask(number: int) -> object:
            return warehouse.query("SELECT %(n)s + sleep(0.01) AS n", {"n": number})[0]["n"]

        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(ask, range(64))) == list(range(64))

    def test_wrong_credentials_may_be_mended(self, warehouse_url: str) -> None:
        stranger = Warehouse(warehouse_url.replace("default:", "default:not-"))
        with pytest.raises(WarehouseUnavailable, match="516"):
            stranger.query("SELECT 1")

    def test_a_server_that_comes_back_is_used_again(self, tmp_path: Path) -> None:
        port = free_port()
        with running_warehouse(tmp_path, port) as part:
            warehouse = Warehouse(part.url, timeouts=Timeouts(connect=1, answer=10, ping=1))
            migrate(warehouse)
            warehouse.insert(ACTORS.name, [actor("t")], ACTORS.columns)
            part.process.kill()
            part.process.wait()
            with pytest.raises(WarehouseUnavailable):
                warehouse.query("SELECT 1")
        with running_warehouse(tmp_path, port):
            assert warehouse.query("SELECT name FROM actors") == [{"name": "Ann"}]
            warehouse.close()


def test_nothing_is_opened_before_the_first_call() -> None:
    warehouse = Warehouse("clickhouse://nobody@127.0.0.1:1/none")
    warehouse.close()


def test_an_absent_server_is_transient() -> None:
    warehouse = Warehouse(
        f"clickhouse://nobody@127.0.0.1:{free_port()}/none", timeouts=Timeouts(connect=0.5)
    )
    with pytest.raises(WarehouseUnavailable, match="not reachable"):
        warehouse.query("SELECT 1")
