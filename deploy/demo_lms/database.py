"""The SQLite file: one engine, short transactions, safe for several processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from deploy.demo_lms.schema import metadata

BUSY_TIMEOUT_S = 10


@dataclass(frozen=True, slots=True)
class Database:
    """Hand out connections that read or write."""

    engine: Engine

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a connection for reading."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that holds the write lock from its start."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection


def open_database(path: Path) -> Database:
    """Open the file at `path`, making the folder and the tables when missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"timeout": BUSY_TIMEOUT_S, "isolation_level": None},
    )
    event.listen(engine, "connect", _prepare)
    database = Database(engine)
    with database.write() as connection:
        metadata.create_all(connection)
        _add_missing_columns(connection)
    return database


def _add_missing_columns(connection: Connection) -> None:
    """Bring an older file up to date: columns that came later are texts."""
    for table in metadata.sorted_tables:
        rows = connection.exec_driver_sql(f"PRAGMA table_info({table.name})")
        there = {row.name for row in rows}
        for column in table.columns:
            if column.name not in there:
                connection.exec_driver_sql(
                    f"ALTER TABLE {table.name} ADD COLUMN {column.name} TEXT NOT NULL DEFAULT ''"
                )


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
