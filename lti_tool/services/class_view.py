"""How a class stands in an activity, from the SQL state: always there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from analytics.content import ItemBank
from analytics.mastery.state import SkillMastery
from lti_tool.models import Attempt, Challenge, Change, Launch, Passback, Progress, User
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.challenges import open_challenges
from lti_tool.services.positions import mastery_of
from lti_tool.services.roster import not_begun
from lti_tool.services.skill_places import Band, band_of

WRONG_IN_A_ROW = 4


@dataclass(frozen=True, slots=True)
class SkillCell:
    """One learner's one skill."""

    name: str
    band: Band
    mastery: SkillMastery | None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner of the class.

    Attributes:
        struggles: the last four graded answers were all wrong.
        score: of the activity, 0 to 1, as it goes to the gradebook.
        released: answers in words whose grade went out before a teacher looked.
        read: those, and the ones that the model has left to the teacher.
    """

    learner: User
    cells: tuple[SkillCell, ...]
    progress: float
    score: float | None
    answers: int
    released: int
    read: int
    held: int
    waiting: int
    struggles: bool
    last_at: datetime | None
    passback: Passback | None


@dataclass(frozen=True, slots=True)
class ClassPage:
    """The whole class, by name; version differs when something moved.

    `not_begun`: who is on the course's roster and has not opened the activity.
    `challenges`: estimates that learners do not believe, not answered yet.
    """

    course: Course
    rows: tuple[LearnerRow, ...]
    version: str
    not_begun: tuple[User, ...] = ()
    challenges: tuple[Challenge, ...] = ()

    @property
    def answers(self) -> int:
        """Return how many answers there are."""
        return sum(row.answers for row in self.rows)

    @property
    def held(self) -> int:
        """Return how many answers wait for the teacher."""
        return sum(row.held for row in self.rows)

    @property
    def released_share(self) -> float | None:
        """Return the share of answers in words that were graded at once, 0 to 1.

        None before a model has read any.
        """
        read = sum(row.read for row in self.rows)
        return sum(row.released for row in self.rows) / read if read else None

    @property
    def progress(self) -> float | None:
        """Return the mean way to the target; None without learners."""
        return sum(row.progress for row in self.rows) / len(self.rows) if self.rows else None

    @property
    def struggling(self) -> int:
        """Return how many learners need a hand."""
        return sum(row.struggles for row in self.rows)


def open_class_page(session: Session, launch: Launch, banks: Mapping[str, ItemBank]) -> ClassPage:
    """Return the class of the launch's activity.

    Raises:
        NotFound: the launch has no activity, or its bank is gone.
    """
    course = content_of(find_activity(session, launch), banks)
    version = class_version(session, launch)
    ours = course.activity.id
    positions = session.scalars(
        select(Progress).where(Progress.activity_id == ours).options(joinedload(Progress.learner))
    ).all()
    attempts = _by_learner(
        session.scalars(
            select(Attempt).where(Attempt.activity_id == ours).order_by(Attempt.submitted_at)
        )
    )
    passbacks = {
        row.learner_id: row
        for row in session.scalars(select(Passback).where(Passback.activity_id == ours))
    }
    rows = [
        _row(course, p, attempts.get(p.learner_id, ()), passbacks.get(p.learner_id))
        for p in positions
    ]
    absent = not_begun(session, launch.course_id, [p.learner_id for p in positions])
    doubted = tuple(open_challenges(session, ours))
    return ClassPage(course, tuple(sorted(rows, key=_by_name)), version, tuple(absent), doubted)


def class_version(session: Session, launch: Launch) -> str:
    """Return what differs whenever something of the activity moved."""
    count, newest = session.execute(
        select(func.count(Change.id), func.max(Change.id)).where(
            Change.activity_id == launch.activity_id
        )
    ).one()
    return f"{count}-{newest or 0}"


def _by_learner(attempts: Iterable[Attempt]) -> dict[object, list[Attempt]]:
    found: dict[object, list[Attempt]] = defaultdict(list)
    for attempt in attempts:
        found[attempt.learner_id].append(attempt)
    return found


def _row(
    course: Course,
    position: Progress,
    attempts: Iterable[Attempt],
    passback: Passback | None,
) -> LearnerRow:
    made = list(attempts)
    scores = [a.score for a in made if a.status == "graded" and a.score is not None]
    last = scores[-WRONG_IN_A_ROW:]
    return LearnerRow(
        learner=position.learner,
        cells=_cells(course, position),
        progress=position.progress,
        score=position.score,
        answers=len(made),
        held=sum(a.status == "held" for a in made),
        released=sum(a.method == "model" for a in made),
        read=sum(a.method == "model" or a.tentative is not None for a in made),
        waiting=sum(a.status == "submitted" for a in made),
        struggles=len(last) == WRONG_IN_A_ROW and max(last) < 0.5,
        last_at=made[-1].submitted_at if made else None,
        passback=passback,
    )


def _cells(course: Course, position: Progress) -> tuple[SkillCell, ...]:
    mastery = mastery_of(position)
    return tuple(
        SkillCell(
            name=course.bank.skills_by_id[skill.id].name,
            band=band_of(mastery.get(skill.id), course.plan.threshold),
            mastery=mastery.get(skill.id),
        )
        for skill in course.plan.skills
    )


def _by_name(row: LearnerRow) -> tuple[str, str]:
    return row.learner.name.casefold(), str(row.learner.id)
