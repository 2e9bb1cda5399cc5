"""Those who answer: over the web, a month late, and a teacher who changes grades."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from threading import Event
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from analytics.content import (
    Item,
    MultipleChoiceItem,
    NumericItem,
    OrderingItem,
    shipped_banks,
)
from analytics.events import AnswerSubmitted, GradeFacts, GradeOverridden, child_id
from lti_tool.adapters.database import Database
from lti_tool.models import Activity, AppliedEvent, Attempt, utc_now
from lti_tool.services.activities import Course, content_of
from lti_tool.services.outbox import accept
from tests.chaos.record import Given, Record
from tests.chaos.seats import Seats
from tests.parts.classroom import Learner
from tests.parts.visitor import Form

AGAIN_S = 1.0
MONTH = timedelta(days=30)
SETTLED = timedelta(seconds=15)
WORDS = (
    "It spreads out because its particles move faster.",
    "The particles gain energy and move apart from each other.",
    "Because it is heavy.",
    "Heat flows from the hot body to the cold one until both are equal.",
    "I think the plant makes its food from light and water.",
    "The mass stays the same but the volume grows.",
)


class Unanswered(Exception):
    """The web did not say what became of a request."""


class Refused(Exception):
    """The web said no."""


class PatientLearner(Learner):
    """A learner whose browser tells a refusal from a broken line."""

    def _asked(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        try:
            self._line.request(method, path, body, dict(headers or {}))
            response = self._line.getresponse()
            text = response.read().decode()
        except (OSError, HTTPException) as error:
            self._line.close()
            self._line = HTTPConnection(self._address, timeout=30)
            raise Unanswered(str(error)) from error
        if response.status == 200:
            return text
        self._line.close()
        if response.status >= 500:
            raise Unanswered(f"{response.status}")
        raise Refused(f"{method} {path}: {response.status} {text[:200]}")


def _leave(learner: PatientLearner | None) -> None:
    if learner is not None:
        learner.close()


@dataclass(frozen=True, slots=True)
class WebLearner:
    """Answers at the page until told to stop; sends a form until it is answered."""

    web_url: str
    token: str
    learner_id: UUID
    record: Record
    chance: random.Random
    think_s: float

    def run(self, over: Event) -> None:
        """Answer, wait, go on."""
        learner: PatientLearner | None = None
        try:
            while not over.wait(self.chance.uniform(0.5, 1.5) * self.think_s):
                learner = self._turn(learner, over)
        finally:
            _leave(learner)

    def _turn(self, learner: PatientLearner | None, over: Event) -> PatientLearner | None:
        """Answer one question; return who goes on at the open page, if it is open."""
        try:
            learner = learner or PatientLearner(self.web_url, self.token)
            if learner.question is None:
                learner.go_on()
            if learner.question is not None:
                self._answer(learner, over)
                learner.go_on()
        except (Unanswered, AssertionError, IndexError):
            return _leave(learner)
        except Refused:
            self.record.refuse()
            return _leave(learner)
        return learner

    def _answer(self, learner: PatientLearner, over: Event) -> None:
        form = self._filled(learner)
        while True:
            try:
                learner.send(form)
            except Unanswered:
                # Even when all is over: it may have been taken.
                if over.wait(AGAIN_S):
                    Event().wait(AGAIN_S)
            else:
                attempt_id, item_id = UUID(form.fields["attempt_id"]), form.fields["item_id"]
                self.record.took(Given(attempt_id, self.learner_id, item_id))
                return

    def _filled(self, learner: PatientLearner) -> Form:
        if 'type="radio"' in learner.html:
            return learner.filled(self.chance.choice("ab"))
        if "data-order" in learner.html:
            return learner.filled(learner.order())
        if 'inputmode="decimal"' in learner.html:
            return learner.filled(str(self.chance.randint(1, 20)))
        return learner.filled(self.chance.choice(WORDS))


@dataclass(frozen=True, slots=True)
class LateWriter:
    """Puts answers of a month ago into the outbox, in no order."""

    database: Database
    seats: Seats
    record: Record
    chance: random.Random
    every_s: float

    def run(self, over: Event) -> None:
        """Write one after the other; one in twenty can never move a mastery."""
        course = _course(self.database, self.seats)
        while not over.wait(self.every_s):
            try:
                self._write(course)
            except SQLAlchemyError:
                continue

    def _write(self, course: Course) -> None:
        learner = self.chance.choice(self.seats.late)
        item = self.chance.choice(course.bank.items)
        when = utc_now() - MONTH + timedelta(minutes=self.chance.uniform(-600, 600))
        attempt_id = uuid4()
        plan = course.plan
        if self.chance.random() < 0.05:
            rest = tuple(one for one in plan.items if one.id != item.id)
            plan = plan.model_copy(update={"items": rest})
        fields = {
            "tenant_id": self.seats.tenant_id,
            "course_id": self.seats.course_id,
            "activity_id": self.seats.activity_id,
            "learner_id": learner,
            "bank_id": course.bank.id,
            "item_id": item.id,
            "answer": self._said(item),
        }
        event = AnswerSubmitted(
            event_id=child_id(attempt_id, "answer.submitted"),
            occurred_at=when,
            produced_at=when,
            tenant=str(self.seats.tenant_id),
            course_id=str(self.seats.course_id),
            learner_id=learner,
            activity_id=self.seats.activity_id,
            attempt_id=attempt_id,
            item_id=item.id,
            bank_id=course.bank.id,
            plan=plan,
            item=item,
            answer=fields["answer"],
            language=course.bank.language,
            attempt_number=1,
        )
        with self.database.write() as session:
            session.add(
                Attempt(
                    id=attempt_id, number=1, event_id=event.event_id, submitted_at=when, **fields
                )
            )
            accept(session, event)
        self.record.took(Given(attempt_id, learner, item.id))

    def _said(self, item: Item) -> str:
        if isinstance(item, MultipleChoiceItem):
            return self.chance.choice(item.options).id
        if isinstance(item, OrderingItem):
            ids = [part.id for part in item.parts]
            return " ".join(self.chance.sample(ids, len(ids)))
        if isinstance(item, NumericItem):
            return str(self.chance.randint(1, 20))
        return self.chance.choice(WORDS)


@dataclass(frozen=True, slots=True)
class Teacher:
    """Changes a grade now and then, of an answer whose mastery is shown."""

    database: Database
    seats: Seats
    record: Record
    chance: random.Random
    every_s: float

    def run(self, over: Event) -> None:
        """Change one after the other."""
        course = _course(self.database, self.seats)
        while not over.wait(self.every_s):
            try:
                self._override(course)
            except SQLAlchemyError:
                continue

    def _override(self, course: Course) -> None:
        now = utc_now()
        with self.database.write() as session:
            graded = select(Attempt).where(
                Attempt.status == "graded",
                Attempt.grade_version == 1,
                Attempt.graded_at < now - SETTLED,
            )
            attempts = {
                child_id(child_id(a.event_id, "answer.graded"), "mastery.updated"): a
                for a in session.scalars(graded.order_by(Attempt.graded_at.desc()).limit(50))
            }
            shown = session.scalars(
                select(AppliedEvent.event_id).where(AppliedEvent.event_id.in_(attempts))
            ).all()
            if not shown:
                return
            attempt = attempts[self.chance.choice(sorted(shown))]
            # Until this grade comes back the answer is not chosen again.
            attempt.grade_version = 2
            attempt.score = self.chance.choice((0.0, 0.5, 1.0))
            accept(session, _override_of(attempt, course, self.seats.teacher_id))
        self.record.overrode()


def _override_of(attempt: Attempt, course: Course, teacher: UUID) -> GradeOverridden:
    now = utc_now()
    return GradeOverridden(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant=str(attempt.tenant_id),
        course_id=str(attempt.course_id),
        learner_id=attempt.learner_id,
        activity_id=attempt.activity_id,
        attempt_id=attempt.id,
        item_id=attempt.item_id,
        bank_id=attempt.bank_id,
        plan=course.plan,
        grade=GradeFacts(
            score=attempt.score or 0.0,
            label="partial",
            method="teacher",
            grader="teacher",
            grade_version=2,
        ),
        actor_id=teacher,
        reason="I see what you mean.",
    )


def _course(database: Database, seats: Seats) -> Course:
    with database.read() as session:
        return content_of(session.get_one(Activity, seats.activity_id), shipped_banks())
