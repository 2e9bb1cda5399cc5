"""A course with one learner in a fresh SQL state, and the events of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from analytics.content import NumericItem, Plan, PlanItem, PlanSkill
from analytics.events import (
    AnswerGraded,
    AnswerHeld,
    AnswerSubmitted,
    AnyEvent,
    GradeFacts,
    GradeOverridden,
    ItemObserved,
    MasteryUpdated,
    PathAdvised,
    PlannedWork,
    ScoreReleased,
    Work,
    child_id,
)
from analytics.mastery import Observation, activity_score, masteries, observe, start
from analytics.paths import advise
from lti_tool.adapters.database import Database
from lti_tool.models import (
    Activity,
    Attempt,
    Course,
    Deployment,
    Registration,
    ResourceLink,
    User,
)
from lti_tool.services.outbox import accept
from tests.parts.database import empty_database

_EVENT = ("parent_id", "occurred_at", "produced_at", "tenant", "course_id", "learner_id")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
ITEM = NumericItem(id="half", skills={"fractions": 1.0}, prompt="A half as a decimal?", answer=0.5)
PLAN = Plan(
    skills=(PlanSkill(id="fractions"), PlanSkill(id="ratio", prerequisites=("fractions",))),
    items=(
        PlanItem(id="half", kind="numeric", skills={"fractions": 1.0}),
        PlanItem(id="third", kind="numeric", skills={"fractions": 1.0}),
        PlanItem(id="mix", kind="numeric", skills={"ratio": 1.0}),
    ),
)


@dataclass
class Classroom:
    """A database with one tenant, course, activity, gradebook column, learner."""

    database: Database
    tenant_id: UUID = field(default_factory=uuid4)
    course_id: UUID = field(default_factory=uuid4)
    activity_id: UUID = field(default_factory=uuid4)
    learner_id: UUID = field(default_factory=uuid4)
    teacher_id: UUID = field(default_factory=uuid4)
    link_id: UUID = field(default_factory=uuid4)

    def answer(self, *, after_s: float = 0, answer: str = "0.5") -> AnswerSubmitted:
        """Keep an answer and accept its event, as the web does."""
        attempt_id = uuid4()
        event = AnswerSubmitted(
            **self._base(
                child_id(attempt_id, "answer.submitted"), NOON + timedelta(seconds=after_s)
            ),
            activity_id=self.activity_id,
            attempt_id=attempt_id,
            item_id=ITEM.id,
            bank_id="tiny",
            plan=PLAN,
            item=ITEM,
            answer=answer,
            language="en",
            attempt_number=1,
        )
        with self.database.write() as session:
            session.add(
                Attempt(
                    id=attempt_id,
                    tenant_id=self.tenant_id,
                    course_id=self.course_id,
                    activity_id=self.activity_id,
                    learner_id=self.learner_id,
                    bank_id="tiny",
                    item_id=ITEM.id,
                    number=1,
                    answer=answer,
                    event_id=event.event_id,
                    submitted_at=event.occurred_at,
                )
            )
            accept(session, event)
        return event

    def override(self, event: AnswerSubmitted, score: float, version: int = 2) -> GradeOverridden:
        """Return a teacher's other grade for an answer."""
        return GradeOverridden(
            **self._base(uuid4(), event.occurred_at + timedelta(minutes=5)),
            **_work(event),
            plan=event.plan,
            grade=_facts(score, version).model_copy(update={"method": "teacher"}),
            actor_id=self.teacher_id,
            reason="I see what you mean.",
        )

    def _base(self, event_id: UUID, at: datetime) -> dict[str, object]:
        return {
            "event_id": event_id,
            "occurred_at": at,
            "produced_at": at,
            "tenant": str(self.tenant_id),
            "course_id": str(self.course_id),
            "learner_id": self.learner_id,
        }


