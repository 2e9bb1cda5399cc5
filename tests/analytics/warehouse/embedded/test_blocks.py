from __future__ import annotations

import random
import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.warehouse.embedded.blocks import (
    BLOCK_INFO,
    EMPTY_BLOCK,
    Column,
    read_block,
    read_columns,
    retyped,
    split_blocks,
)
from analytics.warehouse.embedded.errors import ClientGone, ProtocolViolation, UnsupportedType
from analytics.warehouse.embedded.wire import string, varint
from tests.analytics.warehouse.embedded.fuzzing import in_pieces, reader_of, step_bound
from tests.analytics.warehouse.embedded.handmade import random_block

STEPS_A_BYTE = 12
fuzz = settings(max_examples=150, deadline=None)
seeds = st.integers(min_value=0, max_value=2**64)


def block_of(type_name: str, rows: int, data: bytes) -> bytes:
    return varint(1) + varint(rows) + string("c") + string(type_name) + data


@fuzz
@given(seed=seeds)
def test_every_block_is_cut_whole_out_of_any_pieces(seed: int) -> None:
    chance = random.Random(seed)
    bodies = [random_block(chance), random_block(chance)]
    reader = in_pieces(b"".join(BLOCK_INFO + body for body in bodies) + EMPTY_BLOCK, chance)
    with step_bound(2000 + STEPS_A_BYTE * sum(map(len, bodies))):
        found = [read_block(reader).body for _ in bodies]
        end = read_block(reader)
    assert found == bodies
    assert end.ends_the_data


@fuzz
@given(seed=seeds)
def test_a_block_that_breaks_off_means_that_the_client_is_gone(seed: int) -> None:
    chance = random.Random(seed)
    body = BLOCK_INFO + random_block(chance)
    reader = in_pieces(body[: chance.randrange(len(body))], chance)
    with step_bound(2000 + STEPS_A_BYTE * len(body)), pytest.raises(ClientGone):
        read_block(reader)


@fuzz
@given(seed=seeds)
def test_damaged_bytes_end_in_an_error_or_a_block_but_always_end(seed: int) -> None:
    chance = random.Random(seed)
    body = bytearray(BLOCK_INFO + random_block(chance))
    for _ in range(chance.randint(1, 8)):
        body[chance.randrange(len(body))] = chance.randrange(256)
    reader = in_pieces(bytes(body), chance)
    with step_bound(5000 + STEPS_A_BYTE * len(body)), suppress(ClientGone, ProtocolViolation):
        read_block(reader)
    # What came out is of no interest: that it came out within the steps is.


@fuzz
@given(seed=seeds)
def test_a_result_is_split_into_its_blocks(seed: int) -> None:
    chance = random.Random(seed)
    bodies = [random_block(chance) for _ in range(chance.randrange(4))]
    assert list(split_blocks(b"".join(bodies))) == bodies


def test_a_result_that_breaks_off_is_an_error_and_not_a_short_result() -> None:
    whole = block_of("UInt32", 2, bytes(8))
    with pytest.raises(ProtocolViolation):
        list(split_blocks(whole + whole[:-1]))


def test_columns_are_read_past_their_rows() -> None:
    body = varint(2) + varint(2)
    body += string("a") + string("String") + string("x") + string("yy")
    body += string("b") + string("UInt8") + b"\x01\x02"
    assert read_columns(body) == [Column("a", "String"), Column("b", "UInt8")]


def test_columns_of_unmeasurable_types_are_refused_even_without_rows() -> None:
    with pytest.raises(UnsupportedType):
        read_columns(block_of("JSON", 0, b""))


def test_a_type_can_be_given_its_time_zone_back() -> None:
    zoned = "DateTime('UTC')"
    body = varint(2) + varint(1) + string("t") + string("DateTime") + b"\x01\x02\x03\x04"
    body += string("s") + string("String") + string("x")
    assert retyped(body, [Column("t", zoned), Column("s", "String")]) == body.replace(
        string("DateTime"), string(zoned)
    )


@fuzz
@given(seed=seeds)
def test_a_block_given_its_own_types_stays_the_same(seed: int) -> None:
    body = random_block(random.Random(seed))
    assert retyped(body, read_columns(body)) == body


def test_a_low_cardinality_column_that_holds_more_keys_than_rows_is_refused() -> None:
    data = struct.pack("<QQQ", 1, 1 << 9 | 1 << 10, 1) + string("x") + struct.pack("<Q", 3)
    with pytest.raises(ProtocolViolation):
        read_block(reader_of(BLOCK_INFO + block_of("LowCardinality(String)", 2, data + bytes(9))))


def test_a_low_cardinality_column_that_holds_no_keys_is_refused_and_does_not_spin() -> None:
    data = struct.pack("<QQQ", 1, 1 << 9 | 1 << 10, 1) + string("x") + struct.pack("<Q", 0)
    with pytest.raises(ProtocolViolation):
        read_block(reader_of(BLOCK_INFO + block_of("LowCardinality(String)", 2, data * 5)))


def test_an_array_that_claims_more_elements_than_can_be_is_refused() -> None:
    data = struct.pack("<Q", 1 << 60)
    with pytest.raises(ProtocolViolation):
        read_block(reader_of(BLOCK_INFO + block_of("Array(UInt8)", 1, data)))


def test_a_block_with_more_columns_than_can_be_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        read_block(reader_of(BLOCK_INFO + varint(1 << 30) + varint(1)))


def test_unknown_block_info_is_refused() -> None:
    with pytest.raises(ProtocolViolation):
        read_block(reader_of(b"\x09\x00\x00"))


def test_the_step_bound_catches_code_that_goes_round_without_advancing() -> None:
    with pytest.raises(AssertionError, match="more than 1000 steps"), step_bound(1000):
        _go_round()


def _go_round() -> None:
    turns = iter(int, 1)
    for _ in turns:
        continue
