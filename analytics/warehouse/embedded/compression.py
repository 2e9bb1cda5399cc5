"""The frames of ClickHouse's compressed blocks.

A frame is the CityHash128 of what follows it, a method byte, the size of the frame
without the hash, the size of the data, and the data. A block never shares a frame.
"""

from __future__ import annotations

import struct

from clickhouse_cityhash.cityhash import CityHash128
from lz4 import block as lz4_block

from .errors import CHECKSUM_DOESNT_MATCH, NOT_IMPLEMENTED, ProtocolViolation
from .wire import WireReader

FRAME_BYTES = 1 << 20
MAX_FRAME_BYTES = 1 << 30

_LZ4 = 0x82
_NONE = 0x02
_HEADER = struct.Struct("<BII")
_HASH = struct.Struct("<QQ")


def compress(data: bytes) -> bytes:
    """Return the data as LZ4 frames of at most a mebibyte each."""
    view = memoryview(data)
    return b"".join(
        _frame(view[start : start + FRAME_BYTES]) for start in range(0, len(view), FRAME_BYTES)
    )


def read_frame(reader: WireReader) -> bytes:
    """Take one frame and return the data in it.

    Raises:
        ProtocolViolation: the hash is wrong or the method is not LZ4.
    """
    expected = reader.read(_HASH.size)
    header = reader.read(_HEADER.size)
    method, frame_size, data_size = _HEADER.unpack(header)
    if not _HEADER.size <= frame_size <= MAX_FRAME_BYTES or data_size > MAX_FRAME_BYTES:
        raise ProtocolViolation("a compressed frame has an impossible size")
    packed = reader.read(frame_size - _HEADER.size)
    if _hash(header + packed) != expected:
        raise ProtocolViolation("a compressed frame is damaged", CHECKSUM_DOESNT_MATCH)
    return _unpack(method, packed, data_size)


def _unpack(method: int, packed: bytes, data_size: int) -> bytes:
    if method == _NONE:
        return packed
    if method != _LZ4:
        raise ProtocolViolation("only lz4 compression is spoken here", NOT_IMPLEMENTED)
    try:
        data: bytes = lz4_block.decompress(packed, uncompressed_size=data_size)
    except lz4_block.LZ4BlockError as error:
        raise ProtocolViolation(f"lz4 cannot read a frame: {error}") from error
    return data


def _frame(data: memoryview) -> bytes:
    packed: bytes = lz4_block.compress(data, store_size=False)
    body = _HEADER.pack(_LZ4, _HEADER.size + len(packed), len(data)) + packed
    return _hash(body) + body


def _hash(data: bytes) -> bytes:
    value = CityHash128(data)
    return _HASH.pack(value >> 64, value & 0xFFFF_FFFF_FFFF_FFFF)
