"""A classroom and an LMS for tests of the tool."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.fakes.classroom import Classroom, classroom
from tests.fakes.lms import FakeClock, FakeLms


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Classroom]:
    """Return a course with one learner in a fresh database."""
    made = classroom(tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture
def clock() -> FakeClock:
    """Return a clock that stands still until it is moved."""
    return FakeClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def lms(clock: FakeClock) -> FakeLms:
    """Return an LMS that answers as one does, without a network."""
    return FakeLms(clock)
