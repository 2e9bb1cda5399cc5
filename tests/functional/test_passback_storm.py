"""Many scores against a gradebook with bad manners: none lost, none twice."""

import json
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.events import ScoreDelivered, ScoreReleased, parse_event
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.migrations import migrate
from lti_tool.models import (
    Activity,
    Course,
    Deployment,
    OutboxEvent,
    Passback,
    ResourceLink,
    User,
)
from lti_tool.services.gradebook.queue import PassbackQueue
from lti_tool.services.gradebook.release import enqueue
from lti_tool.settings import Settings
from tests.fakes.door import registration
from tests.fakes.lms import DEPLOYMENT, LINE_ITEM, SCORE_SCOPE
from tests.parts.postgres import running_postgres

pytestmark = pytest.mark.functional

LEARNERS, RELEASES, SENDERS = 40, 5, 4
TEST_STUDENTS = 5
PLAN = Plan(
    skills=(PlanSkill(id="light"),),
    items=(PlanItem(id="why", kind="short_answer", skills={"light": 1.0}),),
)


class FastClock:
    """A clock on which an hour is a second."""

    def __init__(self) -> None:
        self._from, self._at = datetime(2026, 3, 2, tzinfo=UTC), time.monotonic()

    def __call__(self) -> datetime:
        return self._from + timedelta(seconds=3_600 * (time.monotonic() - self._at))


@dataclass
class RudeGradebook:
    """A gradebook like Moodle's that fails one request in five.

    Half of its time-outs come after the score was taken.
    """

    chance: random.Random
    taken: dict[str, list[tuple[datetime, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def handle(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json={"access_token": "t", "expires_in": 3600})
        body = json.loads(request.content)
        with self._lock:
            fault = self.chance.choice((401, 429, 500, "lost", "lost after", *(None,) * 20))
            if fault == "lost":
                raise httpx.ConnectTimeout("lost")
            if isinstance(fault, int):
                return httpx.Response(fault, headers={"Retry-After": "3"})
            answer = self._take(body)
        if fault == "lost after":
            raise httpx.ReadTimeout("lost after")
        return answer

    def _take(self, body: dict[str, object]) -> httpx.Response:
        user, stamp = str(body["userId"]), datetime.fromisoformat(str(body["timestamp"]))
        if user.startswith("test-"):
            return httpx.Response(422)
        seconds = stamp.replace(microsecond=0)
        history = self.taken[user]
        if history and history[-1][0] >= seconds:
            return httpx.Response(409)
        history.append((seconds, float(str(body["scoreGiven"]))))
        return httpx.Response(200)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with ExitStack() as running:
        url = f"sqlite:///{tmp_path}/tool.db"
        if request.param == "postgresql":
            url = running.enter_context(running_postgres())
        migrate(url)
        made = Database(url)
        yield made
        made.dispose()


def _course(database: Database) -> list[ScoreReleased]:
    """Make a class and return its releases, in the order they happen."""
    with database.write() as session:
        tenant = Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        session.add(tenant)
        session.flush()
        course = Course(tenant_id=tenant.id, lti_id="course-1")
        people = [
            User(tenant_id=tenant.id, subject=f"{'test' if n < TEST_STUDENTS else 'learner'}-{n}")
            for n in range(LEARNERS)
        ]
        session.add_all([course, *people])
        session.flush()
        activity = Activity(
            tenant_id=tenant.id,
            course_id=course.id,
            created_by=people[0].id,
            title="Shadows",
            bank_id="light",
        )
        session.add(activity)
        session.flush()
        session.add(
            ResourceLink(
                tenant_id=tenant.id,
                course_id=course.id,
                lti_id="link-1",
                activity_id=activity.id,
                line_item_url=LINE_ITEM,
                ags_scopes=[SCORE_SCOPE],
            )
        )
        moment = datetime(2026, 3, 2, tzinfo=UTC)
        return [
            ScoreReleased(
                event_id=uuid4(),
                occurred_at=moment,
                produced_at=moment,
                tenant=str(tenant.id),
                course_id=str(course.id),
                learner_id=person.id,
                activity_id=activity.id,
                attempt_id=uuid4(),
                item_id="why",
                bank_id="light",
                score=(seq + 1) / 10,
                state_seq=seq,
            )
            for seq in range(RELEASES)
            for person in people
        ]


def _work(queue: PassbackQueue, database: Database, done: threading.Event) -> None:
    pause = threading.Event()
    while True:
        finished = done.is_set()
        if queue.step():
            continue
        with database.read() as session:
            waiting = session.scalar(
                select(func.count()).select_from(Passback).where(Passback.status == "pending")
            )
        if finished and not waiting:
            return
        pause.wait(0.02)


def test_every_score_arrives_once_or_is_refused_in_words(database: Database) -> None:
    book = RudeGradebook(random.Random(7))
    settings = Settings(secret_key="s" * 32, public_url="https://tool.example")
    queue = build_lti(settings, database, FastClock(), httpx.MockTransport(book.handle)).passback
    released = _course(database)
    done = threading.Event()
    workers = [threading.Thread(target=_work, args=(queue, database, done)) for _ in range(SENDERS)]
    for worker in workers:
        worker.start()
    for event in released:
        with database.write() as session:
            enqueue(session, event)
    done.set()
    for worker in workers:
        worker.join(timeout=200)
        assert not worker.is_alive()

    with database.read() as session:
        rows = {row.learner_id: row for row in session.scalars(select(Passback))}
        names = {user.id: user.subject for user in session.scalars(select(User))}
        news = [parse_event(row.payload) for row in session.scalars(select(OutboxEvent))]
    assert len(rows) == LEARNERS
    for learner_id, row in rows.items():
        subject = names[learner_id]
        if subject.startswith("test-"):
            assert row.status == "not_gradable"
            assert row.detail
            continue
        stamps, scores = zip(*book.taken[subject], strict=True)
        assert (row.status, row.sent_score) == ("sent", RELEASES / 10)
        assert scores[-1] == RELEASES * 10
        assert list(stamps) == sorted(set(stamps))
        assert list(scores) == sorted(set(scores))
    delivered = [event for event in news if isinstance(event, ScoreDelivered)]
    told = {(event.learner_id, event.parent_id, event.outcome) for event in delivered}
    last = {event.learner_id: event.event_id for event in released}
    for learner_id, event_id in last.items():
        outcome = "not_gradable" if names[learner_id].startswith("test-") else "delivered"
        assert (learner_id, event_id, outcome) in told
    assert len({event.event_id for event in delivered}) == len(delivered)
