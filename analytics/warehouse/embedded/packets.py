"""The packets of ClickHouse's native protocol, at one revision.

Revision 54453 is the newest whose blocks have no serialisation byte for each column;
later ones would have to be decoded and written anew in both directions.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum

from .errors import NOT_IMPLEMENTED, ProtocolViolation
from .wire import WireReader, string, varint

REVISION = 54453

_INT32 = struct.Struct("<i")
_TCP_INTERFACE = 1
_TRACE_BYTES = 16 + 8
_MAX_SETTINGS = 1000


class ClientPacket(IntEnum):
    """What a client sends."""

    HELLO = 0
    QUERY = 1
    DATA = 2
    CANCEL = 3
    PING = 4


class ServerPacket(IntEnum):
    """What a server sends."""

    HELLO = 0
    DATA = 1
    EXCEPTION = 2
    PROGRESS = 3
    PONG = 4
    END_OF_STREAM = 5


@dataclass(frozen=True, slots=True)
class Hello:
    """Who the client says it is."""

    client: str
    revision: int
    database: str
    user: str
    password: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of one query; an unknown one matters only if important."""

    name: str
    value: str
    important: bool


@dataclass(frozen=True, slots=True)
class Query:
    """A statement and how its data travels."""

    sql: str
    settings: tuple[Setting, ...]
    compressed: bool


@dataclass(frozen=True, slots=True)
class Version:
    """The engine's version, as the server's hello gives it."""

    major: int
    minor: int
    patch: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What a query has read and written."""

    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0


def read_hello(reader: WireReader) -> Hello:
    """Read the first packet of a connection.

    Raises:
        ProtocolViolation: it is not a hello, or the client is too old for us.
    """
    if reader.varint() != ClientPacket.HELLO:
        raise ProtocolViolation("a connection has to begin with a hello")
    client = reader.text()
    reader.varint()
    reader.varint()
    revision = reader.varint()
    hello = Hello(client, revision, reader.text(), reader.text(), reader.text())
    if revision < REVISION:
        raise ProtocolViolation(f"the client speaks only revision {revision}", NOT_IMPLEMENTED)
    return hello


def read_query(reader: WireReader) -> Query:
    """Read a query packet after its type. The query id is not used."""
    reader.text()
    _skip_client_info(reader)
    settings = _read_settings(reader)
    reader.text()  # the secret between servers of a cluster
    reader.varint()  # the stage to stop at: clients always want the end
    compressed = bool(reader.varint())
    return Query(reader.text(), settings, compressed)


def hello(version: Version, timezone: str) -> bytes:
    """Return the server's answer to a hello."""
    return b"".join(
        (
            varint(ServerPacket.HELLO),
            string("ClickHouse"),
            varint(version.major),
            varint(version.minor),
            varint(REVISION),
            string(timezone),
            string("signpost"),
            varint(version.patch),
        )
    )


def data_header() -> bytes:
    """Return what stands before a block, compressed or not."""
    return varint(ServerPacket.DATA) + string("")


def exception(code: int, message: str) -> bytes:
    """Return an error; the query, or the connection, is over."""
    return b"".join(
        (
            varint(ServerPacket.EXCEPTION),
            _INT32.pack(code),
            string("DB::Exception"),
            string(f"DB::Exception: {message}"),
            string(""),  # the stack trace
            b"\x00",  # no nested exception
        )
    )


def progress(done: Progress) -> bytes:
    """Return how much a query has read and written."""
    counts = (done.read_rows, done.read_bytes, 0, done.written_rows, done.written_bytes)
    return varint(ServerPacket.PROGRESS) + b"".join(map(varint, counts))


def pong() -> bytes:
    """Return the answer to a ping."""
    return varint(ServerPacket.PONG)


def end_of_stream() -> bytes:
    """Return the mark that a query has succeeded and nothing follows."""
    return varint(ServerPacket.END_OF_STREAM)


def _skip_client_info(reader: WireReader) -> None:
    if reader.byte() == 0:
        return
    for _ in range(3):  # initial user, query id, address
        reader.text()
    reader.skip(8)  # start time
    if reader.byte() != _TCP_INTERFACE:
        raise ProtocolViolation("only the TCP interface is spoken here", NOT_IMPLEMENTED)
    for _ in range(3):  # system user, host, client
        reader.text()
    for _ in range(3):  # version and revision
        reader.varint()
    reader.text()  # quota key
    reader.varint()  # distributed depth
    reader.varint()  # patch version
    if reader.byte():  # OpenTelemetry
        reader.skip(_TRACE_BYTES)
        reader.text()
        reader.skip(1)
    for _ in range(3):  # parallel replicas
        reader.varint()


def _read_settings(reader: WireReader) -> tuple[Setting, ...]:
    settings = []
    while name := reader.text():
        flags = reader.varint()
        settings.append(Setting(name, reader.text(), important=bool(flags & 1)))
        if len(settings) > _MAX_SETTINGS:
            raise ProtocolViolation("a query has too many settings")
    return tuple(settings)
