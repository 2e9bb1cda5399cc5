"""The embedded warehouse, spoken to by clickhouse-driver alone."""

from __future__ import annotations

import ipaddress
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from clickhouse_driver import Client
from clickhouse_driver.errors import ServerException
from clickhouse_driver.protocol import ServerPacketTypes

from tests.parts.warehouse import PASSWORD, running_warehouse

pytestmark = pytest.mark.functional

NOON = datetime(2026, 3, 4, 12, 0, 0, 123000, tzinfo=UTC)
EVERY_TYPE: dict[str, list[Any]] = {
    "Int8": [-128, 127], "Int16": [-(2**15), 2**15 - 1], "Int32": [-(2**31), 2**31 - 1],
    "Int64": [-(2**63), 2**63 - 1], "Int128": [-(2**127), 2**127 - 1],
    "Int256": [-(2**255), 2**255 - 1], "UInt8": [0, 255], "UInt16": [0, 2**16 - 1],
    "UInt32": [0, 2**32 - 1], "UInt64": [0, 2**64 - 1], "UInt128": [0, 2**128 - 1],
    "UInt256": [0, 2**256 - 1], "Float32": [0.5, -1.25], "Float64": [1e300, -0.1],
    "Decimal(9, 2)": [Decimal("-1.25"), Decimal("1234567.89")],
    "Decimal(18, 4)": [Decimal("-1.2500"), Decimal("0.0001")],
    "Decimal(38, 10)": [Decimal("1.0000000001"), Decimal(0)],
    "Decimal(76, 20)": [Decimal("1e-20"), Decimal(0)],
    "String": ["", "héllo 你好 \x00 '\"\\" + "x" * 40_000], "FixedString(4)": ["abcd", "wxyz"],
    "Date": [date(1970, 1, 1), date(2026, 3, 4)], "Date32": [date(1920, 1, 1), date(2299, 12, 31)],
    "DateTime('UTC')": [NOON.replace(microsecond=0), datetime(1970, 1, 1, tzinfo=UTC)],
    "DateTime64(3, 'UTC')": [NOON, NOON - timedelta(milliseconds=1)],
    "UUID": [uuid.UUID(int=0), uuid.UUID("12345678-1234-5678-1234-567812345678")],
    "Enum8('a' = 1, 'b,(\\'' = -2)": ["a", "b,('"], "Enum16('x' = 300)": ["x", "x"],
    "Bool": [True, False],
    "IPv4": [ipaddress.ip_address("10.0.0.1"), ipaddress.ip_address("0.0.0.0")],  # noqa: S104
    "IPv6": [ipaddress.ip_address("::1"), ipaddress.ip_address("2001:db8::1")],
    "Nullable(String)": [None, "x"], "Nullable(UInt64)": [None, 5],
    "LowCardinality(String)": ["a", ""], "LowCardinality(Nullable(String))": [None, "a"],
    "Array(UInt16)": [[], [1, 2, 3]], "Array(Array(Nullable(String)))": [[], [["a", None], []]],
    "Array(LowCardinality(String))": [["a", "b", "a"], []],
    "Tuple(UInt8, String)": [(1, "a"), (2, "")],
    "Tuple(n UInt8, s Array(String))": [(1, ["a"]), (2, [])],
    "Map(String, UInt8)": [{}, {"a": 1, "b": 2}],
    "Map(LowCardinality(String), Array(UInt8))": [{"k": [1]}, {}],
    "SimpleAggregateFunction(max, DateTime64(3, 'UTC'))": [NOON, NOON],
}  # fmt: skip


@pytest.fixture(scope="module")
def connect() -> Iterator[Callable[..., Client]]:
    """Return a way to make clients of one server."""
    with running_warehouse(database="default") as part:
        host, port = part.url.rpartition("@")[2].split("/")[0].split(":")
        yield partial(Client, host, int(port), password=PASSWORD)


@pytest.fixture(params=[False, "lz4"], ids=["plain", "lz4"])
def client(request: pytest.FixtureRequest, connect: Callable[..., Client]) -> Iterator[Client]:
    with connect(compression=request.param) as client:
        client.execute("CREATE DATABASE scratch")
        client.execute("USE scratch")
        yield client
        client.execute("DROP DATABASE scratch")


@pytest.mark.parametrize("type_name", EVERY_TYPE)
def test_values_of_every_type_come_back_as_they_went(type_name: str, client: Client) -> None:
    client.execute(f"CREATE TABLE t (n UInt8, v {type_name}, e String) ENGINE=MergeTree ORDER BY n")
    rows = [(n, value, "end") for n, value in enumerate(EVERY_TYPE[type_name])]
    assert client.execute("INSERT INTO t (n, v, e) VALUES", rows) == len(rows)
    assert client.execute("SELECT n, v, e FROM t ORDER BY n") == rows


