"""A classroom for tests of the tool."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.classroom import Classroom, classroom


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Classroom]:
    """Return a course with one learner in a fresh database."""
    made = classroom(tmp_path)
    yield made
    made.database.dispose()
