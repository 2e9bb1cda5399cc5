"""What was decided at the desk, the newest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from lti_tool.models import Attempt, DecidedAnswer, Decision, Launch

PAGE_SIZE = 40
SHOWN_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision, how many answers it was about, and a few of them."""

    decision: Decision
    count: int
    answers: tuple[DecidedAnswer, ...]

    @property
    def can_be_undone(self) -> bool:
        """Tell whether it may be taken back."""
        return self.decision.kind != "undo" and self.decision.undone_at is None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One page of decisions; `page` counts from 1."""

    lines: tuple[DecisionLine, ...]
    page: int
    more: bool


def read_record(session: Session, launch: Launch, page: int) -> RecordPage:
    """Return decisions about the launch's activity, the newest first."""
    found = session.scalars(
        select(Decision)
        .where(Decision.activity_id == launch.activity_id)
        .options(joinedload(Decision.actor))
        .order_by(Decision.made_at.desc(), Decision.id)
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    shown = found[:PAGE_SIZE]
    ids = [one.id for one in shown]
    counts, some = _counts(session, ids), _some(session, ids)
    lines = [DecisionLine(one, counts.get(one.id, 0), some.get(one.id, ())) for one in shown]
    return RecordPage(tuple(lines), page, len(found) > PAGE_SIZE)


def history_of(session: Session, attempt: Attempt) -> tuple[DecidedAnswer, ...]:
    """Return what was decided about one answer, the oldest first."""
    rows = session.scalars(
        select(DecidedAnswer)
        .join(Decision)
        .where(DecidedAnswer.attempt_id == attempt.id)
        .options(joinedload(DecidedAnswer.decision).joinedload(Decision.actor))
        .order_by(Decision.made_at, DecidedAnswer.version_after)
    )
    return tuple(rows)


def _counts(session: Session, ids: list[UUID]) -> Mapping[UUID, int]:
    rows = session.execute(
        select(DecidedAnswer.decision_id, func.count())
        .where(DecidedAnswer.decision_id.in_(ids))
        .group_by(DecidedAnswer.decision_id)
    )
    return {row[0]: row[1] for row in rows}


def _some(session: Session, ids: list[UUID]) -> Mapping[UUID, tuple[DecidedAnswer, ...]]:
    """Return the first answers of each decision."""
    nth = func.row_number().over(
        partition_by=DecidedAnswer.decision_id, order_by=DecidedAnswer.attempt_id
    )
    ranked = (
        select(DecidedAnswer.decision_id, DecidedAnswer.attempt_id, nth.label("nth"))
        .where(DecidedAnswer.decision_id.in_(ids))
        .subquery()
    )
    same = (DecidedAnswer.decision_id == ranked.c.decision_id) & (
        DecidedAnswer.attempt_id == ranked.c.attempt_id
    )
    rows = session.scalars(
        select(DecidedAnswer)
        .join(ranked, same)
        .where(ranked.c.nth <= SHOWN_ANSWERS)
        .options(joinedload(DecidedAnswer.attempt))
        .order_by(DecidedAnswer.decision_id, DecidedAnswer.attempt_id)
    )
    return {key: tuple(group) for key, group in groupby(rows, lambda row: row.decision_id)}
