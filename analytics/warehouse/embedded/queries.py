"""Runs one query and sends its answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice

from . import packets
from .blocks import Column, read_columns, read_description, retyped, rowless, split_blocks
from .engine import EngineSession, Insert, quote_text
from .errors import NOT_IMPLEMENTED, UNKNOWN_SETTING, QueryFailed, UnsupportedType
from .exchange import Cancelled, Exchange
from .packets import Progress, Query, Setting
from .statements import Kind, Statement, classify

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
        bodies = list(split_blocks(result))
        if bodies:
            self._send(_columns_of(bodies[0]), bodies)
        self._end(Progress())

    def _stream(self, sql: str) -> None:
        with closing(self.session.stream(sql)) as stream:
            blocks = stream.blocks()
            head = list(islice(blocks, 1))
            columns = _columns_of(head[0]) if head else []
            if columns and not _lacks_a_zone(columns):
                self._send(columns, chain(head, blocks))
                return self._end(stream.progress())
            head += islice(blocks, 1)
            done = stream.progress()
        # The engine describes nothing while a result is under way.
        columns = self._described(sql)
        if len(head) <= 1:
            self._send(columns, (retyped(body, columns) for body in head))
            return self._end(done)
        with closing(self.session.stream(sql)) as stream:
            self._send(columns, (retyped(body, columns) for body in stream.blocks()))
            return self._end(stream.progress())

    def _send(self, columns: Sequence[Column], bodies: Iterable[bytes]) -> None:
        self.exchange.send_block(rowless(columns))
        for body in bodies:
            self.exchange.stop_if_cancelled()
            self.exchange.send_block(body)

    def _receive(self, statement: Statement) -> None:
        # Not an injection: both parts are the client's own statement.
        columns = self._described(f"SELECT {statement.columns} FROM {statement.target}")  # noqa: S608
        _columns_of(rowless(columns))  # refuses types that could not be cut out
        names = [column.name for column in columns]
        with closing(self.session.insert(statement.sql, names)) as insert:
            self.exchange.send_block(rowless(columns))
            self.exchange.channel.flush()
            self._pass_on(insert)
            self._end(insert.finish())

    def _pass_on(self, insert: Insert) -> None:
        for block in self.exchange.blocks():
            if block.rows == 0:
                continue
            try:
                insert.append(block.body)
            except QueryFailed:
                self.exchange.drain()
                raise

    def _described(self, select: str) -> list[Column]:
        """Ask for the columns that a SELECT would have, without running it."""
        return read_description(self.session.run(f"DESCRIBE TABLE ({select}\n)"))

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


def _columns_of(body: bytes) -> list[Column]:
    try:
        return read_columns(body)
    except UnsupportedType as error:
        raise QueryFailed(error.code, str(error)) from error


def _lacks_a_zone(columns: Sequence[Column]) -> bool:
    """Whether the engine may have left out a time zone, as for very old clients."""
    return any(column.type_name == "DateTime" for column in columns)
