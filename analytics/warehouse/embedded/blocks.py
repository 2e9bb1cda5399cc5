"""Cuts blocks out of a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator
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
    pieces = iter((body,))
    reader = WireReader(lambda: next(pieces, b""))
    reader.mark()
    if not body:
        return
    while True:
        try:
            yield _cut(reader).body
        except ClientGone:
            raise ProtocolViolation("the engine's result ends inside a block") from None
        if reader.buffered == 0:
            return


def header_of(body: bytes) -> bytes:
    """Return the block with its columns and none of its rows.

    Clients take the columns of a result from such a block. The rows have to be passed
    over to find the next column's name, up to the last column.

    Raises:
        UnsupportedType: a column's length cannot be known.
    """
    pieces = iter((body,))
    reader = WireReader(lambda: next(pieces, b""))
    columns, rows = reader.varint(), reader.varint()
    header = bytearray(varint(columns) + b"\x00")
    for number in range(columns):
        name, type_name = reader.text(), reader.text()
        header += string(name) + string(type_name)
        layout = layout_of(type_name)
        if number + 1 < columns:
            _skip_data(reader, layout, rows)
    return bytes(header)


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
