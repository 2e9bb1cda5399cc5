"""The desk's worker: looks when asked, learns once a day."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest

from lti_tool.adapters.database import Database
from lti_tool.services.marking.regrading import Regrader
from lti_tool.workers import desk
from lti_tool.workers.desk import Desk
from tests.lti_tool.pages.room import Clock


@dataclass
class FakeRegrader:
    """Has so many regrades to look at."""

    left: int

    def step(self) -> bool:
        self.left -= 1
        return self.left >= 0


@dataclass
class Learning:
    """Counts how often was learnt."""

    times: list[object] = field(default_factory=list)

    def __call__(self, _database: Database, now: object) -> int:
        self.times.append(now)
        return 0


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch) -> Learning:
    counted = Learning()
    monkeypatch.setattr(desk, "learn_everywhere", counted)
    return counted


def test_everything_asked_for_is_looked_at_and_learning_is_daily(learning: Learning) -> None:
    clock, regrader = Clock(), FakeRegrader(2)
    worker = Desk(cast("Database", None), cast("Regrader", regrader), clock)
    worker.step()
    assert regrader.left == -1
    clock.at += timedelta(hours=23)
    worker.step()
    assert len(learning.times) == 1
    clock.at += timedelta(hours=1)
    worker.step()
    assert len(learning.times) == 2
