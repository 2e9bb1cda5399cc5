"""Cuts blocks out of a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .errors import ClientGone, ProtocolViolation
from .layouts import Layout, checked_rows
from .types import layout_of
from .wire import WireReader, string, varint

MAX_COLUMNS = 10_000
BLOCK_INFO = b"\x01\x00\x02\xff\xff\xff\xff\x00"
"""No overflow rows, no bucket: what stands before a block on the wire."""
EMPTY_BLOCK = BLOCK_INFO + b"\x00\x00"

_INFO_WIDTHS = {1: 1, 2: 4}


@dataclass(frozen=True, slots=True)
class Block:
    """A block in the Native format, as the engine reads and writes it."""

    columns: int
    rows: int
    body: bytes

    @property
    def ends_the_data(self) -> bool:
        """Whether this is the empty block that closes a client's data."""
        return self.columns == 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column's name and type, as ClickHouse spells them."""

    name: str
    type_name: str


def read_block(reader: WireReader) -> Block:
    """Take one block with its block info, as clients send it.

    Raises:
        UnsupportedType: a column's length cannot be known.
        ProtocolViolation: these bytes are not a block.
    """
    _skip_info(reader)
    return _cut(reader)


def split_blocks(body: bytes) -> Iterator[bytes]:
    """Yield each block of a whole Native result."""
    reader = _reader_of(body)
    if not body:
        return
    while True:
        try:
            yield _cut(reader).body
        except ClientGone:
            raise ProtocolViolation("the engine's result ends inside a block") from None
        if reader.buffered == 0:
            return


def read_columns(body: bytes) -> list[Column]:
    """Return the columns of a block.

    The rows have to be passed over to find the next column's name, up to the last.

    Raises:
        UnsupportedType: a column's length cannot be known.
    """
    reader = _reader_of(body)
    count, rows = reader.varint(), reader.varint()
    columns = []
    for number in range(count):
        column = Column(reader.text(), reader.text())
        columns.append(column)
        layout = layout_of(column.type_name)
        if number + 1 < count:
            _skip_data(reader, layout, rows)
    return columns


def retyped(body: bytes, columns: Sequence[Column]) -> bytes:
    """Return the block with these columns' types in the place of its own.

    They have to be laid out alike, as DateTime and DateTime('UTC') are.
    """
    reader = _reader_of(body)
    reader.varint()
    rows = reader.varint()
    pieces = [varint(len(columns)), varint(rows)]
    for column in columns:
        reader.skip_strings(2)
        reader.mark()
        _skip_data(reader, layout_of(column.type_name), rows)
        pieces += [string(column.name), string(column.type_name), reader.cut()]
    return b"".join(pieces)


def rowless(columns: Sequence[Column]) -> bytes:
    """Return a block with these columns and no rows."""
    heads = (string(column.name) + string(column.type_name) for column in columns)
    return varint(len(columns)) + b"\x00" + b"".join(heads)


def read_description(body: bytes) -> list[Column]:
    """Read the answer to a DESCRIBE, whose first two columns are names and types."""
    reader = _reader_of(body)
    reader.varint()
    rows = reader.varint()
    names, types = _string_column(reader, rows), _string_column(reader, rows)
    return [Column(name, type_name) for name, type_name in zip(names, types, strict=True)]


def _string_column(reader: WireReader, rows: int) -> list[str]:
    reader.skip_strings(2)  # its own name and type
    return [reader.text() for _ in range(rows)]


def _reader_of(body: bytes) -> WireReader:
    pieces = iter((body,))
    return WireReader(lambda: next(pieces, b""))


def _cut(reader: WireReader) -> Block:
    reader.mark()
    columns = reader.varint()
    if columns > MAX_COLUMNS:
        raise ProtocolViolation(f"a block says that it has {columns} columns")
    rows = checked_rows(reader.varint())
    for _ in range(columns):
        reader.text()
        _skip_data(reader, layout_of(reader.text()), rows)
    return Block(columns, rows, reader.cut())


def _skip_data(reader: WireReader, layout: Layout, rows: int) -> None:
    if rows:
        layout.skip_prefix(reader)
        layout.skip_rows(reader, rows)


def _skip_info(reader: WireReader) -> None:
    while field := reader.varint():
        width = _INFO_WIDTHS.get(field)
        if width is None:
            raise ProtocolViolation(f"block info has an unknown field {field}")
        reader.skip(width)
