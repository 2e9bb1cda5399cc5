"""SQLAlchemy sessions: a reader's and a writer's, on SQLite or PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker


class Database:
    """Opens sessions. Nothing is opened before the first one.

    On SQLite a writer takes the write lock at its first statement, so that a
    transaction never fails half-way because another one wrote in between. All
    writers of the machine queue for it at a lock file beside the database: SQLite
    would let who waits sleep, longer each time, while others pass.
    """

    def __init__(self, url: str) -> None:
        """Prepare for a database at a SQLAlchemy URL."""
        self.engine: Engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
        self._turns: Path | None = None
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
            if self.engine.url.database:
                self._turns = Path(f"{self.engine.url.database}-turns")
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that is rolled back at its end."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that commits at its end, or rolls back on an error."""
        with self._turn(), self._sessions() as session, session.begin():
            session.connection(execution_options={"signpost_write": True})
            yield session

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for the turn to write; it ends with the file's closing, or the process."""
        if self._turns is None:
            yield
            return
        with self._turns.open("ab") as file:
            flock(file, LOCK_EX)
            yield

    def dispose(self) -> None:
        """Close what the pool holds."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("PRAGMA busy_timeout=15000")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        writes = connection.get_execution_options().get("signpost_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
