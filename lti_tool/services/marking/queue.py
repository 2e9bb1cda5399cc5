"""What to mark next: held, then contested, then the least sure, page by page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload

from analytics.content import ItemBank
from lti_tool.errors import NotFound
from lti_tool.models import Attempt, Contest, ItemLearning, Launch
from lti_tool.models.marking import (
    BY_CHECKER,
    BY_MODEL,
    BY_TEACHER,
    CONTESTED,
    HELD,
    WAITING,
)
from lti_tool.services.activities import Course, activities_of, content_of
from lti_tool.services.marking.contests import contests_of
from lti_tool.services.marking.giving import proposed_score
from lti_tool.services.marking.suggesting import Suggestion, suggestions

PAGE_SIZE = 25
UNSURE_BELOW = 0.65
"""Confidence under which a grade is a guess; the same as in its words."""

Group = Literal["open", "useful", "held", "contested", "unsure", "sure", "checked", "marked", "all"]
_BOUNDS: Mapping[Group, tuple[float, float]] = {
    "open": (HELD, BY_MODEL + UNSURE_BELOW),
    "useful": (HELD, BY_CHECKER),
    "held": (HELD, CONTESTED),
    "contested": (CONTESTED, BY_MODEL),
    "unsure": (BY_MODEL, BY_MODEL + UNSURE_BELOW),
    "sure": (BY_MODEL + UNSURE_BELOW, BY_CHECKER),
    "checked": (BY_CHECKER, BY_TEACHER),
    "marked": (BY_TEACHER, WAITING),
    "all": (HELD, WAITING),
}
GROUPS: tuple[Group, ...] = get_args(Group)


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the queue: after the answer with this rank and id."""

    rank: float
    attempt_id: UUID

    def __str__(self) -> str:
        """Return the place as an address carries it."""
        return f"{self.rank!r}_{self.attempt_id.hex}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """Return the place that an address names; None for none or nonsense."""
        rank, _, hexed = text.partition("_")
        try:
            return cls(float(rank), UUID(hex=hexed))
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """Which answers of the course to show; None or empty for all.

    Attributes:
        language: of the question, such as "en".
    """

    activity_id: UUID | None = None
    item_id: str = ""
    group: Group = "open"
    language: str = ""
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One answer on the desk, with what the marks say of it."""

    attempt: Attempt
    course: Course
    contest: Contest | None
    suggestion: Suggestion | None

    @property
    def alone(self) -> float | None:
        """Return the model's score without the marks."""
        return proposed_score(self.attempt)

    @property
    def proposed(self) -> float | None:
        """Return the score that one key accepts; None where nothing is proposed."""
        return self.suggestion.score if self.suggestion else self.alone


@dataclass(frozen=True, slots=True)
class DeskPage:
    """One page of the queue.

    Attributes:
        following: where the next page begins; None on the last one.
        counts: how many answers of the filter each group has; "useful" is no group of
            its own, but a few of the others.
        courses: every activity of the course, by title.
    """

    rows: tuple[DeskRow, ...]
    following: Place | None
    counts: Mapping[Group, int]
    courses: tuple[Course, ...]


def open_desk(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], wanted: DeskFilter
) -> DeskPage:
    """Return one page of the queue of the launch's course.

    Raises:
        NotFound: the filter names an activity of another course.
    """
    courses = _courses(session, launch, banks)
    query = _where(launch, wanted, courses)
    if wanted.group == "useful":
        query = query.where(Attempt.id.in_(_useful(session, _activities(wanted, courses))))
    found = session.scalars(
        _after(query, wanted)
        .options(joinedload(Attempt.learner))
        .order_by(Attempt.desk_rank, Attempt.id)
        .limit(PAGE_SIZE + 1)
    ).all()
    shown = found[:PAGE_SIZE]
    last = shown[-1] if len(found) > PAGE_SIZE else None
    return DeskPage(
        rows=rows_of(session, shown, courses),
        following=Place(last.desk_rank or 0.0, last.id) if last else None,
        counts=_counts(session, _where(launch, replace(wanted, group="all"), courses)),
        courses=tuple(courses.values()),
    )


def rows_of(
    session: Session, attempts: Sequence[Attempt], courses: Mapping[UUID, Course]
) -> tuple[DeskRow, ...]:
    """Return answers as the desk shows them, in the same order."""
    contests, said = contests_of(session, attempts), suggestions(session, attempts)
    return tuple(
        DeskRow(one, courses[one.activity_id], contests.get(one.id), said.get(one.id))
        for one in attempts
    )


def count_groups(session: Session, launch: Launch) -> Mapping[Group, int]:
    """Return how many answers of the launch's activity each group has."""
    return _counts(session, select(Attempt).where(Attempt.activity_id == launch.activity_id))


def _courses(session: Session, launch: Launch, banks: Mapping[str, ItemBank]) -> dict[UUID, Course]:
    """Return the course's activities; one whose bank is gone is left out."""
    there = [one for one in activities_of(session, launch) if one.bank_id in banks]
    return {one.id: content_of(one, banks) for one in there}


def _where(launch: Launch, wanted: DeskFilter, courses: Mapping[UUID, Course]) -> Select[Attempt]:
    ids = _activities(wanted, courses)
    query = select(Attempt).where(Attempt.course_id == launch.course_id)
    if wanted.activity_id:
        query = select(Attempt)
    query = query.where(Attempt.activity_id.in_(ids))
    if wanted.item_id:
        query = query.where(Attempt.item_id == wanted.item_id)
    low, high = _BOUNDS[wanted.group]
    return query.where(Attempt.desk_rank >= low, Attempt.desk_rank < high)


def _activities(wanted: DeskFilter, courses: Mapping[UUID, Course]) -> Collection[UUID]:
    if wanted.activity_id and wanted.activity_id not in courses:
        raise NotFound
    return [
        id_
        for id_, course in courses.items()
        if wanted.activity_id in {None, id_} and course.bank.language.startswith(wanted.language)
    ]


def _useful(session: Session, activities: Collection[UUID]) -> list[UUID]:
    """Return the answers whose marks would teach most, a few of each question."""
    query = select(ItemLearning.useful).where(ItemLearning.activity_id.in_(activities))
    return [UUID(one) for chosen in session.scalars(query) for one in chosen]


def _after(query: Select[Attempt], wanted: DeskFilter) -> Select[Attempt]:
    if wanted.after is None:
        return query
    rank, last = wanted.after.rank, wanted.after.attempt_id
    further = or_(Attempt.desk_rank > rank, and_(Attempt.desk_rank == rank, Attempt.id > last))
    return query.where(Attempt.desk_rank >= rank, further)


def _counts(session: Session, query: Select[Attempt]) -> dict[Group, int]:
    inside = {
        group: func.sum(
            case((and_(Attempt.desk_rank >= low, Attempt.desk_rank < high), 1), else_=0)
        )
        for group, (low, high) in _BOUNDS.items()
        if group != "useful"
    }
    columns = [total.label(group) for group, total in inside.items()]
    row = session.execute(query.with_only_columns(*columns)).mappings().one()
    return {group: int(row[group] or 0) for group in inside}