def test_a_nested_column_is_inserted_as_its_arrays(client: Client) -> None:
    client.execute(
        "CREATE TABLE t (n UInt8, x Nested(a UInt8, b String)) ENGINE=MergeTree ORDER BY n"
    )
    rows = [(1, [1, 2], ["a", "b"]), (2, [], [])]
    client.execute("INSERT INTO t (n, x.a, x.b) VALUES", rows)
    assert client.execute("SELECT * FROM t ORDER BY n") == rows


def test_what_the_engine_makes_up_goes_out_and_in_again_unchanged(client: Client) -> None:
    structure = (
        "a Array(Nullable(String)), m Map(String, Array(UInt8)), l LowCardinality(String), "
        "t Tuple(UInt8, FixedString(3), Array(Array(Int32))), d Decimal(20, 3), u UUID, s String"
    )
    client.execute(f"CREATE TABLE t ({structure}) ENGINE = Memory")
    made = client.execute(f"SELECT * FROM generateRandom('{structure}', 7, 200, 5) LIMIT 5000",
                          settings={"max_block_size": 700, "strings_as_bytes": True})  # fmt: skip
    client.execute(
        "INSERT INTO t VALUES", made, settings={"strings_as_bytes": True, "insert_block_size": 900}
    )
    stored = client.execute("SELECT * FROM t", settings={"strings_as_bytes": True})
    assert sorted(map(repr, stored)) == sorted(map(repr, made))
    assert len(stored) == 5000


def test_a_result_of_many_blocks_arrives_whole_and_in_order(client: Client) -> None:
    rows = client.execute_iter("SELECT number, toString(number) FROM numbers(300000)")
    for expected, row in enumerate(rows):
        assert row == (expected, str(expected))
    assert expected == 299_999


def test_columns_are_named_even_when_there_are_no_rows(client: Client) -> None:
    answer = client.execute("SELECT 1 AS a, 'x' AS b WHERE 0", with_column_types=True)
    assert answer == ([], [("a", "UInt8"), ("b", "String")])
    answer = client.execute("SELECT 1 AS a -- why\n", with_column_types=True)
    assert answer == ([(1,)], [("a", "UInt8")])


def test_a_time_keeps_its_zone_in_short_and_in_long_results(client: Client) -> None:
    asked = "SELECT toDateTime('2026-03-04 12:00:00', 'UTC') AS t, 'x' AS s FROM numbers({})"
    for count in (0, 1, 100_000):
        rows, columns = client.execute(asked.format(count), with_column_types=True)
        assert columns == [("t", "DateTime('UTC')"), ("s", "String")]
        assert set(rows) <= {(NOON.replace(microsecond=0), "x")}
        assert len(rows) == count


def test_rows_written_in_the_statement_are_stored(client: Client) -> None:
    client.execute("CREATE TABLE t (a UInt8, b String) ENGINE = Memory")
    client.execute("INSERT INTO t VALUES (1, ';'), (2, ')')")
    client.execute("INSERT INTO t (a) SELECT a + 10 FROM t")
    assert sorted(client.execute("SELECT a FROM t")) == [(1,), (2,), (11,), (12,)]


def test_parameters_are_put_in_by_the_client(client: Client) -> None:
    answer = client.execute("SELECT %(a)s, %(b)s", {"a": "it's; --", "b": [1, 2]})
    assert answer == [("it's; --", [1, 2])]


def test_settings_last_one_query_and_unknown_ones_are_passed_over(client: Client) -> None:
    asked = "SELECT getSetting('max_block_size')"
    [before] = client.execute(asked)
    assert client.execute(asked, settings={"max_block_size": 99, "no_such": 1}) == [(99,)]
    assert client.execute(asked) == [before]


def test_a_query_may_not_outlive_the_patience_of_its_client(client: Client) -> None:
    assert client.execute("SELECT getSetting('max_execution_time')") == [(300,)]
    with pytest.raises(ServerException) as ended:
        client.execute("SELECT count() FROM numbers(1000000000000) WHERE number % 7 = 1",
                       settings={"max_execution_time": 1})  # fmt: skip
    assert ended.value.code == 159


@pytest.mark.parametrize(
    "sql",
    ["WITH 1 AS one SELECT one AS a FROM numbers(10) WHERE number > 99", "SELECT 1 AS a LIMIT 0;",
     "SELECT 1 AS a WHERE 0 UNION ALL SELECT 2 WHERE 0", "(SELECT 1 AS a WHERE 0)",
     "SELECT 1 AS a WHERE 0 SETTINGS max_threads = 1", "SELECT 1 AS a WHERE 0 FORMAT JSON",
     "SELECT a FROM (SELECT toUInt8(1) AS a WHERE 0) ORDER BY a -- last"],
)  # fmt: skip
def test_an_empty_result_of_any_read_has_its_columns(sql: str, client: Client) -> None:
    assert client.execute(sql, with_column_types=True) == ([], [("a", "UInt8")])