def classroom(folder: Path) -> Classroom:
    """Return a classroom in a new SQLite file."""
    room = Classroom(empty_database(folder / "signpost.db"))
    registration = Registration(
        id=uuid4(),
        issuer="https://lms.example",
        client_id="c",
        auth_login_url="https://lms.example/login",
        auth_token_url="https://lms.example/token",
        key_set_url="https://lms.example/keys",
    )
    with room.database.write() as session:
        session.add(registration)
        session.flush()
        session.add(
            Deployment(id=room.tenant_id, registration_id=registration.id, deployment_id="1")
        )
        session.flush()
        session.add(Course(id=room.course_id, tenant_id=room.tenant_id, lti_id="c1"))
        for user_id, subject in ((room.learner_id, "ada"), (room.teacher_id, "ben")):
            session.add(User(id=user_id, tenant_id=room.tenant_id, subject=subject))
        session.flush()
        session.add(
            Activity(
                id=room.activity_id,
                tenant_id=room.tenant_id,
                course_id=room.course_id,
                title="Fractions",
                bank_id="tiny",
                created_by=room.teacher_id,
            )
        )
        session.flush()
        session.add(
            ResourceLink(
                id=room.link_id,
                tenant_id=room.tenant_id,
                course_id=room.course_id,
                lti_id="r1",
                activity_id=room.activity_id,
                line_item_url="https://lms.example/items/1",
                ags_scopes=[SCORE_SCOPE],
            )
        )
    return room


def chain_of(
    event: AnswerSubmitted | GradeOverridden,
    *,
    score: float | None = 1.0,
    made_after_s: float = 1.0,
    seq: int = 1,
) -> list[AnyEvent]:
    """Return what the streams make of an answer (None: held) or an override."""
    made = {"produced_at": event.occurred_at + timedelta(seconds=made_after_s)}
    events: list[AnyEvent] = []
    parent: PlannedWork = event
    if isinstance(event, GradeOverridden):
        score = event.grade.score
    elif score is None:
        parent = AnswerHeld(**_child(event, "answer.held"), **made, reason="language_unsupported")
        events.append(parent)
    else:
        parent = AnswerGraded(**_child(event, "answer.graded"), **made, grade=_facts(score, 1))
        events.append(parent)
    version = 0 if score is None else (2 if isinstance(event, GradeOverridden) else 1)
    observed = observe(
        start(),
        Observation(
            attempt_id=event.attempt_id,
            item_id=event.item_id,
            skills=ITEM.skills,
            difficulty=0.0,
            grade_version=version,
            score=score,
        ),
    )
    state = replace(observed, seq=seq)
    mastery = MasteryUpdated(
        **_child(parent, "mastery.updated"),
        **made,
        state=state,
        skills=masteries(state, PLAN),
        changed=("fractions",),
    )
    advice = advise(PLAN, state, 0)
    advised = PathAdvised(
        **_child(mastery, "path.advised"),
        **made,
        step=advice.step,
        runner_up=advice.runner_up,
        reason=advice.reason,
        policy="readiness:3",
        propensity=advice.propensity,
        progress=advice.progress,
    )
    released = ScoreReleased(
        **_child(mastery, "score.released"),
        **made,
        score=activity_score(mastery.skills, PLAN.threshold),
        state_seq=seq,
    )
    return [*events, mastery, advised, released]


def said_of_item(chain: Sequence[AnyEvent]) -> ItemObserved:
    """Return what the trace step says of the item beside a chain; no page shows it."""
    mastery = next(event for event in chain if isinstance(event, MasteryUpdated))
    return ItemObserved(
        **_work(mastery),
        **{name: getattr(mastery, name) for name in _EVENT},
        event_id=child_id(mastery.parent_id or mastery.event_id, "item.observed"),
        revision=1,
        grade_version=1,
        difficulty=0.0,
        value=0.0,
        weight=0.125,
    )


def _facts(score: float, version: int) -> GradeFacts:
    return GradeFacts(
        score=score,
        label="correct" if score >= 0.5 else "contradictory",
        method="checker",
        grader="numeric:1",
        covered=("0.5",),
        grade_version=version,
    )


def _child(parent: PlannedWork, kind: str) -> dict[str, object]:
    return {
        "event_id": child_id(parent.event_id, kind),
        "parent_id": parent.event_id,
        "occurred_at": parent.occurred_at,
        "tenant": parent.tenant,
        "course_id": parent.course_id,
        "learner_id": parent.learner_id,
        **_work(parent),
        **(
            {}
            if kind in {"path.advised", "score.released", "item.observed"}
            else {"plan": parent.plan}
        ),
    }


def _work(event: Work) -> dict[str, object]:
    return {
        "activity_id": event.activity_id,
        "attempt_id": event.attempt_id,
        "item_id": event.item_id,
        "bank_id": event.bank_id,
    }
