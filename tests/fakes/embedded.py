"""Stand-ins for the embedded warehouse's client and engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analytics.warehouse.embedded.errors import QueryFailed
from analytics.warehouse.embedded.packets import Progress, Version
from analytics.warehouse.embedded.wire import WireReader


@dataclass
class FakeChannel:
    """A client that has said everything at once."""

    said: bytes
    heard: bytearray = field(default_factory=bytearray)
    interrupts: bool = False

    def __post_init__(self) -> None:
        rest = iter((self.said,))
        self.reader = WireReader(lambda: next(rest, b""))

    def write(self, data: bytes) -> None:
        self.heard += data

    def flush(self) -> None:
        return

    def has_input(self) -> bool:
        return self.interrupts

    def wait_at_most(self, timeout_s: float) -> None:
        assert timeout_s > 0


@dataclass
class FakeStream:
    bodies: list[bytes]
    fails_after: QueryFailed | None = None
    closed: bool = False

    def blocks(self) -> Iterator[bytes]:
        yield from self.bodies
        if self.fails_after:
            raise self.fails_after

    def progress(self) -> Progress:
        return Progress(read_rows=len(self.bodies))

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeInsert:
    appended: list[bytes] = field(default_factory=list)
    refuses: QueryFailed | None = None
    finished: bool = False
    closed: bool = False

    def append(self, body: bytes) -> None:
        if self.refuses:
            raise self.refuses
        self.appended.append(body)

    def finish(self) -> Progress:
        self.finished = True
        return Progress(written_rows=len(self.appended))

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeSession:
    """An engine that answers what it was told to, and remembers what it was asked."""

    answers: dict[str, bytes | QueryFailed] = field(default_factory=dict)
    streams: dict[str, FakeStream] = field(default_factory=dict)
    inserting: FakeInsert = field(default_factory=FakeInsert)
    asked: list[str] = field(default_factory=list)
    closed: bool = False

    def run(self, sql: str) -> bytes:
        self.asked.append(sql)
        answer = self.answers.get(sql, b"")
        if isinstance(answer, QueryFailed):
            raise answer
        return answer

    def stream(self, sql: str) -> FakeStream:
        self.asked.append(sql)
        return self.streams[sql]

    def insert(self, sql: str, columns: Sequence[str]) -> FakeInsert:
        self.asked.append(f"{sql} <{', '.join(columns)}>")
        return self.inserting

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeEngine:
    session: FakeSession = field(default_factory=FakeSession)
    version: Version = field(default_factory=lambda: Version(26, 9, 2))
    timezone: str = "UTC"

    def open_session(self) -> FakeSession:
        return self.session
