"""Grade a question's answers anew: first to look at, then for good."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank
from analytics.events import GradeFacts
from lti_tool.adapters.database import Database
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Activity, Attempt, Decision, ItemLearning, Launch, Regrade
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.marking.contests import answer_contest
from lti_tool.services.marking.deciding import REASON_MAX, open_decision
from lti_tool.services.marking.giving import Giver, give, label_of, next_version
from lti_tool.services.marking.suggesting import moved_by, name_after_marks

Source = Literal["grader", "marks"]
LOOKED_AT_MAX = 10_000
_SAME = 0.005
_AT_ONCE = 100


class Judge(Protocol):
    """Grades answers to a question as the streams would."""

    def judge(
        self, item: Item, answers: Sequence[str], language: str
    ) -> Sequence[GradeFacts | None]:
        """Return a first grade for each answer; None for what a teacher must judge.

        Raises:
            GraderUnavailable: ask again later.
        """
        ...


class Proposal(BaseModel):
    """What grading anew would make of a graded answer; `version` is what it has now.

    Held answers are not graded anew: they wait for a person whatever the grader says.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempt_id: UUID
    version: int
    before: float
    grade: GradeFacts

    @property
    def rises(self) -> bool:
        """Tell whether the learner gains."""
        return self.grade.score > self.before


@dataclass(frozen=True, slots=True)
class RegradePage:
    """A regrade to look at.

    Attributes:
        answers: by id, of the proposals.
    """

    regrade: Regrade
    course: Course
    item: Item
    proposals: tuple[Proposal, ...]
    answers: Mapping[UUID, Attempt]

    @property
    def up(self) -> int:
        """Return how many answers gain."""
        return sum(one.rises for one in self.proposals)

    @property
    def down(self) -> int:
        """Return how many answers lose."""
        return len(self.proposals) - self.up


def ask_regrade(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    place: tuple[UUID, str],
    source: Source,
    now: datetime,
) -> Regrade:
    """Ask what grading a question anew would change; earlier looks are dropped.

    `place` is an activity of the launch's course and a question of it.

    Raises:
        NotFound: there is no such activity or question.
    """
    activity_id, item_id = place
    course = content_of(find_activity(session, launch, activity_id), banks)
    if item_id not in course.bank.items_by_id:
        raise NotFound
    drop_looks(session, place, now)
    regrade = Regrade(
        id=uuid4(),
        tenant_id=launch.tenant_id,
        course_id=launch.course_id,
        activity_id=activity_id,
        item_id=item_id,
        source=source,
        asked_by=launch.user_id,
        asked_at=now,
        status="asked",
        proposals={},
    )
    session.add(regrade)
    return regrade


def drop_looks(session: Session, place: tuple[UUID, str], now: datetime) -> None:
    """Let what was found of a question's answers be applied no more."""
    activity_id, item_id = place
    session.execute(
        update(Regrade)
        .where(Regrade.activity_id == activity_id, Regrade.item_id == item_id)
        .where(Regrade.status.in_(("asked", "ready")))
        .values(status="dropped", done_at=now)
    )


def read_regrade(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], regrade_id: UUID
) -> RegradePage:
    """Return a regrade of the launch's course.

    Raises:
        NotFound: there is none, or its question is gone.
    """
    regrade = _found(session, launch, regrade_id)
    course = content_of(find_activity(session, launch, regrade.activity_id), banks)
    item = course.bank.items_by_id.get(regrade.item_id)
    if item is None:
        raise NotFound
    proposals = _proposals(regrade)
    ids = [one.attempt_id for one in proposals]
    rows = session.scalars(select(Attempt).where(Attempt.id.in_(ids)))
    return RegradePage(regrade, course, item, proposals, {row.id: row for row in rows})


def apply_regrade(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    regrade_id: UUID,
    words: str,
    now: datetime,
) -> Regrade:
    """Give the answers their new grades; applied twice is applied once.

    A teacher's mark stays, and so does any grade newer than the one looked at.

    Raises:
        NotFound: there is no such regrade.
        Refused: the learners are told nothing or too much, or it is not ready.
    """
    if not words.strip():
        raise Refused("reason_missing", "reason")
    if len(words) > REASON_MAX:
        raise Refused("reason_too_long", "reason", most=REASON_MAX)
    page = read_regrade(session, launch, banks, regrade_id)
    if page.regrade.status == "applied":
        return page.regrade
    if page.regrade.status != "ready":
        raise Refused("regrade_not_ready")
    page.regrade.status, page.regrade.done_at = "applied", now
    giver = Giver(launch.user_id, words.strip(), now)
    decision: Decision | None = None
    for one in page.proposals:
        attempt = page.answers.get(one.attempt_id)
        if attempt is None or not _still(attempt, one):
            continue
        if decision is None:
            decision = open_decision(session, launch, attempt, now)
            decision.kind, decision.words = "regrade", giver.words
        facts = one.grade.model_copy(update={"grade_version": next_version(attempt)})
        give(session, decision, attempt, page.course, facts, giver)
        if page.regrade.source == "grader":
            attempt.item_revision = page.item.revision
        answer_contest(session, attempt, decision)
    page.regrade.decision_id = decision.id if decision else None
    return page.regrade


