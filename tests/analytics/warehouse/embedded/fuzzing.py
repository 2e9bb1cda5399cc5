"""Odd pieces to read from, and a bound on the steps that reading may take."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from analytics.warehouse.embedded.wire import WireReader

PIECE_SIZES = (1, 1, 2, 3, 7, 64, 1000)


class Spinning(AssertionError):
    """The code under test did not come to an end within its steps."""


@contextmanager
def step_bound(steps: int) -> Iterator[None]:
    """Count executed lines, not seconds: the same on a fast and a slow machine."""
    left = steps

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal left
        left -= event == "line"
        if left < 0:
            raise Spinning(f"more than {steps} steps")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)


def in_pieces(data: bytes, chance: random.Random) -> WireReader:
    """Return a reader whose source hands out random pieces, often a single byte."""
    position = 0

    def refill() -> bytes:
        nonlocal position
        piece = data[position : position + chance.choice(PIECE_SIZES)]
        position += len(piece)
        return piece

    return WireReader(refill)


def reader_of(*pieces: bytes, max_buffer: int = 1 << 30) -> WireReader:
    """Return a reader of exactly these pieces."""
    rest = iter(pieces)
    return WireReader(lambda: next(rest, b""), max_buffer)
