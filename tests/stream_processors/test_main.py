"""How a worker is run: its collector of cycles is not in its way."""

import gc
from collections.abc import Iterator

import pytest

from stream_processors.__main__ import collect_seldom


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_is_there_at_the_start_is_passed_by() -> None:
    kept = [[number] for number in range(1_000)]

    collect_seldom()

    assert gc.get_freeze_count() > len(kept)
    assert not any(one is kept for one in gc.get_objects())


def test_cycles_are_still_collected_but_seldom() -> None:
    before = gc.get_threshold()

    collect_seldom()

    assert gc.isenabled()
    assert gc.get_threshold()[0] > 10 * before[0]
