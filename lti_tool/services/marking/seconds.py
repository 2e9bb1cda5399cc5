"""A second marker marks blind, and how well the two agree."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank
from analytics.grading.agreement import Agreement, agreement
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, Launch, SecondMark
from lti_tool.services.activities import Course, content_of, find_activity

First = Literal["teacher", "model"]
FIRSTS: tuple[First, ...] = get_args(First)


@dataclass(frozen=True, slots=True)
class SecondPage:
    """The next answer to mark blind, and the agreement so far.

    Attributes:
        attempt: None when none is left; its grade is not to be shown.
        left: how many answers of this first marker wait.
        whole: agreement with each first marker over the activity.
        by_item: the same for each question, the questions in the order of the bank.
    """

    course: Course
    first: First
    attempt: Attempt | None
    item: Item | None
    left: int
    whole: Mapping[First, Agreement]
    by_item: tuple[tuple[Item, Mapping[First, Agreement]], ...]


def open_second_marking(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], first: First
) -> SecondPage:
    """Return what to mark blind next in the launch's activity.

    The order is that of the answers' random ids: a sample, and no marker's choice.

    Raises:
        NotFound: the launch has no activity, or its bank is gone.
    """
    course = content_of(find_activity(session, launch), banks)
    waiting = _waiting(launch, first).where(Attempt.item_id.in_(course.bank.items_by_id))
    attempt = session.scalars(waiting.order_by(Attempt.id).limit(1)).first()
    left = session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    whole, by_item = _agreements(session, launch)
    return SecondPage(
        course=course,
        first=first,
        attempt=attempt,
        item=course.bank.items_by_id[attempt.item_id] if attempt else None,
        left=left,
        whole=whole,
        by_item=tuple((item, by_item[item.id]) for item in course.bank.items if item.id in by_item),
    )


def mark_second(
    session: Session, launch: Launch, attempt_id: UUID, score: float, now: datetime
) -> None:
    """Keep a blind mark beside the first; it changes no grade. Once an answer.

    Raises:
        NotFound: no such answer in the activity, or it is the marker's own mark.
        Refused: the score is no score.
    """
    if not 0 <= score <= 1:
        raise Refused("score_invalid", "score")
    if session.get(SecondMark, (attempt_id, launch.user_id)) is not None:
        return
    query = or_(*(_is_first(launch, first) for first in FIRSTS))
    attempt = session.scalars(
        select(Attempt).where(
            Attempt.id == attempt_id, Attempt.activity_id == launch.activity_id, query
        )
    ).one_or_none()
    if attempt is None or attempt.score is None or attempt.method is None:
        raise NotFound
    session.add(
        SecondMark(
            attempt_id=attempt.id,
            marker_id=launch.user_id,
            tenant_id=attempt.tenant_id,
            activity_id=attempt.activity_id,
            item_id=attempt.item_id,
            score=score,
            first_score=attempt.score,
            first_method=attempt.method,
            first_label=attempt.label,
            made_at=now,
        )
    )


def _waiting(launch: Launch, first: First) -> Select[Attempt]:
    mine = select(SecondMark.attempt_id).where(SecondMark.marker_id == launch.user_id)
    return select(Attempt).where(
        Attempt.activity_id == launch.activity_id,
        _is_first(launch, first),
        Attempt.id.not_in(mine),
    )


def _is_first(launch: Launch, first: First) -> ColumnElement[bool]:
    """Return what picks answers that a first marker marked, who is not the second."""
    graded = (Attempt.status == "graded") & (Attempt.method == first)
    return graded & or_(Attempt.overridden_by.is_(None), Attempt.overridden_by != launch.user_id)


def _agreements(
    session: Session, launch: Launch
) -> tuple[dict[First, Agreement], dict[str, dict[First, Agreement]]]:
    rows = session.scalars(
        select(SecondMark)
        .where(SecondMark.activity_id == launch.activity_id)
        .order_by(SecondMark.made_at, SecondMark.attempt_id)
    )
    by_item: dict[str, dict[First, list[SecondMark]]] = defaultdict(lambda: defaultdict(list))
    whole: dict[First, list[SecondMark]] = defaultdict(list)
    for row in rows:
        for first in FIRSTS:
            if row.first_method == first:
                by_item[row.item_id][first].append(row)
                whole[first].append(row)
    return (
        {first: _agreement(marks) for first, marks in whole.items()},
        {
            item: {first: _agreement(marks) for first, marks in firsts.items()}
            for item, firsts in by_item.items()
        },
    )


def _agreement(marks: list[SecondMark]) -> Agreement:
    return agreement([one.first_score for one in marks], [one.score for one in marks])
