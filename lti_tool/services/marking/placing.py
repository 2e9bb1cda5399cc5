"""Group a question's answers ahead of the pages, and let the marks speak of each.

Comparing hundreds of answers takes longer than anybody waits for a page: the desk's
worker does it, and again when answers have come. What it has not seen yet stands on
the page by itself until then.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select
from sqlalchemy.orm import Session

from analytics.grading.clusters import cluster
from analytics.grading.usefulness import most_useful, uncertainty
from lti_tool.adapters.database import Database
from lti_tool.models import Activity, Attempt, Change, DeskPlace, ItemLearning, utc_now
from lti_tool.models.marking import BY_CHECKER, BY_TEACHER
from lti_tool.services.marking.suggesting import moved_by

ItemKey = tuple[UUID, str]

PLACED_MAX = 4_000
"""Most answers of a question that are placed, those to be marked soonest."""

ASKED = 5
COMPARED_MAX = 300
AGAIN = timedelta(seconds=15)
"""A question is not placed again sooner, however many answers come in."""

_NEWS_AT_ONCE = 1_000


@dataclass(slots=True)
class Placer:
    """Places answers that came or changed since the last time."""

    database: Database
    clock: Callable[[], datetime] = utc_now
    _seen: int | None = field(default=None, init=False)
    _due: dict[ItemKey, datetime] = field(default_factory=dict, init=False)
    _placed: dict[ItemKey, datetime] = field(default_factory=dict, init=False)

    def watch(self) -> None:
        """Note which questions have news; the first time only where the news stand."""
        with self.database.read() as session:
            newest = session.scalar(select(func.max(Change.id))) or 0
            if self._seen is not None:
                self._note(session, self._seen)
        self._seen = newest

    def step(self) -> int:
        """Place the questions that are due; return how many needed it."""
        now = self.clock()
        due = [key for key, at in self._due.items() if at <= now]
        count = 0
        for key in due:
            del self._due[key]
            with self.database.read() as session:
                stale = _is_stale(session, key)
            if stale:
                place_item(self.database, key)
                self._placed[key] = now
                count += 1
        return count

    def _note(self, session: Session, after: int) -> None:
        rows = session.execute(
            select(Attempt.activity_id, Attempt.item_id)
            .join(Change, Change.attempt_id == Attempt.id)
            .where(Change.id > after)
            .distinct()
            .limit(_NEWS_AT_ONCE)
        )
        now = self.clock()
        for activity_id, item_id in rows:
            last = self._placed.get((activity_id, item_id))
            self._due.setdefault((activity_id, item_id), last + AGAIN if last else now)


def place_item(database: Database, key: ItemKey) -> None:
    """Group the unmarked answers to a question, and choose which to ask about.

    The comparing is done outside any transaction: nobody waits for it.
    """
    with database.read() as session:
        attempts = session.scalars(_unmarked(key).limit(PLACED_MAX)).all()
        learning = session.get(ItemLearning, key)
        activity = session.get(Activity, key[0])
    if activity is None:
        return
    places = _places(attempts, learning)
    useful = _useful([one for one in attempts if (one.desk_rank or 0.0) < BY_CHECKER])
    with database.write() as session:
        session.execute(delete(DeskPlace).where(*_of(DeskPlace, key)))
        there = set(session.scalars(select(Attempt.id).where(*_of(Attempt, key))))
        if kept := [row for row in places if row["attempt_id"] in there]:
            session.execute(insert(DeskPlace), kept)
        learning_of(session, activity.tenant_id, key).useful = useful


def learning_of(session: Session, tenant_id: UUID, key: ItemKey) -> ItemLearning:
    """Return what a question's marks taught; a new one, still empty, if nothing did."""
    learning = session.get(ItemLearning, key)
    if learning is None:
        learning = ItemLearning(activity_id=key[0], item_id=key[1], tenant_id=tenant_id)
        session.add(learning)
    return learning


def _places(attempts: Sequence[Attempt], learning: ItemLearning | None) -> list[dict[str, Any]]:
    said = moved_by(learning, attempts) if learning else [None] * len(attempts)
    groups = cluster([one.answer for one in attempts])
    order = [(n, member) for n, group in enumerate(groups) for member in group.members]
    return [
        {
            "attempt_id": attempts[member].id,
            "tenant_id": attempts[member].tenant_id,
            "activity_id": attempts[member].activity_id,
            "item_id": attempts[member].item_id,
            "version": attempts[member].grade_version,
            "group_no": group_no,
            "position": position,
            "score": moved.score if (moved := said[member]) else None,
            "by_marks": moved.neighbours if moved else 0,
        }
        for position, (group_no, member) in enumerate(order)
    ]


def _useful(attempts: Sequence[Attempt]) -> list[str]:
    compared = attempts[:COMPARED_MAX]
    unsure = [uncertainty(one.confidence) for one in compared]
    chosen = most_useful([one.answer for one in compared], unsure, ASKED)
    return [str(compared[n].id) for n in chosen]


def _unmarked(key: ItemKey) -> Select[Attempt]:
    return select(Attempt).where(*_to_place(key)).order_by(Attempt.desk_rank, Attempt.id)


def _to_place(key: ItemKey) -> tuple[ColumnElement[bool], ...]:
    """Choose the unmarked answers; "I don't know" is like no other and needs no place."""
    return *_of(Attempt, key), Attempt.desk_rank < BY_TEACHER, Attempt.answer != ""


def _is_stale(session: Session, key: ItemKey) -> bool:
    """Tell whether an answer waits that is not placed, or was with another grade."""
    query = (
        select(Attempt.id)
        .outerjoin(DeskPlace)
        .where(*_to_place(key))
        .where(or_(DeskPlace.version.is_(None), DeskPlace.version != Attempt.grade_version))
    )
    return session.scalars(query.limit(1)).first() is not None


def _of(
    model: type[Attempt] | type[DeskPlace], key: ItemKey
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return model.activity_id == key[0], model.item_id == key[1]
