"""chDB, the only module that knows it.

One process holds a data folder; each connection has a session of its own, and the
engine lives as long as one of them is open, so `Engine` keeps one for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from chdb import session as chdb_session

from .errors import EngineUnavailable, QueryFailed
from .packets import Progress, Version

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

    def cancel(self) -> None:
        """Store nothing that is not stored yet."""


class EngineSession(Protocol):
    """What one connection may ask of the engine."""

    def run(self, sql: str) -> bytes:
        """Run a statement; return its result as Native blocks."""

    def stream(self, sql: str) -> Stream:
        """Start a SELECT."""

    def insert(self, sql: str) -> Insert:
        """Start an INSERT, given without its rows."""

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
    """An `Insert` over chDB's streaming insert."""

    def __init__(self, inserter: Any) -> None:
        """Wrap a result of `Session.send_insert`."""
        self._inserter = inserter

    def append(self, body: bytes) -> None:
        """Hand over one Native block."""
        try:
            self._inserter.append(body)
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error

    def finish(self) -> Progress:
        """Store the rows and say how many they were."""
        try:
            result = self._inserter.finish()
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error
        return Progress(written_rows=result.rows_written, written_bytes=result.bytes_written)

    def cancel(self) -> None:
        """Forget the rows; the engine's complaint about it changes nothing."""
        try:
            self._inserter.cancel()
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error


class ChdbSession:
    """An `EngineSession` over a chDB session."""

    def __init__(self, session: Any) -> None:
        """Wrap an open session, which this then owns."""
        self._session = session

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

    def insert(self, sql: str) -> Insert:
        """Start an INSERT of Native blocks."""
        try:
            return ChdbInsert(self._session.send_insert(sql, _NATIVE))
        except RuntimeError as error:
            raise QueryFailed.from_engine(str(error)) from error

    def close(self) -> None:
        """Close the session; the data stays."""
        self._session.close()


class Engine:
    """The engine of this process, over one data folder."""

    def __init__(self, folder: Path) -> None:
        """Open the folder, which no other process may hold.

        Raises:
            EngineUnavailable: it cannot be opened.
        """
        self._folder = folder
        try:
            self._anchor = _open(folder)
            self.version = _version(self._scalar("version()"))
            self.timezone = self._scalar("timezone()")
        except RuntimeError as error:
            raise EngineUnavailable(str(error)) from error

    def open_session(self) -> ChdbSession:
        """Return a session with a current database and settings of its own."""
        return ChdbSession(_open(self._folder))

    def create_database(self, name: str) -> None:
        """Create a database unless there is one of that name."""
        ChdbSession(self._anchor).run(f"CREATE DATABASE IF NOT EXISTS {quote_name(name)}")

    def close(self) -> None:
        """Close the engine once every session is closed."""
        self._anchor.close()

    def _scalar(self, expression: str) -> str:
        value: bytes = self._anchor.query(f"SELECT {expression}", "TSVRaw").bytes()
        return value.decode().strip()


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
    return session(str(folder))


def _version(text: str) -> Version:
    major, minor, patch, *_ = (int(part) for part in text.split("."))
    return Version(major, minor, patch)