def test_progress_counts_rows_read_and_written(client: Client) -> None:
    client.execute("CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a")
    client.execute("INSERT INTO t VALUES", [(n,) for n in range(1000)])
    client.execute("SELECT sum(a) FROM t WHERE a >= 0 AND a % 2 = 1")
    assert client.last_query.progress.rows == 1000


@pytest.mark.parametrize(
    ("sql", "code"),
    [("SELECT * FROM nowhere", 60), ("SELEC 1", 62), ("SELECT nothing", 47), ("USE nowhere", 81),
     ("SELECT throwIf(number = 150000) FROM numbers(200000)", 395), ("SELECT 1; SELECT 2", 62),
     ("CREATE TABLE t (a NoType) ENGINE = Memory", 50), ("INSERT INTO nowhere VALUES (1)", 60)],
)  # fmt: skip
def test_an_error_has_clickhouses_code_and_the_connection_goes_on(
    sql: str, code: int, client: Client
) -> None:
    connection = client.connection
    connection.send_query(sql)
    connection.send_external_tables(None)
    while (packet := connection.receive_packet()).exception is None:
        assert packet.type != ServerPacketTypes.END_OF_STREAM
    assert packet.exception.code == code
    assert connection.ping()


def test_rows_that_the_table_refuses_are_an_error_and_none_is_stored(
    client: Client,
) -> None:
    client.execute(
        "CREATE TABLE t (a UInt8, CONSTRAINT small CHECK a < 10) ENGINE = MergeTree ORDER BY a"
    )
    with pytest.raises(ServerException) as refused:
        client.execute(
            "INSERT INTO t VALUES", [(n,) for n in range(100)], settings={"insert_block_size": 10}
        )
    assert refused.value.code == 469
    assert client.execute("SELECT count() FROM t") == [(0,)]


def test_rows_that_a_view_behind_the_table_refuses_are_an_error(client: Client) -> None:
    client.execute("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a")
    client.execute(
        "CREATE MATERIALIZED VIEW v ENGINE = MergeTree ORDER BY b "
        "AS SELECT throwIf(a = 7) AS b FROM t"
    )
    with pytest.raises(ServerException) as refused:
        client.execute("INSERT INTO t VALUES", [(7,)])
    assert refused.value.code == 395


def test_a_wrong_password_is_code_516(connect: Callable[..., Client]) -> None:
    with (
        connect(password="wrong") as client,
        pytest.raises(ServerException) as refused,
    ):
        client.execute("SELECT 1")
    assert refused.value.code == 516


def test_an_unknown_database_is_code_81(connect: Callable[..., Client]) -> None:
    with connect(database="nowhere") as client, pytest.raises(ServerException) as refused:
        client.execute("SELECT 1")
    assert refused.value.code == 81


def test_clients_work_at_the_same_time_each_in_its_own_session(
    connect: Callable[..., Client],
) -> None:
    with connect() as client:
        client.execute(
            "CREATE TABLE default.many (who UInt8, n UInt32) ENGINE=MergeTree ORDER BY n"
        )
    failures: list[BaseException] = []

    def work(who: int) -> None:
        try:
            with connect(compression=bool(who % 2)) as client:
                client.execute(f"CREATE DATABASE IF NOT EXISTS own{who}")
                client.execute(f"USE own{who}")
                for start in range(0, 1000, 100):
                    rows = [(who, n) for n in range(start, start + 100)]
                    client.execute("INSERT INTO default.many VALUES", rows)
                    assert client.execute("SELECT currentDatabase()") == [(f"own{who}",)]
        except BaseException as error:  # noqa: BLE001 - seen by the test below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with connect() as client:
        assert client.execute("SELECT count(), uniqExact(who, n) FROM default.many") == [
            (8000, 8000)
        ]


def test_a_client_that_has_seen_enough_can_cancel(client: Client) -> None:
    rows = client.execute_iter("SELECT number FROM numbers(1000000000000)")
    assert next(rows) == (0,)
    client.cancel()
    assert client.execute("SELECT 1") == [(1,)]


def test_a_client_that_leaves_in_the_middle_of_a_result_harms_nobody(
    connect: Callable[..., Client],
) -> None:
    with connect() as leaving:
        next(leaving.execute_iter("SELECT number FROM numbers(1000000000000)"))
    with connect() as client:
        assert client.execute("SELECT 1") == [(1,)]
