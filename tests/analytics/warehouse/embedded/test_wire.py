from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.warehouse.embedded.errors import ClientGone, ProtocolViolation
from analytics.warehouse.embedded.wire import string, varint
from tests.analytics.warehouse.embedded.fuzzing import reader_of


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_a_varint_comes_back_as_it_was(value: int) -> None:
    assert reader_of(varint(value)).varint() == value


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (0, b"\x00"),
        (127, b"\x7f"),
        (128, b"\x80\x01"),
        (300, b"\xac\x02"),
        (54453, b"\xb5\xa9\x03"),
    ],
)
def test_a_varint_is_base_128_low_group_first(value: int, encoded: bytes) -> None:
    assert varint(value) == encoded


def test_a_varint_split_between_two_pieces_is_read_whole() -> None:
    assert reader_of(b"\xac", b"\x02").varint() == 300


def test_an_endless_varint_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        reader_of(b"\xff" * 20).varint()


@given(st.text())
def test_a_string_comes_back_as_it_was(text: str) -> None:
    assert reader_of(string(text)).text() == text


def test_a_string_longer_than_any_query_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolViolation):
        reader_of(varint(1 << 40)).text()


def test_the_end_of_the_stream_inside_a_value_means_that_the_client_is_gone() -> None:
    with pytest.raises(ClientGone):
        reader_of(b"\x05ab").text()


def test_numbers_are_little_endian() -> None:
    reader = reader_of(b"\x01\x00\x00\x00", b"\x02" + bytes(7))
    assert (reader.uint32(), reader.uint64()) == (1, 2)


def test_cut_returns_what_was_passed_over_since_mark() -> None:
    reader = reader_of(b"abc", b"def", b"ghi")
    reader.skip(2)
    reader.mark()
    reader.skip(5)
    assert reader.cut() == b"cdefg"
    assert reader.read(2) == b"hi"


def test_bytes_that_nobody_marked_are_not_kept() -> None:
    reader = reader_of(*[bytes(100)] * 100, max_buffer=250)
    for _ in range(100):
        reader.skip(100)
    assert reader.buffered == 0


def test_a_marked_value_larger_than_the_buffer_may_grow_is_refused() -> None:
    reader = reader_of(*[bytes(100)] * 100, max_buffer=250)
    reader.mark()
    with pytest.raises(ProtocolViolation):
        reader.skip(300)


@given(st.lists(st.binary(max_size=300), max_size=30), st.integers())
def test_strings_are_skipped_however_the_stream_is_cut(values: list[bytes], seed: int) -> None:
    data = b"".join(string(value) for value in values) + b"!"
    chance = random.Random(seed)
    cuts = sorted(chance.randrange(len(data) + 1) for _ in range(chance.randrange(20)))
    parts = [data[a:b] for a, b in zip([0, *cuts], [*cuts, len(data)], strict=True)]
    reader = reader_of(*filter(None, parts))
    reader.skip_strings(len(values))
    assert reader.read(1) == b"!"


@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 255, 256, 16_383, 16_384, 16_385, 70_000])
def test_strings_of_every_length_are_skipped(size: int) -> None:
    data = string(bytes(size)) * 3 + b"!"
    for at in (0, 1, 2, 3, size, len(data) - 1):
        reader = reader_of(*filter(None, (data[:at], data[at:])))
        reader.skip_strings(3)
        assert reader.read(1) == b"!"
