"""The desk's worker: looks when asked, learns once a day."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest

from lti_tool.adapters.database import Database
from lti_tool.services.marking.placing import Placer
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
class FakePlacer:
    """Notes what it was told, in order."""

    told: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.told.append("watch")

    def step(self) -> int:
        self.told.append("step")
        return 0


@dataclass
class Learning:
    """Counts how often was learnt."""

    times: list[object] = field(default_factory=list)
    requests: int = 0

    def __call__(self, _database: Database, now: object) -> int:
        self.times.append(now)
        return 0

    def asked(self, _database: Database, _now: object) -> bool:
        self.requests -= 1
        return self.requests >= 0


@pytest.fixture
def learning(monkeypatch: pytest.MonkeyPatch) -> Learning:
    counted = Learning()
    monkeypatch.setattr(desk, "learn_everywhere", counted)
    monkeypatch.setattr(desk, "learn_as_asked", counted.asked)
    return counted


def working(clock: Clock, regrader: FakeRegrader, placer: FakePlacer) -> Desk:
    return Desk(
        cast("Database", None), cast("Regrader", regrader), cast("Placer", placer), clock=clock
    )


def test_everything_asked_for_is_looked_at_and_learning_is_daily(learning: Learning) -> None:
    clock, regrader = Clock(), FakeRegrader(2)
    worker = working(clock, regrader, FakePlacer())
    worker.step()
    assert regrader.left == -1
    clock.at += timedelta(hours=23)
    worker.step()
    assert len(learning.times) == 1
    clock.at += timedelta(hours=1)
    worker.step()
    assert len(learning.times) == 2


def test_every_teacher_who_asked_to_learn_is_served_and_no_news_is_missed(
    learning: Learning,
) -> None:
    learning.requests, placer = 3, FakePlacer()
    working(Clock(), FakeRegrader(0), placer).step()
    assert learning.requests == -1
    assert placer.told == ["watch", "step"]
