"""How many bytes a column takes, by its type, without decoding a value.

The layouts are those of ClickHouse's Native format: a column is its serialisation
prefix (only LowCardinality has one) and then its streams one after another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .errors import ProtocolViolation
from .wire import WireReader

MAX_ROWS = 1 << 32

_HAS_ADDITIONAL_KEYS = 1 << 9
_NEEDS_GLOBAL_DICTIONARY = 1 << 8
_KEY_WIDTHS = (1, 2, 4, 8)


class Layout(Protocol):
    """Passes over a column whose first byte is next in the reader."""

    def skip_prefix(self, reader: WireReader) -> None:
        """Pass over what comes once, before the rows."""

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over the values of so many rows."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Values that all take the same number of bytes."""

    width: int

    def skip_prefix(self, reader: WireReader) -> None:
        """Do nothing: there is no prefix."""

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over `rows` values."""
        reader.skip(self.width * rows)


@dataclass(frozen=True, slots=True)
class Strings:
    """Values that each say how long they are."""

    def skip_prefix(self, reader: WireReader) -> None:
        """Do nothing: there is no prefix."""

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over `rows` strings."""
        reader.skip_strings(rows)


@dataclass(frozen=True, slots=True)
class Nullable:
    """A byte a row that says which are null, then all the values."""

    inner: Layout

    def skip_prefix(self, reader: WireReader) -> None:
        """Pass over the prefix of the values."""
        self.inner.skip_prefix(reader)

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over the null map and the values."""
        reader.skip(rows)
        self.inner.skip_rows(reader, rows)


@dataclass(frozen=True, slots=True)
class Array:
    """The end offset of each row, then the elements of all rows.

    Maps and Nested columns are arrays of tuples on the wire.
    """

    inner: Layout

    def skip_prefix(self, reader: WireReader) -> None:
        """Pass over the prefix of the elements."""
        self.inner.skip_prefix(reader)

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over the offsets and as many elements as the last one says."""
        if rows == 0:
            return
        reader.skip(8 * (rows - 1))
        self.inner.skip_rows(reader, checked_rows(reader.uint64()))


@dataclass(frozen=True, slots=True)
class Tuple:
    """One whole column after another."""

    elements: tuple[Layout, ...]

    def skip_prefix(self, reader: WireReader) -> None:
        """Pass over the prefix of each element."""
        for element in self.elements:
            element.skip_prefix(reader)

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over the column of each element."""
        for element in self.elements:
            element.skip_rows(reader, rows)


@dataclass(frozen=True, slots=True)
class LowCardinality:
    """Granules, each a dictionary and then one key a row."""

    keys: Layout

    def skip_prefix(self, reader: WireReader) -> None:
        """Pass over the version of the serialisation."""
        reader.skip(8)

    def skip_rows(self, reader: WireReader, rows: int) -> None:
        """Pass over granules until they have held `rows` rows."""
        while rows > 0:
            rows -= self._skip_granule(reader, rows)

    def _skip_granule(self, reader: WireReader, rows: int) -> int:
        flags = reader.uint64()
        width = flags & 0xFF
        if flags & _NEEDS_GLOBAL_DICTIONARY or width >= len(_KEY_WIDTHS):
            raise ProtocolViolation("a LowCardinality column has an unknown serialisation")
        if flags & _HAS_ADDITIONAL_KEYS:
            self.keys.skip_rows(reader, checked_rows(reader.uint64()))
        held = reader.uint64()
        if not 0 < held <= rows:
            raise ProtocolViolation("a LowCardinality column has a wrong number of keys")
        reader.skip(held * _KEY_WIDTHS[width])
        return held


def checked_rows(rows: int) -> int:
    """Return a row count that came from the wire, if it can be true.

    Raises:
        ProtocolViolation: it is beyond what a block may hold.
    """
    if rows > MAX_ROWS:
        raise ProtocolViolation(f"a block says that it has {rows} rows")
    return rows
