"""chDB, the only module that knows it.

One process holds a data folder; each connection has a session of its own, and the
engine lives as long as one of them is open, so `Engine` keeps one for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage, rmtree
from tempfile import NamedTemporaryFile
from typing import Any, Protocol

from chdb import session as chdb_session

from .errors import NOT_ENOUGH_SPACE, EngineUnavailable, QueryFailed
from .packets import Progress, Version

QUERY_TIMEOUT_S = 300
"""As long as clickhouse-driver waits: a query whose client has left must end too."""

LEAST_ROOM = 32 * 1_048_576
"""Bytes that are free at least when rows are stored; see `guard`."""

_NATIVE = "Native"


class Stream(Protocol):
    """The result of a SELECT while it is being made."""

    def blocks(self) -> Iterator[bytes]:
        """Yield each block in the Native format; raises `QueryFailed`."""

    def progress(self) -> Progress:
        """Return what has been read so far."""

    def close(self) -> None:
        """Stop the query if it still runs."""


class Insert(Protocol):
    """Rows on their way into a table."""

    def append(self, body: bytes) -> None:
        """Hand over one Native block; raises `QueryFailed`."""

    def finish(self) -> Progress:
        """Store what was handed over; raises `QueryFailed`."""

    def close(self) -> None:
        """Forget what is not stored."""


class EngineSession(Protocol):
    """What one connection may ask of the engine."""

    def run(self, sql: str) -> bytes:
        """Run a statement; return its result as Native blocks."""

    def stream(self, sql: str) -> Stream:
        """Start a SELECT."""

    def insert(self, sql: str, columns: Sequence[str]) -> Insert:
        """Start an INSERT, given without its rows, into these columns."""

    def close(self) -> None:
        """Give the session back."""


class ChdbStream:
    """A `Stream` over chDB's streaming result."""

    def __init__(self, result: Any) -> None:
        """Wrap a result of `Session.send_query`."""
        self._result = result
        self._progress = Progress()

    def blocks(self) -> Iterator[bytes]:
        """Yield each block; the engine works while the caller does not."""
        rows = size = 0
        while True:
            try:
                chunk = self._result.fetch()
            except RuntimeError as error:
                raise QueryFailed.from_engine(str(error)) from error
            if chunk is None:
                return
            rows += chunk.storage_rows_read()
            size += chunk.storage_bytes_read()
            self._progress = Progress(read_rows=rows, read_bytes=size)
            yield chunk.bytes()

    def progress(self) -> Progress:
        """Return what has been read so far."""
        return self._progress

    def close(self) -> None:
        """Stop the query; one that has ended does not mind."""
        self._result.close()


class ChdbInsert:
    """An `Insert` that keeps the rows in a file until all have come.

    chDB's own streaming insert says that it has written rows when the table, a view
    behind it or the disk has refused them (seen with 4.4.0 and a violated constraint),
    so it cannot be acknowledged. A file is inserted whole or not at all, and every
    refusal is an error.
    """

    def __init__(self, session: Any, head: str, folder: Path) -> None:
        """Take the statement up to where its rows would begin."""
        self._session, self._head = session, head
        self._file = NamedTemporaryFile(dir=folder, suffix=".native")  # noqa: SIM115
        self._empty = True

    def append(self, body: bytes) -> None:
        """Put a block behind the others."""
        try:
            self._file.write(body)
        except OSError as error:
            raise QueryFailed(NOT_ENOUGH_SPACE, f"Cannot keep the rows: {error}") from error
        self._empty = False

    def finish(self) -> Progress:
        """Store the rows and say how many they were."""
        if self._empty:
            return Progress()
        try:
            self._file.flush()
            self._need_room()
            result = self._session.query(f"{self._head} FROM {self._source()}", _NATIVE)
            # Of rows that were written while the disk filled nothing is certain.
            self._need_room()
        except OSError as error:
            raise QueryFailed(NOT_ENOUGH_SPACE, f"Cannot keep the rows: {error}") from error
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error
        return Progress(written_rows=result.rows_written(), written_bytes=result.bytes_written())

    def close(self) -> None:
        """Remove the file, stored or not."""
        # Closing writes what is still in memory, for which there may be no room.
        with suppress(OSError):
            self._file.close()

    def _need_room(self) -> None:
        if not has_room(Path(self._file.name).parent):
            raise QueryFailed(NOT_ENOUGH_SPACE, "The disk is full: rows may not be stored")

    def _source(self) -> str:
        return f"file({quote_text(self._file.name)}, 'Native')"


