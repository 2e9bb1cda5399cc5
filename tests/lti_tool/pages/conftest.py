"""A class in a database of its own, and browsers at the tool's pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from analytics.content import ItemBank, shipped_banks
from analytics.events import AnyEvent, parse_event
from analytics.reports import (
    Account,
    AnswerTimeLine,
    CourseDayLine,
    Entry,
    EventLine,
    ExpectationLine,
    Freshness,
    ItemEvidenceLine,
    ItemLine,
    LearnerAnswersLine,
    MasteryMoment,
    SessionLine,
    SkillGainLine,
    SkillLine,
    Totals,
)
from lti_tool.adapters.database import Database
from lti_tool.app import create_app
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import Attempt, OutboxEvent
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.fakes.streams import FakeGrader
from tests.lti_tool.pages.room import Clock, Room, open_room

TOOL = "https://tool.example.org"


@dataclass
class FakeReports:
    """A warehouse with a little of everything; may be away."""

    away: bool = False
    learner_id: UUID = field(default_factory=lambda: UUID(int=7))
    gains: list[SkillGainLine] = field(default_factory=list)
    times: list[AnswerTimeLine] = field(default_factory=list)
    moments: list[MasteryMoment] = field(default_factory=list)
    stays: list[SessionLine] = field(default_factory=list)
    told: list[LearnerAnswersLine] = field(default_factory=list)
    evidence: list[ItemEvidenceLine] = field(default_factory=list)

    def _here(self) -> None:
        if self.away:
            raise ReportsUnavailable("away")

    def skills(self, scope: Any, threshold: float) -> Sequence[SkillLine]:
        self._here()
        quartiles = {"lower_quartile": 0.2, "median": 0.4, "upper_quartile": 0.7}
        counts = {"learners": 7, "reached": 2, "uncertain": 1, "bands": (1, 2, 1, 1, 2)}
        return [SkillLine(skill_id="measuring", mean=0.4, **quartiles, **counts)]

    def skill_gains(self, scope: Any, threshold: float) -> Sequence[SkillGainLine]:
        self._here()
        return [line for line in self.gains if scope.learner_id in {None, line.learner_id}]

    def answer_times(self, scope: Any) -> Sequence[AnswerTimeLine]:
        self._here()
        return [line for line in self.times if scope.learner_id in {None, line.learner_id}]

    def mastery_path(self, scope: Any) -> Sequence[MasteryMoment]:
        self._here()
        return self.moments

    def expectations(self, scope: Any) -> Sequence[ExpectationLine]:
        self._here()
        return []

    def sessions(self, scope: Any, learner_id: UUID) -> Sequence[SessionLine]:
        self._here()
        return [line for line in self.stays if line.learner_id == learner_id]

    def by_learner(self, scope: Any, bank_id: str, most: int) -> Sequence[LearnerAnswersLine]:
        self._here()
        return self.told[:most]

    def hardest(self, scope: Any) -> Sequence[ItemLine]:
        self._here()
        counts = {"learners": 5, "answers": 9, "first_tries": 5, "first_tries_right": 1}
        return [ItemLine(item_id="mea-4", mean_score=0.31, **counts)]

    def item_evidence(self, tenant: str, bank_id: str) -> Sequence[ItemEvidenceLine]:
        self._here()
        return self.evidence

    def recent(self, scope: Any) -> Sequence[EventLine]:
        self._here()
        at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
        ids = {"event_id": UUID(int=1), "learner_id": self.learner_id, "activity_id": None}
        words = {"kind": "answer.graded", "course_id": "c", "item_id": "mea-4", "label": "partial"}
        return [EventLine(**ids, **words, score=0.5, reason="", occurred_at=at, produced_at=at)]

    def by_course(self, scope: Any) -> Sequence[CourseDayLine]:
        self._here()
        counts = {"learners": 3, "launches": 4, "answers": 21, "mean_score": 0.6}
        return [CourseDayLine(day=date(2026, 3, 2), course_id="course", **counts)]

    def totals(self, scope: Any) -> Totals:
        self._here()
        counts = {"courses": 1, "learners": 3, "answers": 21, "graded": 20, "held": 1}
        return Totals(**counts, overridden=2, mean_score=0.6)

    def freshness(self, tenant: str, now: datetime, course_id: str | None = None) -> Freshness:
        self._here()
        return Freshness(newest_event_at=now, newest_stored_at=now, lag_p95_s=0.3)

    def ledger(self, tenant: str) -> Sequence[Entry]:
        self._here()
        counts = {"accepted": 9, "stored": 8, "dead": 0, "stopped": 0, "in_flight": 1}
        return [Entry(account=Account(tenant, "answer.submitted"), **counts)]


@dataclass
class Browser:
    """Somebody's browser at the pages of one launch."""

    client: FlaskClient
    token: str
    origin: str | None = TOOL

    def get(self, path: str = "", **query: Any) -> TestResponse:
        return self.client.get(f"/l/{self.token}/{path}", query_string=query)

    def post(self, path: str, *, json: bool = False, **form: Any) -> TestResponse:
        headers = {"Origin": self.origin} if self.origin else {}
        headers |= {"Accept": "application/json"} if json else {}
        return self.client.post(f"/l/{self.token}/{path}", data=form, headers=headers)


@pytest.fixture(scope="session")
def bank() -> ItemBank:
    return shipped_banks()["science-7"]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def room(database: Database, bank: ItemBank, clock: Clock) -> Room:
    return open_room(database, bank, clock)


@pytest.fixture
def reports() -> FakeReports:
    return FakeReports()


@pytest.fixture
def grader() -> FakeGrader:
    """Return the grader that teachers' trials go to."""
    return FakeGrader()


@pytest.fixture
def app(room: Room, reports: FakeReports, grader: FakeGrader) -> Flask:
    settings = Settings(public_url=TOOL, secret_key="s" * 32)
    return create_app(
        parts=Parts(
            settings=settings,
            database=room.database,
            banks=shipped_banks(),
            reports=reports,
            clock=room.clock,
            open_grader=lambda _url: grader,
        )
    )


@pytest.fixture
def ada(app: Flask, room: Room) -> Browser:
    """Return a learner's browser."""
    return Browser(app.test_client(), room.join("Ada"))


@pytest.fixture
def teacher(app: Flask, room: Room) -> Browser:
    """Return the teacher's browser."""
    return Browser(app.test_client(), room.teach())


def events(room: Room, kind: str) -> list[AnyEvent]:
    """Return the accepted events of a kind, in order."""
    with room.database.read() as session:
        query = select(OutboxEvent.payload).where(OutboxEvent.kind == kind)
        return [parse_event(raw) for raw in session.scalars(query.order_by(OutboxEvent.seq))]


def attempts(room: Room) -> list[Attempt]:
    """Return all attempts, in order."""
    with room.database.read() as session:
        return list(session.scalars(select(Attempt).order_by(Attempt.submitted_at)).all())
