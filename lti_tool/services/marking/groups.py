"""The answers to one question, those that say the same together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from analytics.content import Item, ItemBank
from analytics.grading.clusters import cluster
from lti_tool.errors import NotFound
from lti_tool.models import Attempt, ItemLearning, Launch
from lti_tool.models.marking import BY_CHECKER, BY_TEACHER
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.marking.queue import DeskRow, rows_of

COMPARED_MAX = 400
"""Most answers that are grouped at once, those to be marked soonest."""


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that say the same, the one most like the others first.

    Attributes:
        useful: marking one of them teaches most.
    """

    rows: tuple[DeskRow, ...]
    cohesion: float
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
    def texts(self) -> Mapping[str, int]:
        """Return the different answers and how often each was given."""
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.attempt.answer] = counts.get(row.attempt.answer, 0) + 1
        return counts


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One question's answers that no person has marked, in groups.

    Attributes:
        more: there are more answers than were compared.
        learning: what the marks taught; None before the first time.
    """

    course: Course
    item: Item
    groups: tuple[Group, ...]
    answers: int
    more: bool
    learning: ItemLearning | None


def open_item(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    activity_id: UUID,
    item_id: str,
) -> ItemPage:
    """Return a question of the launch's course with its answers in groups.

    Raises:
        NotFound: no such activity in the course, or no such question in it.
    """
    course = content_of(find_activity(session, launch, activity_id), banks)
    item = course.bank.items_by_id.get(item_id)
    if item is None:
        raise NotFound
    attempts = _unmarked(session, activity_id, item_id)
    learning = session.get(ItemLearning, (activity_id, item_id))
    shown = attempts[:COMPARED_MAX]
    return ItemPage(
        course=course,
        item=item,
        groups=_groups(rows_of(session, shown, {activity_id: course}), learning),
        answers=len(shown),
        more=len(attempts) > COMPARED_MAX,
        learning=learning,
    )


def _unmarked(session: Session, activity_id: UUID, item_id: str) -> Sequence[Attempt]:
    query = (
        select(Attempt)
        .where(
            Attempt.activity_id == activity_id,
            Attempt.item_id == item_id,
            Attempt.desk_rank < BY_TEACHER,
        )
        .options(joinedload(Attempt.learner))
        .order_by(Attempt.desk_rank, Attempt.id)
        .limit(COMPARED_MAX + 1)
    )
    # What a rule has checked exactly is shown only where nothing else is.
    found = session.scalars(query).all()
    return [one for one in found if (one.desk_rank or 0) < BY_CHECKER] or found


def _groups(rows: Sequence[DeskRow], learning: ItemLearning | None) -> tuple[Group, ...]:
    useful = set(learning.useful) if learning else set()
    return tuple(
        Group(
            rows=tuple(rows[n] for n in one.members),
            cohesion=one.cohesion,
            useful=any(str(rows[n].attempt.id) in useful for n in one.members),
        )
        for one in cluster([row.attempt.answer for row in rows])
    )
