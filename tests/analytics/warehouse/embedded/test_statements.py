from __future__ import annotations

import pytest

from analytics.warehouse.embedded.errors import SYNTAX_ERROR, QueryFailed
from analytics.warehouse.embedded.statements import Kind, Statement, classify


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1", "  -- why\n select 1", "/* a */ WITH 1 AS x SELECT x", "(SELECT 1)",
     "FROM t SELECT a"],
)  # fmt: skip
def test_a_read_streams(sql: str) -> None:
    assert classify(sql).kind is Kind.STREAM


@pytest.mark.parametrize(
    "sql",
    ["CREATE TABLE t (a UInt8) ENGINE = Memory", "SHOW TABLES", "DESCRIBE t", "OPTIMIZE TABLE t",
     "INSERT INTO t VALUES (1)", "INSERT INTO t (a) VALUES (1), (2)", "INSERT INTO t SELECT 1",
     "INSERT INTO t WITH 1 AS x SELECT x", "INSERT INTO t (SELECT 1)",
     "INSERT INTO t (a) (SELECT 1)",
     "INSERT INTO t FORMAT JSONEachRow {\"a\": 1}", "ALTER TABLE t DELETE WHERE a = ';'"],
)  # fmt: skip
def test_what_brings_its_own_data_or_none_just_runs(sql: str) -> None:
    assert classify(sql) == Statement(Kind.RUN, sql)


@pytest.mark.parametrize(
    ("sql", "target", "columns"),
    [
        ("INSERT INTO t VALUES", "t", "*"),
        ("insert into t (a, b) values", "t", "a, b"),
        ("INSERT INTO db.`odd (name)` (`x;`, b) VALUES ;", "db.`odd (name)`", "`x;`, b"),
        ("INSERT INTO TABLE t(a) FORMAT Native", "t", "a"),
        ("INSERT INTO t (a)", "t", "a"),
        ("INSERT INTO FUNCTION file('x.csv', 'CSV', 'a Int8') (a) VALUES",
         "file('x.csv', 'CSV', 'a Int8')", "a"),
        ("INSERT INTO FUNCTION null('a Int8') VALUES", "null('a Int8')", "*"),
        ("INSERT INTO t (* EXCEPT(b)) VALUES", "t", "* EXCEPT(b)"),
    ],
)  # fmt: skip
def test_an_insert_without_rows_waits_for_the_clients(sql: str, target: str, columns: str) -> None:
    statement = classify(sql)
    assert statement.kind is Kind.RECEIVE
    assert (statement.target, statement.columns) == (target, columns)


def test_the_engine_gets_an_insert_without_the_word_values_but_with_its_settings() -> None:
    statement = classify("INSERT INTO t (a) SETTINGS insert_deduplication_token = 'x' VALUES")
    assert statement.sql == "INSERT INTO t (a) SETTINGS insert_deduplication_token = 'x'"
    assert (statement.target, statement.columns) == ("t", "a")


def test_a_column_may_be_called_values() -> None:
    statement = classify("INSERT INTO t (values, format) VALUES")
    assert (statement.kind, statement.columns) == (Kind.RECEIVE, "values, format")


@pytest.mark.parametrize("sql", ["SELECT 1;", "SELECT 1 ; -- end", "SELECT 1;;"])
def test_a_closing_semicolon_is_dropped(sql: str) -> None:
    assert classify(sql).sql == "SELECT 1"


def test_a_read_keeps_no_format_of_its_own() -> None:
    assert classify("SELECT 1 FORMAT JSON").sql == "SELECT 1"
    assert classify("SHOW TABLES FORMAT CSV;").sql == "SHOW TABLES"


def test_a_column_that_is_called_format_stays() -> None:
    for sql in ("ALTER TABLE t ADD COLUMN format String", "SELECT format('{}', a)"):
        assert classify(sql).sql == sql


def test_a_comment_at_the_end_cannot_swallow_what_is_put_behind() -> None:
    assert classify("SELECT 1 -- one").sql == "SELECT 1"


@pytest.mark.parametrize(
    "sql",
    ["SELECT 1; DROP TABLE t", "INSERT INTO t VALUES (1); DROP TABLE t",
     "INSERT INTO t VALUES; DROP TABLE t FORMAT CSV", "DROP TABLE a; SELECT ';'"],
)  # fmt: skip
def test_a_second_statement_is_refused(sql: str) -> None:
    with pytest.raises(QueryFailed) as refused:
        classify(sql)
    assert refused.value.code == SYNTAX_ERROR


@pytest.mark.parametrize("sql", ["", "  ", ";", "-- nothing", "INSERT", "INSERT INTO"])
def test_a_statement_that_is_not_there_is_refused(sql: str) -> None:
    with pytest.raises(QueryFailed):
        classify(sql)


@pytest.mark.parametrize("sql", ["SELECT ';'", "SELECT `a;b`", "SELECT 1 /* ; */", "SELECT '\\';'"])
def test_a_semicolon_that_is_quoted_divides_nothing(sql: str) -> None:
    assert classify(sql).kind is Kind.STREAM
