"""A course with an activity and learners, its streams played in memory."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from analytics.content import ItemBank
from analytics.events import (
    AnswerGraded,
    AnswerHeld,
    AnyEvent,
    GradeFacts,
    GradeOverridden,
    MasteryReset,
    MasteryUpdated,
    PathAdvised,
    ScoreReleased,
    child_id,
    parse_event,
)
from analytics.mastery import (
    LearnerState,
    Observation,
    Reset,
    masteries,
    observe,
    plan_progress,
    reset,
    start,
)
from analytics.mastery.explaining import foreseen
from analytics.mastery.model import shipped_model
from analytics.mastery.moves import moves_of
from analytics.paths import offer
from analytics.paths.placement import placed
from analytics.paths.teaching import policy_for
from lti_tool.adapters.database import Database
from lti_tool.models import (
    Activity,
    Attempt,
    Course,
    Deployment,
    Launch,
    OutboxEvent,
    Registration,
    ResourceLink,
    User,
)
from lti_tool.services.activities import ActivityDraft, content_of, create_activity
from lti_tool.services.apply_events import apply
from lti_tool.services.attempts import Submission, submit_answer
from lti_tool.services.launches import find_launch, open_launch
from lti_tool.services.paths.previewing import right_answer
from lti_tool.services.positions import Pick, move_on
from lti_tool.services.student_page import StudentPage, open_student_page

ISSUER = "https://lms.example.org"


@dataclass
class Clock:
    """A clock that goes when it is told."""

    at: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def go(self, seconds: float = 20) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@dataclass
class Streams:
    """Grades, traces and advises as the stream processors do, at once."""

    database: Database
    clock: Clock
    states: dict[UUID, LearnerState] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)

    def run(self, score: float = 1.0, **grade: Any) -> None:
        """Let every event of the outbox have its consequences."""
        with self.database.read() as session:
            rows = session.scalars(select(OutboxEvent).order_by(OutboxEvent.seq)).all()
        for row in rows:
            if row.seq not in self.done:
                self.done.add(row.seq)
                self._follow(parse_event(row.payload), score, grade)

    def _follow(self, event: AnyEvent, score: float, grade: dict[str, Any]) -> None:
        if event.kind == "answer.submitted":
            first: Any = self._first(event, score, grade)
        elif isinstance(event, GradeOverridden):
            first = event
        elif isinstance(event, MasteryReset):
            with self.database.write() as session:
                apply(session, self._begun_anew(event), self.clock())
            return
        else:
            return
        with self.database.write() as session:
            apply(session, [first, *self._rest(first)], self.clock())

    def _child(self, event: Any, kind: str) -> dict[str, Any]:
        names = ("occurred_at", "tenant", "course_id", "learner_id", "activity_id", "attempt_id")
        kept = {n: getattr(event, n) for n in (*names, "item_id", "bank_id", "placement")}
        if kind not in {"path.advised", "score.released"}:
            kept["plan"] = event.plan
        ids = {"event_id": child_id(event.event_id, kind), "parent_id": event.event_id}
        return {**kept, **ids, "produced_at": self.clock()}

    def _first(self, event: Any, score: float, grade: dict[str, Any]) -> AnswerGraded | AnswerHeld:
        if "held" in grade:
            said, reading = self._child(event, "answer.held"), grade.get("tentative")
            return AnswerHeld(**said, reason=grade["held"], tentative=reading)
        said = "correct" if score >= 0.85 else "partial" if score > 0.2 else "contradictory"
        facts = {
            "score": score,
            "label": said,
            "confidence": 0.91,
            "method": "model",
            "grader": "grader:1",
            "grade_version": 1,
            **grade,
        }
        return AnswerGraded(**self._child(event, "answer.graded"), grade=GradeFacts(**facts))

    def _rest(self, event: Any) -> list[AnyEvent]:
        grade = getattr(event, "grade", None)
        planned = next(i for i in event.plan.items if i.id == event.item_id)
        seen = Observation(
            attempt_id=event.attempt_id,
            item_id=event.item_id,
            skills=planned.skills,
            difficulty=planned.difficulty,
            grade_version=grade.grade_version if grade else 0,
            score=grade.score if grade else None,
            at=event.occurred_at,
        )
        before = self.states.get(event.learner_id, start())
        state = observe(before, seen)
        return self._updated(
            event,
            state,
            changed=tuple(seen.skills) if grade else (),
            moved=moves_of(before, state, seen),
            forecast=foreseen(before, seen, shipped_model()),
        )

    def _begun_anew(self, event: MasteryReset) -> list[AnyEvent]:
        before = self.states.get(event.learner_id, start())
        said = Reset(event.skills, event.since, event.reset_version, event.in_force)
        return self._updated(event, reset(before, event.reset_id, said), changed=event.skills)

    def _updated(self, event: Any, state: LearnerState, **said: Any) -> list[AnyEvent]:
        self.states[event.learner_id] = state
        skills = masteries(state, event.plan)
        moved = MasteryUpdated(
            **self._child(event, "mastery.updated"), state=state, skills=skills, **said
        )
        policy = policy_for(event.plan, event.learner_id, event.occurred_at)
        advice = policy.advise(event.plan, state, 1)
        if event.placement is not None:
            advice = placed(event.plan, state, event.placement, advice)
        body = {n: getattr(advice, n) for n in ("step", "runner_up", "reason", "propensity")}
        dumped = {n: v.model_dump() if hasattr(v, "model_dump") else v for n, v in body.items()}
        offered = offer(event.plan, state, advice)
        path = PathAdvised(
            **self._child(moved, "path.advised"),
            policy=policy.name,
            offered=tuple(step.model_dump() for step in offered),
            progress=advice.progress,
            **dumped,
        )
        bests = {skill.skill_id: skill.best for skill in skills}
        score = plan_progress(event.plan, bests)
        released = ScoreReleased(
            **self._child(moved, "score.released"), score=score, state_seq=state.seq
        )
        return [moved, path, released]


@dataclass
class Room:
    """A tenant, a course, an activity and its people."""

    database: Database
    bank: ItemBank
    clock: Clock
    tenant: Deployment
    course: Course
    link: ResourceLink
    teacher: User
    activity: Activity
    streams: Streams
    tokens: dict[str, str] = field(default_factory=dict)

    @property
    def banks(self) -> dict[str, ItemBank]:
        return {self.bank.id: self.bank}

    def join(self, name: str, role: str = "learner", **values: Any) -> str:
        """Let somebody launch the activity; return the page's token."""
        with self.database.write() as session:
            user = User(tenant_id=self.tenant.id, subject=name.casefold(), name=name)
            session.add(user)
            session.flush()
            self.tokens[name] = self.launch(session, user, role, **values)
        return self.tokens[name]

    def teach(self, **values: Any) -> str:
        """Let the teacher launch the activity; return the page's token."""
        with self.database.write() as session:
            return self.launch(session, self.teacher, "teacher", **values)

    def launch(self, session: Any, user: User, role: str, **values: Any) -> str:
        given = {
            "course_id": self.course.id,
            "activity_id": self.activity.id,
            "resource_link_id": self.link.id,
            "message_type": "LtiResourceLinkRequest",
            "role": role,
            **values,
        }
        return open_launch(
            session,
            now=self.clock(),
            hours=12,
            tenant_id=self.tenant.id,
            user_id=user.id,
            **given,
        )

    def find(self, name: str) -> Launch:
        with self.database.read() as session:
            return find_launch(session, self.tokens[name], self.clock())

    def page(self, name: str) -> StudentPage:
        launch = self.find(name)
        with self.database.write() as session:
            return open_student_page(session, launch, self.banks, self.clock(), 4.0)

    def answer(self, name: str, text: str = "Because of the sun.") -> Attempt:
        """Let a learner answer the item before them; not graded yet."""
        item = self.page(name).item
        given = text if item.kind == "short_answer" else right_answer(item)
        launch = self.find(name)
        with self.database.write() as session:
            return submit_answer(
                session,
                launch,
                content_of(self.activity, self.banks),
                Submission(uuid4(), item.id, given),
                self.clock.go(),
                most=4_000,
            )

    def next(self, name: str) -> None:
        launch = self.find(name)
        with self.database.write() as session:
            course = content_of(self.activity, self.banks)
            move_on(session, launch, course, Pick(), self.clock.go(5))

    def work(self, name: str, scores: list[float], **grade: Any) -> None:
        """Let a learner answer several items, each graded."""
        for score in scores:
            self.answer(name)
            self.clock.go(1)
            self.streams.run(score, **grade)
            self.next(name)


