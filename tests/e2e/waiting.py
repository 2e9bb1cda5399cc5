"""Waiting for what happens outside of the browser."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 60.0
_PAUSE_S = 0.25


def eventually(
    read: Callable[[], T], good: Callable[[T], bool], *, patience_s: float = PATIENCE_S
) -> T:
    """Read until what is read is good; return it, or fail with the last one."""
    deadline = time.monotonic() + patience_s
    while not good(found := read()):
        assert time.monotonic() < deadline, f"after {patience_s:g} s still: {found!r}"
        time.sleep(_PAUSE_S)
    return found
