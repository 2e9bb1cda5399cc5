"""A course with a graded link, learners, and a gradebook to deliver to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select

from analytics.events import ScoreReleased
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti, build_lti
from lti_tool.models import (
    Activity,
    Course,
    Deployment,
    GradebookColumn,
    Launch,
    Passback,
    Progress,
    ResourceLink,
    User,
)
from lti_tool.services.gradebook.release import enqueue
from lti_tool.services.tool_config import LINE_ITEM, RESULT, SCORE
from lti_tool.settings import Settings
from tests.fakes.door import registration
from tests.fakes.gradebook import CONTAINER, FakeGradebook
from tests.fakes.lms import DEPLOYMENT, FakeClock
from tests.fakes.lms import LINE_ITEM as COLUMN_URL


@dataclass
class School:
    """One tenant's course, its link and its people."""

    database: Database
    clock: FakeClock
    book: FakeGradebook
    lti: Lti
    course: Course
    activity: Activity
    link: ResourceLink
    teacher: User

    def learner(self, subject: str) -> UUID:
        """Return a learner of the course, made at first."""
        with self.database.write() as session:
            query = select(User).where(User.subject == subject)
            user = session.scalar(query)
            if user is None:
                user = User(tenant_id=self.course.tenant_id, subject=subject, name=subject.title())
                session.add(user)
                session.flush()
            if session.scalar(select(Progress).where(Progress.learner_id == user.id)) is None:
                ours = {"tenant_id": user.tenant_id, "activity_id": self.activity.id}
                session.add(Progress(learner_id=user.id, **ours))
            return user.id

    def release(self, subject: str, score: float, seq: int) -> None:
        """Release a learner's score."""
        learner_id = self.learner(subject)
        event = ScoreReleased(
            event_id=uuid4(),
            occurred_at=self.clock(),
            produced_at=self.clock(),
            tenant=str(self.course.tenant_id),
            course_id=str(self.course.id),
            learner_id=learner_id,
            activity_id=self.activity.id,
            attempt_id=uuid4(),
            item_id="why",
            bank_id="light",
            score=score,
            state_seq=seq,
        )
        with self.database.write() as session:
            position = session.scalars(
                select(Progress).where(Progress.learner_id == learner_id)
            ).one()
            position.score, position.state_seq = score, seq
            enqueue(session, event)

    def deliver(self, *, hours: float = 2) -> None:
        """Send all that falls due within some hours."""
        end = self.clock.now + timedelta(hours=hours)
        while self.clock.now < end:
            if not self.lti.passback.step():
                self.clock.now += timedelta(seconds=30)

    def look(self) -> None:
        """Let an hour pass and look at every column."""
        self.clock.now += timedelta(hours=1, minutes=1)
        while self.lti.columns.step():
            pass

    def row(self, subject: str = "ada") -> Passback:
        """Return a learner's row of the queue."""
        with self.database.read() as session:
            query = select(Passback).join(User, User.id == Passback.learner_id)
            return session.scalars(query.where(User.subject == subject)).one()

    def column(self) -> GradebookColumn:
        """Return what is known of the link's column."""
        with self.database.read() as session:
            return session.get_one(GradebookColumn, self.link.id)

    def launch(self, **changes: Any) -> Launch:
        """Return a teacher's launch of the activity."""
        values = {
            "token_hash": uuid4().hex,
            "tenant_id": self.course.tenant_id,
            "course_id": self.course.id,
            "user_id": self.teacher.id,
            "activity_id": self.activity.id,
            "resource_link_id": self.link.id,
            "message_type": "LtiResourceLinkRequest",
            "role": "teacher",
            "created_at": self.clock(),
            "expires_at": self.clock() + timedelta(hours=12),
            **changes,
        }
        with self.database.write() as session:
            made = Launch(**values)
            session.add(made)
        return made

    def change_link(self, **changes: Any) -> None:
        """Change the link's row."""
        with self.database.write() as session:
            link = session.get_one(ResourceLink, self.link.id)
            for name, value in changes.items():
                setattr(link, name, value)
        self.link = link


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


@pytest.fixture
def book() -> FakeGradebook:
    return FakeGradebook()


@pytest.fixture
def school(database: Database, clock: FakeClock, book: FakeGradebook) -> School:
    settings = Settings(public_url="https://tool.example", secret_key="s" * 32)
    lti = build_lti(settings, database, clock, httpx.MockTransport(book.handle))
    with database.write() as session:
        tenant = Deployment(registration=registration(), deployment_id=DEPLOYMENT, approved=True)
        session.add(tenant)
        session.flush()
        course = Course(tenant_id=tenant.id, lti_id="course-1")
        teacher = User(tenant_id=tenant.id, subject="teacher-1", name="Grace")
        session.add_all([course, teacher])
        session.flush()
        activity = Activity(
            tenant_id=tenant.id,
            course_id=course.id,
            created_by=teacher.id,
            title="Shadows",
            bank_id="light",
        )
        session.add(activity)
        session.flush()
        link = ResourceLink(
            tenant_id=tenant.id,
            course_id=course.id,
            lti_id="link-1",
            activity_id=activity.id,
            line_item_url=COLUMN_URL,
            line_items_url=CONTAINER,
            ags_scopes=[SCORE, RESULT, LINE_ITEM],
        )
        session.add(link)
    book.items["/line/7"] = {"id": COLUMN_URL, "label": "Shadows", "scoreMaximum": 100}
    return School(database, clock, book, lti, course, activity, link, teacher)