class ChdbSession:
    """An `EngineSession` over a chDB session."""

    def __init__(self, session: Any, incoming: Path) -> None:
        """Wrap an open session, which this then owns, and a folder for rows on their way."""
        self._session, self._incoming = session, incoming

    def run(self, sql: str) -> bytes:
        """Run a statement to its end."""
        try:
            body: bytes = self._session.query(sql, _NATIVE).bytes()
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error
        return body

    def stream(self, sql: str) -> Stream:
        """Start a SELECT."""
        try:
            return ChdbStream(self._session.send_query(sql, _NATIVE))
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error

    def insert(self, sql: str, columns: Sequence[str]) -> Insert:
        """Start an INSERT of Native blocks; nothing is asked of the engine yet."""
        names = ", ".join(map(quote_name, columns))
        return ChdbInsert(self._session, f"{sql} SELECT {names}", self._incoming)

    def close(self) -> None:
        """Close the session; the data stays."""
        self._session.close()


class Engine:
    """The engine of this process, over one data folder.

    The folder holds `clickhouse`, chDB's own, and `incoming`, rows on their way.
    """

    def __init__(self, folder: Path) -> None:
        """Open the folder, which no other process may hold.

        Raises:
            EngineUnavailable: it cannot be opened.
        """
        self._store, self._incoming = folder / "clickhouse", folder / "incoming"
        try:
            self._anchor = _open(self._store)
            self.version = _version(self._scalar("version()"))
            self.timezone = self._scalar("timezone()")
        except RuntimeError as error:
            raise EngineUnavailable(str(error)) from error
        rmtree(self._incoming, ignore_errors=True)  # what a killed process left
        self._incoming.mkdir()

    def open_session(self) -> ChdbSession:
        """Return a session with a current database and settings of its own."""
        return ChdbSession(_open(self._store), self._incoming)

    def create_database(self, name: str) -> None:
        """Create a database unless there is one of that name."""
        ChdbSession(self._anchor, self._incoming).run(
            f"CREATE DATABASE IF NOT EXISTS {quote_name(name)}"
        )

    def has_room(self) -> bool:
        """Tell whether there is room to write."""
        return has_room(self._incoming)

    def rows(self, sql: str) -> list[list[str]]:
        """Run a statement of our own; return what it says as text, cell by cell."""
        try:
            text: str = self._anchor.query(sql, "TSV").bytes().decode()
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error
        return [line.split("\t") for line in text.splitlines()]

    def close(self) -> None:
        """Close the engine once every session is closed."""
        self._anchor.close()

    def _scalar(self, expression: str) -> str:
        value: bytes = self._anchor.query(f"SELECT {expression}", "TSVRaw").bytes()
        return value.decode().strip()


def has_room(folder: Path) -> bool:
    """Tell whether there is room to write in a folder."""
    return disk_usage(folder).free >= LEAST_ROOM


def quote_name(name: str) -> str:
    """Return the name as an SQL identifier."""
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"


def quote_text(text: str) -> str:
    """Return the text as an SQL string."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _open(folder: Path) -> Any:
    session: Any = chdb_session.Session
    return session(f"{folder}?max_execution_time={QUERY_TIMEOUT_S}")


def _version(text: str) -> Version:
    major, minor, patch, *_ = (int(part) for part in text.split("."))
    return Version(major, minor, patch)