@dataclass(frozen=True, slots=True)
class Regrader:
    """Works out what was asked for, outside any transaction."""

    database: Database
    banks: Mapping[str, ItemBank]
    judge: Judge
    clock: Callable[[], datetime]

    def step(self) -> bool:
        """Work out the oldest regrade asked for; tell whether there was one.

        Raises:
            GraderUnavailable: it stays asked for; try again later.
        """
        with self.database.read() as session:
            regrade = session.scalars(
                select(Regrade).filter_by(status="asked").order_by(Regrade.asked_at).limit(1)
            ).first()
            if regrade is None:
                return False
            answers = _regradable(session, regrade)
            course = self._course(session, regrade)
            learning = session.get(ItemLearning, (regrade.activity_id, regrade.item_id))
        item = course.bank.items_by_id.get(regrade.item_id) if course else None
        if course is None or item is None:
            self._finish(regrade.id, "dropped", 0, [])
            return True
        found = self._graded(regrade, answers, item, course.bank.language, learning)
        self._finish(regrade.id, "ready", len(answers), _changed(answers, found))
        return True

    def _course(self, session: Session, regrade: Regrade) -> Course | None:
        activity = session.get_one(Activity, regrade.activity_id)
        try:
            return content_of(activity, self.banks)
        except NotFound:
            return None

    def _graded(
        self,
        regrade: Regrade,
        answers: Sequence[Attempt],
        item: Item,
        language: str,
        learning: ItemLearning | None,
    ) -> list[GradeFacts | None]:
        if regrade.source == "marks":
            return _by_marks(learning, answers) if learning else [None] * len(answers)
        texts = [one.answer for one in answers]
        found: list[GradeFacts | None] = []
        for start in range(0, len(texts), _AT_ONCE):
            found += self.judge.judge(item, texts[start : start + _AT_ONCE], language)
        return found

    def _finish(
        self, regrade_id: UUID, status: str, looked_at: int, proposals: Sequence[Proposal]
    ) -> None:
        with self.database.write() as session:
            regrade = session.get_one(Regrade, regrade_id)
            if regrade.status != "asked":
                return
            regrade.status, regrade.looked_at = status, looked_at
            regrade.proposals = {"answers": [one.model_dump(mode="json") for one in proposals]}
            regrade.done_at = self.clock()


def _found(session: Session, launch: Launch, regrade_id: UUID) -> Regrade:
    regrade = session.scalars(
        select(Regrade)
        .where(
            Regrade.id == regrade_id,
            Regrade.tenant_id == launch.tenant_id,
            Regrade.course_id == launch.course_id,
        )
        .with_for_update()
    ).one_or_none()
    if regrade is None:
        raise NotFound
    return regrade


def _proposals(regrade: Regrade) -> tuple[Proposal, ...]:
    return tuple(Proposal.model_validate(one) for one in regrade.proposals.get("answers", ()))


def _regradable(session: Session, regrade: Regrade) -> Sequence[Attempt]:
    return session.scalars(
        select(Attempt)
        .where(
            Attempt.activity_id == regrade.activity_id,
            Attempt.item_id == regrade.item_id,
            Attempt.status == "graded",
            Attempt.method != "teacher",
            Attempt.answer != "",
        )
        .order_by(Attempt.submitted_at, Attempt.id)
        .limit(LOOKED_AT_MAX)
    ).all()


def _by_marks(learning: ItemLearning, answers: Sequence[Attempt]) -> list[GradeFacts | None]:
    return [
        GradeFacts(
            score=said.score,
            label=label_of(said.score),
            confidence=one.confidence,
            method="model",
            grader=name_after_marks(one.grader, said.neighbours),
            covered=tuple(one.covered),
            missing=tuple(one.missing),
            grade_version=1,
        )
        if said
        else None
        for one, said in zip(answers, moved_by(learning, answers), strict=True)
    ]


def _changed(answers: Sequence[Attempt], found: Sequence[GradeFacts | None]) -> list[Proposal]:
    return [
        Proposal(attempt_id=one.id, version=one.grade_version, before=one.score, grade=grade)
        for one, grade in zip(answers, found, strict=True)
        if grade is not None and one.score is not None and abs(one.score - grade.score) >= _SAME
    ]


def _still(attempt: Attempt, proposal: Proposal) -> bool:
    return attempt.method != "teacher" and attempt.grade_version == proposal.version
