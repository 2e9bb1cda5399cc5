"""Five hundred scores against a gradebook with bad manners: none lost, none twice.

One call in five fails: 401, 409, 422, 429, 500, or a time-out before or after
the score was taken. Chance is seeded, and time is virtual: nobody waits.
"""

import random
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import func, select

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
from lti_tool.services.tool_config import RESULT, SCORE
from lti_tool.settings import Settings
from tests.fakes.door import registration
from tests.fakes.gradebook import FAULTS, FakeGradebook
from tests.fakes.lms import DEPLOYMENT, LINE_ITEM
from tests.parts.postgres import running_postgres

pytestmark = pytest.mark.functional

LEARNERS, ROUNDS, SENDERS = 100, 5, 4
TEST_STUDENTS, BY_HAND = 3, 4
FAULT_RATE = 0.2
TOGETHER = timedelta(seconds=15)
"""So much virtual time passes between two looks at the queue."""
START = datetime(2026, 3, 2, tzinfo=UTC)
REASONS = ("not_gradable", "refused", "conflict")


class VirtualClock:
    """A clock that jumps to the next due row when nobody has work."""

    def __init__(self) -> None:
        self._now, self._lock = START, threading.Lock()

    def __call__(self) -> datetime:
        with self._lock:
            # Work takes a little time too; two moments are never the same.
            self._now += timedelta(milliseconds=1)
            return self._now

    def jump(self, to: datetime) -> None:
        """Go to a moment, never back."""
        with self._lock:
            self._now = max(self._now, to)


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


def _course(database: Database, *scopes: str) -> list[list[ScoreReleased]]:
    """Make a class; return its releases, round by round: 500 scores in all."""
    with database.write() as session:
        tenant = Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        session.add(tenant)
        session.flush()
        course = Course(tenant_id=tenant.id, lti_id="course-1")
        people = [User(tenant_id=tenant.id, subject=_subject(n)) for n in range(LEARNERS)]
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
                ags_scopes=list(scopes),
            )
        )
        facts = {
            "occurred_at": START,
            "produced_at": START,
            "tenant": str(tenant.id),
            "course_id": str(course.id),
            "activity_id": activity.id,
            "item_id": "why",
            "bank_id": "light",
        }
        return [
            [
                ScoreReleased(
                    event_id=uuid4(),
                    learner_id=person.id,
                    attempt_id=uuid4(),
                    score=(seq + 1) / 10,
                    state_seq=seq,
                    **facts,
                )
                for person in people
            ]
            for seq in range(ROUNDS)
        ]


def _subject(number: int) -> str:
    if number < TEST_STUDENTS:
        return f"test-{number}"
    return f"{'graded' if number < TEST_STUDENTS + BY_HAND else 'learner'}-{number}"


def _drain(queue: PassbackQueue, database: Database, clock: VirtualClock) -> None:
    """Send with several senders until nothing waits; nobody sleeps."""
    while True:
        senders = [threading.Thread(target=_send_due, args=(queue,)) for _ in range(SENDERS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join(timeout=60)
            assert not sender.is_alive()
        with database.read() as session:
            due = session.scalar(
                select(func.min(Passback.next_try_at)).where(Passback.status == "pending")
            )
        if due is None:
            return
        clock.jump(due + TOGETHER)


def _send_due(queue: PassbackQueue) -> None:
    while queue.step():
        pass


@pytest.mark.parametrize("manners", ["moodle", "canvas"])
def test_every_score_arrives_once_or_is_refused_in_words(database: Database, manners: str) -> None:
    book = FakeGradebook(manners, FAULT_RATE, random.Random(7), page_size=50)
    book.test_students = {_subject(n) for n in range(TEST_STUDENTS)}
    by_hand = {_subject(n) for n in range(TEST_STUDENTS, TEST_STUDENTS + BY_HAND)}
    for subject in by_hand:
        book.by_hand(subject, 88)
    clock = VirtualClock()
    settings = Settings(secret_key="s" * 32, public_url="https://tool.example")
    queue = build_lti(settings, database, clock, httpx.MockTransport(book.handle)).passback
    rounds = _course(database, SCORE, RESULT)
    for released in rounds:
        for event in released:
            with database.write() as session:
                enqueue(session, event)
        _drain(queue, database, clock)

    with database.read() as session:
        names = {user.id: user.subject for user in session.scalars(select(User))}
        rows = {names[row.learner_id]: row for row in session.scalars(select(Passback))}
        news = [parse_event(row.payload) for row in session.scalars(select(OutboxEvent))]
    assert set(book.faults) == set(FAULTS)
    assert len(rows) == LEARNERS
    for subject, row in rows.items():
        # None twice: each distinct score was taken once at most, and in order.
        scores = book.taken.get(subject, [])
        assert scores == sorted(set(scores))
        if row.status == "sent":
            assert book.grades[subject].score == ROUNDS * 10
            assert row.sent_score == ROUNDS / 10
        else:
            assert row.status in REASONS
            assert row.detail
    assert all(rows[subject].status == "conflict" for subject in by_hand)
    assert all(book.grades[subject].score == 88 for subject in by_hand)
    assert all(rows[subject].status == "not_gradable" for subject in book.test_students)
    delivered = sum(row.status == "sent" for row in rows.values())
    assert delivered >= LEARNERS * 0.8
    told = [event for event in news if isinstance(event, ScoreDelivered)]
    assert len({event.event_id for event in told}) == len(told)
    assert all(event.detail for event in told if event.outcome != "delivered")


def test_without_a_look_at_results_moodle_still_takes_none_twice(database: Database) -> None:
    book = FakeGradebook("moodle", FAULT_RATE, random.Random(11))
    clock = VirtualClock()
    settings = Settings(secret_key="s" * 32, public_url="https://tool.example")
    queue = build_lti(settings, database, clock, httpx.MockTransport(book.handle)).passback
    for released in _course(database, SCORE):
        for event in released:
            with database.write() as session:
                enqueue(session, event)
    _drain(queue, database, clock)
    assert book.count("GET", "/results") == 0
    for scores in book.taken.values():
        assert scores == sorted(set(scores))
    with database.read() as session:
        rows = session.scalars(select(Passback)).all()
    assert {row.status for row in rows} <= {"sent", "not_gradable"}
