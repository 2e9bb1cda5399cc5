"""A classroom and an LMS for tests of the tool."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lti_tool.adapters.database import Database
from tests.fakes.classroom import Classroom, classroom
from tests.fakes.lms import FakeClock, FakeLms
from tests.parts.database import empty_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database with its tables and nothing in them."""
    made = empty_database(tmp_path / "tool.db")
    yield made
    made.dispose()


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
