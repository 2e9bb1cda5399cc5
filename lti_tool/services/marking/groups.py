"""The answers to one question, those that say the same together."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank
from analytics.grading.likeness import normalised
from lti_tool.errors import NotFound
from lti_tool.models import Attempt, DeskPlace, ItemLearning, Launch
from lti_tool.models.marking import BY_CHECKER, BY_TEACHER
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.marking.queue import DeskRow, rows_of

PAGE_SIZE = 10
SHOWN_MAX = 100
"""Most answers of a group on the page; marked, they make room for the others."""

ALONE_MAX = 50
"""Most answers on the page that the desk's worker has not grouped yet."""


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that say the same, the one most like the others first.

    Attributes:
        size: how many there are; `rows` may be the first of them only.
        useful: marking one of them teaches most.
    """

    rows: tuple[DeskRow, ...]
    size: int
    useful: bool

    @property
    def proposed(self) -> float | None:
        """Return the middle one of the proposed scores; None without any."""
        scores = [row.proposed for row in self.rows if row.proposed is not None]
        return median(scores) if scores else None

    @property
    def spread(self) -> tuple[float, float] | None:
        """Return the least and the largest proposed score; None without any."""
        scores = [row.proposed for row in self.rows if row.proposed is not None]
        return (min(scores), max(scores)) if scores else None

    @property
    def texts(self) -> Mapping[str, Sequence[Attempt]]:
        """Return the different answers and who gave each."""
        found: dict[str, list[Attempt]] = defaultdict(list)
        for row in self.rows:
            found[row.attempt.answer].append(row.attempt)
        return found


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of a question's answers that no person has marked, in groups.

    Attributes:
        answers: how many there are, on all pages.
        page: counts from 1.
        more: another page follows.
        learning: what the marks taught; None before the first time.
    """

    course: Course
    item: Item
    groups: tuple[Group, ...]
    answers: int
    page: int
    more: bool
    learning: ItemLearning | None


def open_item(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    place: tuple[UUID, str],
    page: int = 1,
) -> ItemPage:
    """Return a question of the launch's course with its answers in groups.

    What teaches most comes first, then the largest group. `place` is an activity
    and a question of it.

    Raises:
        NotFound: no such activity in the course, or no such question in it.
    """
    activity_id, item_id = place
    course = content_of(find_activity(session, launch, activity_id), banks)
    item = course.bank.items_by_id.get(item_id)
    if item is None:
        raise NotFound
    learning = session.get(ItemLearning, place)
    desk = _Desk(session, place, _bound(session, place), course)
    sizes = desk.sizes()
    placed = [no for no in sizes if no is not None]
    useful = desk.groups_of(learning.useful if learning else ())
    order = sorted(placed, key=lambda no: (no not in useful, -sizes[no], no))
    shown = order[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    groups = [Group(rows, sizes[no], no in useful) for no, rows in desk.rows_in(shown)]
    return ItemPage(
        course=course,
        item=item,
        groups=(*(desk.alone() if page == 1 and None in sizes else ()), *groups),
        answers=sum(sizes.values()),
        page=page,
        more=len(order) > page * PAGE_SIZE,
        learning=learning,
    )


@dataclass(frozen=True, slots=True)
class _Desk:
    """The unmarked answers to one question, as the worker placed them."""

    session: Session
    place: tuple[UUID, str]
    below: float
    course: Course

    def sizes(self) -> dict[int | None, int]:
        """Return how many answers each group has; None for those not placed yet."""
        counted = self.session.execute(
            select(DeskPlace.group_no, func.count())
            .select_from(Attempt)
            .outerjoin(DeskPlace)
            .where(*self._unmarked())
            .group_by(DeskPlace.group_no)
        )
        return {row[0]: row[1] for row in counted}

    def groups_of(self, ids: Sequence[str]) -> set[int]:
        """Return the groups of some answers that are still unmarked."""
        wanted = [UUID(one) for one in ids]
        return set(
            self.session.scalars(
                select(DeskPlace.group_no)
                .join(Attempt)
                .where(*self._unmarked(), DeskPlace.attempt_id.in_(wanted))
            )
        )

    def rows_in(self, groups: Sequence[int]) -> list[tuple[int, tuple[DeskRow, ...]]]:
        """Return the first answers of each group, in the groups' order."""
        nth = func.row_number().over(
            partition_by=DeskPlace.group_no, order_by=(DeskPlace.position, DeskPlace.attempt_id)
        )
        ranked = (
            select(DeskPlace.attempt_id, DeskPlace.group_no, nth.label("nth"))
            .join(Attempt)
            .where(*self._unmarked(), DeskPlace.group_no.in_(groups))
            .subquery()
        )
        found = self.session.execute(
            select(ranked.c.group_no, Attempt)
            .join(Attempt, Attempt.id == ranked.c.attempt_id)
            .where(ranked.c.nth <= SHOWN_MAX)
            .order_by(ranked.c.group_no, ranked.c.nth)
        ).all()
        rows = self._shown([attempt for _, attempt in found])
        members: dict[int, list[DeskRow]] = defaultdict(list)
        for (group_no, _), row in zip(found, rows, strict=True):
            members[group_no].append(row)
        return [(no, tuple(members[no])) for no in groups]

    def alone(self) -> list[Group]:
        """Return the answers not placed yet, those of the same words together."""
        found = self.session.scalars(
            select(Attempt)
            .outerjoin(DeskPlace)
            .where(*self._unmarked(), DeskPlace.attempt_id.is_(None))
            .order_by(Attempt.desk_rank, Attempt.id)
            .limit(ALONE_MAX)
        ).all()
        same: dict[str, list[DeskRow]] = defaultdict(list)
        for row in self._shown(found):
            same[normalised(row.attempt.answer)].append(row)
        return [Group(tuple(rows), len(rows), useful=False) for rows in same.values()]

    def _shown(self, attempts: Sequence[Attempt]) -> tuple[DeskRow, ...]:
        return rows_of(self.session, attempts, {self.place[0]: self.course})

    def _unmarked(self) -> tuple[ColumnElement[bool], ...]:
        return (*_of_item(self.place), Attempt.desk_rank < self.below)


def _bound(session: Session, place: tuple[UUID, str]) -> float:
    """Return below which rank to look: what a rule checked only where nothing else is."""
    query = select(Attempt.id).where(*_of_item(place), Attempt.desk_rank < BY_CHECKER)
    return BY_TEACHER if session.scalars(query.limit(1)).first() is None else BY_CHECKER


def _of_item(place: tuple[UUID, str]) -> tuple[ColumnElement[bool], ...]:
    return Attempt.activity_id == place[0], Attempt.item_id == place[1]
