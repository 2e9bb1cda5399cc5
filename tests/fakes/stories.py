"""Events as a course makes them, chosen by a seed: the same seed, the same story."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from analytics.content.item_parts import Criterion
from analytics.content.items import ShortAnswerItem
from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.events import (
    ActivityLaunched,
    ActivityPublished,
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
    Reason,
    ScoreDelivered,
    ScoreReleased,
    Step,
    Work,
    child_id,
)
from analytics.mastery.state import Beliefs, Gaussian, LearnerState, SkillMastery
from analytics.warehouse.rows import Delivery, Row, Table, merged, rows_of

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BANK = "tiny-bank"
SKILLS = ("light", "shade")
ITEMS = ("why-day", "why-night", "why-moon")

PLAN = Plan(
    skills=(PlanSkill(id="light"), PlanSkill(id="shade", prerequisites=("light",))),
    items=tuple(PlanItem(id=item, kind="short_answer", skills={"light": 1.0}) for item in ITEMS),
)


def item(item_id: str = "why-day") -> ShortAnswerItem:
    """Return an item of the plan."""
    return ShortAnswerItem(
        id=item_id,
        skills={"light": 1.0},
        prompt="Why is it light by day?",
        references=("The sun shines on our side of the earth.",),
        rubric=(Criterion(text="names the sun", points=1),),
    )


def state(seq: int) -> LearnerState:
    """Return a learner model after some changes."""
    beliefs = Beliefs(ability=Gaussian(mean=0.25, variance=0.5), answers=seq)
    return LearnerState(seq=seq, now=beliefs, before=beliefs)


@dataclass
class Story:
    """Makes the events of one tenant, at moments that go on."""

    seed: int = 1
    now: datetime = START
    events: list[AnyEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Choose the people and the places."""
        self.random = Random(self.seed)
        self.tenant = str(self.uuid())
        self.courses = [str(self.uuid()) for _ in range(2)]
        self.activities = {course: self.uuid() for course in self.courses}
        self.learners = [self.uuid() for _ in range(4)]
        self.teacher = self.uuid()
        self.seqs: dict[tuple[UUID, str], int] = {}
        self.numbers: dict[tuple[UUID, str, str], int] = {}

    def uuid(self) -> UUID:
        """Return an id that the seed chooses."""
        return UUID(int=self.random.getrandbits(128), version=4)

    def publish(self, course: str) -> ActivityPublished:
        """A teacher makes the course's activity."""
        return self._tell(
            ActivityPublished(
                **self._first(course, self.teacher),
                activity_id=self.activities[course],
                title="Light and shade",
                bank_id=BANK,
                skills=SKILLS,
            )
        )

    def launch(self, course: str, learner: UUID) -> ActivityLaunched:
        """A learner opens the activity."""
        return self._tell(
            ActivityLaunched(
                **self._first(course, learner),
                activity_id=self.activities[course],
                role="learner",
            )
        )

    def submit(self, course: str, learner: UUID, item_id: str = "why-day") -> AnswerSubmitted:
        """A learner answers."""
        key = (learner, course, item_id)
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return self._tell(
            AnswerSubmitted(
                **self._first(course, learner),
                activity_id=self.activities[course],
                attempt_id=self.uuid(),
                item_id=item_id,
                bank_id=BANK,
                plan=PLAN,
                item=item(item_id),
                answer=f"It's the sun's 100% \\ «光» {self.random.random():.4f}",
                language="en",
                attempt_number=self.numbers[key],
                seconds_spent=12.5,
            )
        )

    def grade(self, parent: AnswerSubmitted, score: float = 0.5) -> AnswerGraded:
        """The model grades the answer."""
        facts = GradeFacts(
            score=score,
            label="correct" if score == 1 else "partial",
            confidence=0.875,
            method="model",
            grader="grader@1",
            covered=("sun",),
            missing=("side of the earth",),
            grade_version=1,
        )
        return self._tell(AnswerGraded(**self._child(parent, "answer.graded"), grade=facts))

    def hold(self, parent: AnswerSubmitted) -> AnswerHeld:
        """No grader may judge the answer."""
        child = self._child(parent, "answer.held")
        return self._tell(AnswerHeld(**child, reason="language_unsupported"))

    def override(self, answer: AnswerSubmitted, score: float, version: int) -> GradeOverridden:
        """A teacher gives the answer another grade, later."""
        self.now += timedelta(days=2)
        facts = GradeFacts(
            score=score, label="partial", method="teacher", grader="teacher", grade_version=version
        )
        first = self._first(answer.course_id, answer.learner_id)
        work = {name: getattr(answer, name) for name in PlannedWork.model_fields}
        return self._tell(
            GradeOverridden(
                **{**work, **first},
                grade=facts,
                actor_id=self.teacher,
                reason="Half of it is there.",
            )
        )

    def trace(self, parent: Work) -> MasteryUpdated:
        """The learner's mastery moves, and a grade speaks of its item."""
        key = (parent.learner_id, parent.course_id)
        self.seqs[key] = self.seqs.get(key, 0) + 1
        skills = tuple(self._mastery(skill) for skill in SKILLS)
        updated = MasteryUpdated(
            **self._child(parent, "mastery.updated"),
            state=state(self.seqs[key]),
            skills=skills,
            changed=("light",),
        )
        self._tell(updated)
        if isinstance(parent, AnswerGraded | GradeOverridden):
            self._observe(parent)
        return updated

    def _observe(self, parent: AnswerGraded | GradeOverridden) -> None:
        self._tell(
            ItemObserved(
                **self._child(parent, "item.observed"),
                revision=1,
                grade_version=parent.grade.grade_version,
                difficulty=0.0,
                value=2 - 4 * parent.grade.score,
                weight=0.125,
            )
        )

    def advise(self, parent: MasteryUpdated) -> PathAdvised:
        """The next step is chosen."""
        reason = Reason(code="same_skill", skill_id="light", mastery=0.5, success=0.625)
        step = Step(item_id="why-moon", skill_id="light", success=0.625, reason=reason)
        return self._tell(
            PathAdvised(
                **self._child(parent, "path.advised"),
                step=step,
                reason=reason,
                policy="frontier@1",
                propensity=0.95,
                progress=0.25,
            )
        )

    def release(self, parent: MasteryUpdated) -> ScoreReleased:
        """The score may leave."""
        child = self._child(parent, "score.released")
        return self._tell(ScoreReleased(**child, score=0.5, state_seq=parent.state.seq))

    def deliver(self, parent: ScoreReleased) -> ScoreDelivered:
        """The gradebook took the score."""
        return self._tell(
            ScoreDelivered(
                **self._first(parent.course_id, parent.learner_id, parent.event_id),
                activity_id=parent.activity_id,
                score=parent.score,
                outcome="delivered",
            )
        )

    def answer(self, course: str, learner: UUID, item_id: str, score: float) -> AnswerSubmitted:
        """A whole way of an answer, from the form to the released score."""
        submitted = self.submit(course, learner, item_id)
        updated = self.trace(self.grade(submitted, score))
        self.advise(updated)
        self.release(updated)
        return submitted

    def live(self, steps: int) -> "Story":
        """Let anybody do anything, a number of times."""
        for course in self.courses:
            self.publish(course)
        for _ in range(steps):
            self._anything()
        return self

    def _anything(self) -> None:
        course, learner = self.random.choice(self.courses), self.random.choice(self.learners)
        item_id = self.random.choice(ITEMS)
        match self.random.randrange(6):
            case 0:
                self.launch(course, learner)
            case 1:
                self.trace(self.hold(self.submit(course, learner, item_id)))
            case 2:
                self.submit(course, learner, item_id)
            case 3:
                answer = self.answer(course, learner, item_id, self.random.random())
                for version in range(2, 2 + self.random.randrange(1, 3)):
                    self.trace(self.override(answer, self.random.random(), version))
            case _:
                self.answer(course, learner, item_id, self.random.choice((0.0, 0.5, 1.0)))

    def _mastery(self, skill_id: str) -> SkillMastery:
        value = round(self.random.random(), 3)
        return SkillMastery(
            skill_id=skill_id,
            value=value,
            best=value,
            low=value / 2,
            high=(1 + value) / 2,
            certain=value > 0.3,
            answers=self.random.randrange(3),
        )

    def _first(self, course: str, learner: UUID, parent_id: UUID | None = None) -> dict[str, Any]:
        self.now += timedelta(seconds=self.random.randrange(60, 40_000))
        return {
            "event_id": self.uuid(),
            "occurred_at": self.now,
            "produced_at": self.now + timedelta(milliseconds=40),
            "tenant": self.tenant,
            "course_id": course,
            "learner_id": learner,
            "parent_id": parent_id,
        }

    def _child(self, parent: Work, kind: str) -> dict[str, Any]:
        self.now += timedelta(milliseconds=150)
        ends = kind in {"path.advised", "score.released", "item.observed"}
        kept = set(Work.model_fields if ends else PlannedWork.model_fields)
        if kind == "item.observed":
            kept.remove("placement")
        return {
            **{name: getattr(parent, name) for name in kept},
            "event_id": child_id(parent.event_id, kind),
            "parent_id": parent.event_id,
            "produced_at": self.now,
        }

    def _tell(self, event: Any) -> Any:
        self.events.append(event)
        return event


def delivery(event: AnyEvent, offset: int = 0) -> Delivery:
    """Return a reading of the event's message."""
    return Delivery(
        raw=event.to_json(),
        topic=f"signpost.{event.kind}",
        partition=3,
        offset=offset,
        received_at=event.produced_at + timedelta(milliseconds=250),
    )


def batch(events: Iterable[AnyEvent]) -> dict[Table, list[Row]]:
    """Return the rows of some events, ready to be written."""
    return merged(rows_of(event, delivery(event, at)) for at, event in enumerate(events))
