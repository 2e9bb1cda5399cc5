from __future__ import annotations

import struct

import pytest
from clickhouse_cityhash.cityhash import CityHash128
from hypothesis import given
from hypothesis import strategies as st

from analytics.warehouse.embedded.compression import FRAME_BYTES, compress, read_frame
from analytics.warehouse.embedded.errors import (
    CHECKSUM_DOESNT_MATCH,
    NOT_IMPLEMENTED,
    ClientGone,
    ProtocolViolation,
)
from tests.analytics.warehouse.embedded.fuzzing import reader_of


def unpack_all(data: bytes) -> bytes:
    reader = reader_of(data)
    unpacked = b""
    while True:
        try:
            unpacked += read_frame(reader)
        except ClientGone:
            return unpacked


@given(st.binary(min_size=1))
def test_data_comes_back_as_it_was(data: bytes) -> None:
    assert read_frame(reader_of(compress(data))) == data


def test_large_data_travels_in_several_frames() -> None:
    data = bytes(range(256)) * (FRAME_BYTES // 100)
    frames = compress(data)
    assert unpack_all(frames) == data
    assert len(read_frame(reader_of(frames))) == FRAME_BYTES


def test_a_frame_is_the_one_that_clickhouse_documents() -> None:
    frame = compress(b"ab")
    assert frame[16] == 0x82
    assert int.from_bytes(frame[17:21], "little") == len(frame) - 16
    assert int.from_bytes(frame[21:25], "little") == 2


def test_a_damaged_frame_is_refused() -> None:
    frame = bytearray(compress(b"some bytes"))
    frame[-1] ^= 1
    with pytest.raises(ProtocolViolation) as refused:
        read_frame(reader_of(bytes(frame)))
    assert refused.value.code == CHECKSUM_DOESNT_MATCH


def test_another_method_is_refused() -> None:
    body = struct.pack("<BII", 0x90, 9 + 1, 1) + b"x"
    value = CityHash128(body)
    frame = struct.pack("<QQ", value >> 64, value & (1 << 64) - 1) + body
    with pytest.raises(ProtocolViolation) as refused:
        read_frame(reader_of(frame))
    assert refused.value.code == NOT_IMPLEMENTED


@pytest.mark.parametrize("sizes", [b"\x01\x00\x00\x00" + bytes(4), b"\xff\xff\xff\xff" + bytes(4)])
def test_an_impossible_size_is_refused_before_anything_is_read(sizes: bytes) -> None:
    with pytest.raises(ProtocolViolation):
        read_frame(reader_of(bytes(16) + b"\x82" + sizes))
