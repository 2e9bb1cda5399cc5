"""The engine that unit tests talk to."""

from __future__ import annotations

import pytest

from tests.fakes.embedded import FakeEngine, FakeSession


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def engine(session: FakeSession) -> FakeEngine:
    return FakeEngine(session)