def open_room(
    database: Database, bank: ItemBank, clock: Clock, title: str = "Why things float"
) -> Room:
    """Return a course with one activity over a whole bank."""
    with database.write() as session:
        registration = Registration(
            issuer=ISSUER,
            client_id=uuid4().hex,
            auth_login_url=f"{ISSUER}/auth",
            auth_token_url=f"{ISSUER}/token",
            key_set_url=f"{ISSUER}/keys",
        )
        tenant = Deployment(registration=registration, deployment_id="1", approved=True)
        session.add(tenant)
        session.flush()
        course = Course(tenant_id=tenant.id, lti_id="c1", title="Science 7b")
        teacher = User(tenant_id=tenant.id, subject="teacher", name="Grace Okafor")
        session.add_all([course, teacher])
        session.flush()
        link = ResourceLink(tenant_id=tenant.id, course_id=course.id, lti_id="r1")
        session.add(link)
        session.flush()
        launch = Launch(
            token_hash=uuid4().hex * 2,
            tenant_id=tenant.id,
            course_id=course.id,
            user_id=teacher.id,
            resource_link_id=link.id,
            message_type="LtiResourceLinkRequest",
            role="teacher",
            expires_at=clock() + timedelta(hours=12),
        )
        session.add(launch)
        session.flush()
        draft = ActivityDraft(title=title, bank_id=bank.id)
        activity = create_activity(session, launch, draft, {bank.id: bank}, clock())
    return Room(
        database=database,
        bank=bank,
        clock=clock,
        tenant=tenant,
        course=course,
        link=link,
        teacher=teacher,
        activity=activity,
        streams=Streams(database, clock),
    )
