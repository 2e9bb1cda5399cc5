"""What the embedded warehouse keeps when a client or the server itself dies."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from clickhouse_driver import Client
from clickhouse_driver.block import RowOrientedBlock
from clickhouse_driver.errors import Error

from tests.parts.processes import stop
from tests.parts.warehouse import running_warehouse

pytestmark = pytest.mark.functional

TABLE = "CREATE TABLE t (n UInt64, s String) ENGINE = MergeTree ORDER BY n"
STOP_TIMEOUT_S = 20


def client_of(url: str) -> Client:
    return Client.from_url(f"{url}?connect_timeout=10&send_receive_timeout=60")


def count(folder: Path) -> tuple[int, int]:
    """Start the server again and count the rows and the numbers that are stored."""
    incoming = folder / "data" / "incoming"
    with running_warehouse(folder, database="default") as part, client_of(part.url) as client:
        assert list(incoming.iterdir()) == []
        [(rows, numbers)] = client.execute("SELECT count(), uniqExact(n) FROM t")
    return rows, numbers


@pytest.mark.parametrize("compression", ["false", "lz4"])
def test_a_client_that_is_gone_in_the_middle_of_an_insert_stores_nothing(
    compression: str, tmp_path: Path
) -> None:
    with running_warehouse(tmp_path, database="default") as part:
        client = Client.from_url(f"{part.url}?compression={compression}")
        client.execute(TABLE)
        connection = client.connection
        connection.send_query("INSERT INTO t VALUES")
        connection.send_external_tables(None)
        sample = client.receive_sample_block()
        for start in range(0, 3000, 1000):
            rows = [(n, "x" * 100) for n in range(start, start + 1000)]
            connection.send_data(RowOrientedBlock(sample.columns_with_types, rows))
        client.disconnect()
        stop(part.process)
        assert part.process.returncode == 0
    assert count(tmp_path) == (0, 0)


def test_a_stop_waits_for_the_insert_under_way_to_be_stored_or_not_at_all(tmp_path: Path) -> None:
    acknowledged = 0
    with running_warehouse(tmp_path, database="default") as part:
        with client_of(part.url) as client:
            client.execute(TABLE)
        idle = client_of(part.url)
        idle.execute("SELECT 1")
        acknowledged = write_until_it_ends(part.url, after=20, then=part.process.terminate)
        part.process.wait(timeout=STOP_TIMEOUT_S)
        assert part.process.returncode == 0
        idle.disconnect()
    rows, numbers = count(tmp_path)
    assert numbers == rows
    assert rows % 100 == 0
    assert rows >= acknowledged


@pytest.mark.parametrize("round_", range(3))
def test_a_kill_loses_no_acknowledged_row(round_: int, tmp_path: Path) -> None:
    with running_warehouse(tmp_path, database="default") as part:
        with client_of(part.url) as client:
            client.execute(TABLE)
        kill_after = 20 + 15 * round_
        acknowledged = write_until_it_ends(part.url, after=kill_after, then=part.process.kill)
    rows, numbers = count(tmp_path)
    assert acknowledged >= 100 * kill_after
    assert rows == numbers >= acknowledged


def write_until_it_ends(url: str, *, after: int, then: object) -> int:
    """Insert from three threads; call `then` in the midst; return the rows acknowledged."""
    lock, done = threading.Lock(), 0

    def acknowledge() -> None:
        nonlocal done
        with lock:
            done += 1
            due = done == after
        if due:
            assert callable(then)
            then()

    def write(first: int) -> None:
        with client_of(url) as client:
            for start in range(first, 10**9, 300):
                rows = [(n, "row") for n in range(start, start + 100)]
                try:
                    client.execute("INSERT INTO t VALUES", rows)
                except (Error, EOFError, OSError):
                    return
                acknowledge()

    writers = [threading.Thread(target=write, args=(first,)) for first in (0, 100, 200)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return done * 100


def test_a_restart_keeps_tables_views_and_rows(tmp_path: Path) -> None:
    with running_warehouse(tmp_path, database="default") as part, client_of(part.url) as client:
        client.execute("CREATE DATABASE signpost")
        client.execute("CREATE TABLE signpost.t (n UInt64) ENGINE = MergeTree ORDER BY n")
        client.execute(
            "CREATE MATERIALIZED VIEW signpost.v ENGINE = MergeTree ORDER BY n "
            "AS SELECT n * 2 AS n FROM signpost.t"
        )
        client.execute("INSERT INTO signpost.t VALUES", [(1,), (2,)])
    with running_warehouse(tmp_path) as part, client_of(part.url) as client:
        client.execute("INSERT INTO t VALUES", [(3,)])
        assert client.execute("SELECT n FROM t ORDER BY n") == [(1,), (2,), (3,)]
        assert client.execute("SELECT n FROM v ORDER BY n") == [(2,), (4,), (6,)]


def test_a_second_server_on_the_same_folder_does_not_start(tmp_path: Path) -> None:
    with (
        running_warehouse(tmp_path, database="default"),
        pytest.raises(RuntimeError),
        running_warehouse(tmp_path, database="default"),
    ):
        pytest.fail("two processes hold one data folder")
