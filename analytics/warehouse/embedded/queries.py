"""Runs one query and sends its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

from . import packets
from .blocks import header_of, split_blocks
from .engine import EngineSession, Insert, quote_text
from .errors import NOT_IMPLEMENTED, UNKNOWN_SETTING, QueryFailed, UnsupportedType
from .exchange import Cancelled, Exchange
from .packets import Progress, Query, Setting
from .statements import Kind, Statement, classify
from .wire import WireReader, string, varint

_SETTING_NAME = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class QueryRun:
    """One query of one client, from its text to its last packet but the error."""

    session: EngineSession
    exchange: Exchange

    def __call__(self, query: Query) -> None:
        """Answer the query.

        Raises:
            QueryFailed: the engine refuses; the client's data has been read, so the
                connection can go on.
        """
        self._refuse_temporary_tables()
        statement = classify(query.sql)
        with applied(self.session, query.settings):
            try:
                self._run(statement)
            except Cancelled:
                self._end(Progress())

    def _run(self, statement: Statement) -> None:
        match statement.kind:
            case Kind.STREAM:
                self._stream(statement.sql)
            case Kind.RECEIVE:
                self._receive(statement)
            case Kind.RUN:
                self._send_whole(self.session.run(statement.sql))

    def _refuse_temporary_tables(self) -> None:
        if sum(block.rows for block in self.exchange.blocks()):
            raise QueryFailed(NOT_IMPLEMENTED, "External tables are not supported here")

    def _send_whole(self, result: bytes) -> None:
        for number, body in enumerate(split_blocks(result)):
            if number == 0:
                self.exchange.send_block(_header(body))
            self.exchange.send_block(body)
        self._end(Progress())

    def _stream(self, sql: str) -> None:
        with closing(self.session.stream(sql)) as stream:
            answered = False
            for body in stream.blocks():
                if not answered:
                    self.exchange.send_block(_header(body))
                    answered = True
                self.exchange.stop_if_cancelled()
                self.exchange.send_block(body)
            done = stream.progress()
        if not answered:
            self.exchange.send_block(self._header_of(sql))
        self._end(done)

    def _receive(self, statement: Statement) -> None:
        # Not an injection: both parts are the client's own statement.
        sample = self._header_of(f"SELECT {statement.columns} FROM {statement.target}")  # noqa: S608
        insert = self.session.insert(statement.sql)
        try:
            self.exchange.send_block(sample)
            self.exchange.channel.flush()
            self._pass_on(insert)
            done = insert.finish()
        finally:
            insert.cancel()
        self._end(done)

    def _pass_on(self, insert: Insert) -> None:
        for block in self.exchange.blocks():
            if block.rows == 0:
                continue
            try:
                insert.append(block.body)
            except QueryFailed:
                self.exchange.drain()
                raise

    def _header_of(self, select: str) -> bytes:
        """Return a block without rows that has the columns of a SELECT."""
        return _header(_described(self.session.run(f"DESCRIBE TABLE ({select}\n)")))

    def _end(self, done: Progress) -> None:
        self.exchange.channel.write(packets.progress(done) + packets.end_of_stream())


@contextmanager
def applied(session: EngineSession, settings: tuple[Setting, ...]) -> Iterator[None]:
    """Hold settings for one query.

    An unknown one is left out unless the client calls it important, as servers do.
    """
    with ExitStack() as held:
        for setting in settings:
            if _set(session, setting):
                held.callback(session.run, f"SET {setting.name} = DEFAULT")
        yield


def _set(session: EngineSession, setting: Setting) -> bool:
    if not _SETTING_NAME.fullmatch(setting.name):
        raise QueryFailed(UNKNOWN_SETTING, f"Unknown setting {setting.name!r}")
    try:
        session.run(f"SET {setting.name} = {quote_text(setting.value)}")
    except QueryFailed as error:
        if error.code == UNKNOWN_SETTING and not setting.important:
            return False
        raise
    return True


def _header(body: bytes) -> bytes:
    try:
        return header_of(body)
    except UnsupportedType as error:
        raise QueryFailed(error.code, str(error)) from error


def _described(description: bytes) -> bytes:
    """Make a block without rows from DESCRIBE's first two columns, names and types."""
    rest = iter((description,))
    reader = WireReader(lambda: next(rest, b""))
    reader.varint()
    rows = reader.varint()
    names = _string_column(reader, rows)
    types = _string_column(reader, rows)
    columns = (string(name) + string(kind) for name, kind in zip(names, types, strict=True))
    return varint(rows) + b"\x00" + b"".join(columns)


def _string_column(reader: WireReader, rows: int) -> list[str]:
    reader.text()
    reader.text()
    return [reader.text() for _ in range(rows)]
