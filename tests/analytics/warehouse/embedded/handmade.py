"""Blocks of random types, written apart from the code under test."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass

from analytics.warehouse.embedded.wire import string, varint

_FIXED = {
    "UInt8": 1, "Int8": 1, "Bool": 1, "Enum8('a' = 1, 'b,)(\\'' = -2)": 1,
    "Int16": 2, "UInt16": 2, "Date": 2, "Enum16('x' = 300)": 2,
    "Int32": 4, "UInt32": 4, "Float32": 4, "Date32": 4, "DateTime": 4, "IPv4": 4,
    "DateTime('Asia/Shanghai')": 4, "Decimal(9, 2)": 4,
    "Int64": 8, "UInt64": 8, "Float64": 8, "DateTime64(3, 'UTC')": 8, "DateTime64(6)": 8,
    "Decimal(10, 4)": 8, "Decimal(18, 0)": 8, "IntervalDay": 8,
    "Int128": 16, "UInt128": 16, "UUID": 16, "IPv6": 16, "Decimal(38, 10)": 16,
    "FixedString(16)": 16, "FixedString(5)": 5,
    "Int256": 32, "UInt256": 32, "Decimal(76, 30)": 32,
}  # fmt: skip
_KEY_FORMATS = "BHIQ"


@dataclass(frozen=True)
class HandmadeColumn:
    """A type and a way to write so many rows of it, apart from the code under test."""

    type_name: str
    rows: Callable[[int], bytes]
    prefix: bytes = b""


class ColumnMaker:
    """Makes columns of random types with random values."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def column(self, depth: int) -> HandmadeColumn:
        make = self.chance.choice((self.fixed, self.text, self.low_cardinality, self.container))
        return make(depth)

    def container(self, depth: int) -> HandmadeColumn:
        if not depth:
            return self.fixed()
        makers = (self.nullable, self.array, self.tuple, self.map, self.nested)
        return self.chance.choice(makers)(depth)

    def fixed(self, _depth: int = 0) -> HandmadeColumn:
        name, width = self.chance.choice(sorted(_FIXED.items()))
        return HandmadeColumn(name, lambda rows: self.chance.randbytes(width * rows))

    def text(self, _depth: int = 0) -> HandmadeColumn:
        return HandmadeColumn("String", lambda rows: b"".join(self.value() for _ in range(rows)))

    def value(self) -> bytes:
        size = self.chance.choice((0, 1, 5, 127, 128, 129, 300, 16383, 16384, 20000))
        return string(self.chance.randbytes(size))

    def nullable(self, _depth: int) -> HandmadeColumn:
        inner = self.chance.choice((self.fixed, self.text))()
        return HandmadeColumn(
            f"Nullable({inner.type_name})",
            lambda rows: bytes(self.chance.getrandbits(1) for _ in range(rows)) + inner.rows(rows),
        )

    def low_cardinality(self, _depth: int = 0) -> HandmadeColumn:
        inner = self.chance.choice((self.text(), HandmadeColumn("UInt32", _u32)))
        name = inner.type_name if self.chance.random() < 0.5 else f"Nullable({inner.type_name})"

        def rows(count: int) -> bytes:
            granules, left = b"", count
            while left:
                held = self.chance.randint(1, left)
                granules += self._granule(inner, held)
                left -= held
            return granules

        return HandmadeColumn(f"LowCardinality({name})", rows, struct.pack("<Q", 1))

    def _granule(self, inner: HandmadeColumn, rows: int) -> bytes:
        width = self.chance.randrange(4)
        keys = self.chance.randint(1, 5)
        flags = width | 1 << 9 | self.chance.getrandbits(1) << 10
        indexes = struct.pack(f"<{rows}{_KEY_FORMATS[width]}", *([0] * rows))
        return (
            struct.pack("<QQ", flags, keys) + inner.rows(keys) + struct.pack("<Q", rows) + indexes
        )

    def array(self, depth: int) -> HandmadeColumn:
        return self._array_of(self.column(depth - 1), "Array({})")

    def map(self, depth: int) -> HandmadeColumn:
        inner = self._tuple_of([self.text(), self.column(depth - 1)], named=False)
        return self._array_of(inner, "{}", inner.type_name.replace("Tuple", "Map", 1))

    def nested(self, depth: int) -> HandmadeColumn:
        inner = self._tuple_of([self.fixed(), self.column(depth - 1)], named=True)
        return self._array_of(inner, "{}", inner.type_name.replace("Tuple", "Nested", 1))

    def tuple(self, depth: int) -> HandmadeColumn:
        count = self.chance.randint(1, 3)
        elements = [self.column(depth - 1) for _ in range(count)]
        return self._tuple_of(elements, named=bool(self.chance.getrandbits(1)))

    def _tuple_of(self, elements: list[HandmadeColumn], *, named: bool) -> HandmadeColumn:
        names = (
            f"`e, {i}` {e.type_name}" if named else e.type_name for i, e in enumerate(elements)
        )
        return HandmadeColumn(
            f"Tuple({', '.join(names)})",
            lambda rows: b"".join(element.rows(rows) for element in elements),
            b"".join(element.prefix for element in elements),
        )

    def _array_of(self, inner: HandmadeColumn, shape: str, name: str = "") -> HandmadeColumn:
        def rows(count: int) -> bytes:
            ends, end = [], 0
            for _ in range(count):
                end += self.chance.choice((0, 0, 1, 3))
                ends.append(end)
            return struct.pack(f"<{count}Q", *ends) + inner.rows(end)

        return HandmadeColumn(name or shape.format(inner.type_name), rows, inner.prefix)


def _u32(rows: int) -> bytes:
    return b"\x07\x00\x00\x00" * rows


def random_block(chance: random.Random) -> bytes:
    """Return a Native block of random columns."""
    maker = ColumnMaker(chance)
    columns = [maker.column(depth=3) for _ in range(chance.randint(1, 4))]
    rows = chance.choice((0, 1, 2, 5, 20))
    body = varint(len(columns)) + varint(rows)
    for number, column in enumerate(columns):
        body += string(f"c{number}") + string(column.type_name)
        if rows:
            body += column.prefix + column.rows(rows)
    return body
