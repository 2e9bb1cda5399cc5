"""Buffered reading of the client's bytes, and the codecs of the protocol.

Integers are little-endian; a string is a varint length and its bytes (UTF-8 by
convention, any bytes in fact). A varint is base 128, low group first, 64 bits at most.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from .errors import ClientGone, ProtocolViolation

MAX_VARINT_BYTES = 10
MAX_TEXT_BYTES = 16 * 1024 * 1024

_U64 = struct.Struct("<Q")
_U32 = struct.Struct("<I")


def varint(value: int) -> bytes:
    """Encode an unsigned integer of up to 64 bits."""
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def string(value: str | bytes) -> bytes:
    """Encode a length and then the bytes."""
    raw = value.encode() if isinstance(value, str) else value
    return varint(len(raw)) + raw


class WireReader:
    """Reads from a source that hands out pieces of any size.

    ``refill`` returns the next bytes, or none at the end of the stream. Every read
    either advances or asks ``refill`` for more, so a value split between two pieces
    costs one more call and can never be read twice. Between `mark` and `cut` the
    bytes passed over are kept.
    """

    __slots__ = ("_buffer", "_marked", "_max_buffer", "_position", "_refill")

    def __init__(self, refill: Callable[[], bytes], max_buffer: int = 1 << 30) -> None:
        """Start empty; `max_buffer` bounds what one marked value may hold."""
        self._refill = refill
        self._max_buffer = max_buffer
        self._buffer = bytearray()
        self._position = 0
        self._marked = False

    @property
    def buffered(self) -> int:
        """The number of bytes that can be read without waiting."""
        return len(self._buffer) - self._position

    def mark(self) -> None:
        """Keep everything read from here on, until `cut`."""
        self._drop_consumed()
        self._marked = True

    def cut(self) -> bytes:
        """Return the bytes read since `mark` and forget them."""
        body = bytes(memoryview(self._buffer)[: self._position])
        self._marked = False
        self._drop_consumed()
        return body

    def read(self, size: int) -> bytes:
        """Return exactly `size` bytes."""
        self._ensure(size)
        start = self._position
        self._position = start + size
        return bytes(self._buffer[start : self._position])

    def skip(self, size: int) -> None:
        """Pass over exactly `size` bytes."""
        self._ensure(size)
        self._position += size

    def byte(self) -> int:
        """Return one unsigned byte."""
        self._ensure(1)
        value = self._buffer[self._position]
        self._position += 1
        return value

    def uint32(self) -> int:
        """Return four bytes as an unsigned integer."""
        [value] = _U32.unpack(self.read(4))
        return int(value)

    def uint64(self) -> int:
        """Return eight bytes as an unsigned integer."""
        [value] = _U64.unpack(self.read(8))
        return int(value)

    def varint(self) -> int:
        """Return a variable-length unsigned integer.

        Raises:
            ProtocolViolation: it is longer than 64 bits can need.
        """
        value = 0
        for shift in range(0, 7 * MAX_VARINT_BYTES, 7):
            group = self.byte()
            value |= (group & 0x7F) << shift
            if group < 0x80:
                return value
        raise ProtocolViolation("a varint is longer than ten bytes")

    def text(self) -> str:
        """Return a string of the protocol itself (a name, a query)."""
        size = self.varint()
        if size > MAX_TEXT_BYTES:
            raise ProtocolViolation(f"a string of {size} bytes is too long")
        return self.read(size).decode(errors="replace")

    def skip_strings(self, count: int) -> None:
        """Pass over `count` strings; the hot loop of text-heavy inserts."""
        buffer, position, end = self._buffer, self._position, self.buffered + self._position
        for _ in range(count):
            if position + MAX_VARINT_BYTES <= end:
                start = position + 1
                if (size := buffer[position]) >= 0x80:
                    # Two bytes, unless the second goes on too: then this is too large.
                    size += (buffer[start] - 1) << 7
                    start += 1
                if size < 0x4000 and start + size <= end:
                    position = start + size
                    continue
            self._position = position
            self.skip(self.varint())
            position, end = self._position, len(buffer)
        self._position = position

    def _ensure(self, size: int) -> None:
        missing = size - self.buffered
        if missing <= 0:
            return
        if not self._marked:
            self._drop_consumed()
        if len(self._buffer) + missing > self._max_buffer:
            raise ProtocolViolation(f"a block is larger than {self._max_buffer} bytes")
        while missing > 0:
            piece = self._refill()
            if not piece:
                raise ClientGone
            self._buffer += piece
            missing -= len(piece)

    def _drop_consumed(self) -> None:
        del self._buffer[: self._position]
        self._position = 0
