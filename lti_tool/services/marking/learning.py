"""Learn from the marks of each question: nightly, or when a teacher asks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from analytics.grading.monitors import alarm, overrides, shift
from analytics.grading.neighbours import Marked, tune
from analytics.grading.usefulness import most_useful, uncertainty
from lti_tool.adapters.database import Database
from lti_tool.models import Activity, Attempt, DecidedAnswer, Decision, ItemLearning
from lti_tool.models.marking import BY_CHECKER, desk_rank

MARKS_MAX = 200
"""Marks of a question that are learnt from, the newest."""

ASKED = 5
COMPARED_MAX = 300
RECENT = timedelta(days=7)
COMPARED_WITH = timedelta(days=35)
_RANKED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class _Scored:
    """A model's score of an answer, whatever became of it."""

    score: float
    at: datetime


def learn_everywhere(database: Database, now: datetime) -> int:
    """Learn from the marks of every activity; return how many questions were.

    Each activity is a transaction of its own: nobody waits long for the turn.
    """
    _rank_old_answers(database)
    with database.read() as session:
        ids = session.scalars(select(Activity.id).order_by(Activity.id)).all()
    learnt = 0
    for activity_id in ids:
        with database.write() as session:
            learnt += learn(session, activity_id, now)
    return learnt


def learn(session: Session, activity_id: UUID, now: datetime) -> int:
    """Learn from the marks of one activity; return how many questions have any."""
    activity = session.get_one(Activity, activity_id)
    marked = _marked(session, activity_id)
    scores = _scores(session, activity_id, marked, now)
    items = {*marked, *scores}
    for item_id in sorted(items):
        learning = session.get(ItemLearning, (activity_id, item_id))
        if learning is None:
            learning = ItemLearning(
                activity_id=activity_id, item_id=item_id, tenant_id=activity.tenant_id
            )
            session.add(learning)
        learning.learnt_at = now
        _fit(learning, marked.get(item_id, []))
        _watch(learning, marked.get(item_id, []), scores.get(item_id, []), now)
        learning.useful = _useful(session, activity_id, item_id)
    return len(marked)


def _marked(session: Session, activity_id: UUID) -> dict[str, list[DecidedAnswer]]:
    """Return the standing marks by item, the newest first, one an answer."""
    rows = session.scalars(
        select(DecidedAnswer)
        .join(Decision)
        .where(
            Decision.activity_id == activity_id,
            Decision.kind.in_(("mark", "group")),
            Decision.undone_at.is_(None),
        )
        .options(contains_eager(DecidedAnswer.decision), joinedload(DecidedAnswer.attempt))
        .order_by(Decision.made_at.desc(), DecidedAnswer.attempt_id)
    )
    found: dict[str, dict[UUID, DecidedAnswer]] = defaultdict(dict)
    for row in rows:
        found[row.decision.item_id].setdefault(row.attempt_id, row)
    return {item: list(by_attempt.values()) for item, by_attempt in found.items()}


def _fit(learning: ItemLearning, rows: Sequence[DecidedAnswer]) -> None:
    marks = [
        Marked(row.attempt.answer, row.score_after or 0.0, _by_model(row))
        for row in rows[:MARKS_MAX]
    ]
    tuning = tune(marks)
    learning.marks = len(rows)
    learning.strength = tuning.strength if tuning else None
    learning.least = tuning.least if tuning else None
    learning.error_before = tuning.error_before if tuning else None
    learning.error_after = tuning.error_after if tuning else None
    kept = [{"text": m.text, "score": m.score, "model": m.model} for m in marks] if tuning else []
    learning.examples = {"marks": kept}


def _by_model(row: DecidedAnswer) -> float | None:
    return row.score_before if row.method_before == "model" else None


def _watch(
    learning: ItemLearning,
    rows: Sequence[DecidedAnswer],
    scores: Sequence[_Scored],
    now: datetime,
) -> None:
    pairs = [
        (before, row.score_after or 0.0) for row in rows if (before := _by_model(row)) is not None
    ]
    share = overrides(pairs)
    new = [one.score for one in scores if one.at > now - RECENT]
    old = [one.score for one in scores if now - COMPARED_WITH < one.at <= now - RECENT]
    learning.overruled, learning.marked = share.cases, share.of
    learning.shift = shift(old, new)
    learning.alarm = alarm(share, learning.shift)


def _scores(
    session: Session, activity_id: UUID, marked: dict[str, list[DecidedAnswer]], now: datetime
) -> dict[str, list[_Scored]]:
    """Return what the model said of each item's answers, also where overruled."""
    found: dict[str, list[_Scored]] = defaultdict(list)
    rows = session.execute(
        select(Attempt.item_id, Attempt.score, Attempt.submitted_at).where(
            Attempt.activity_id == activity_id,
            Attempt.method == "model",
            Attempt.submitted_at > now - COMPARED_WITH,
        )
    )
    for item_id, score, at in rows:
        found[item_id].append(_Scored(score or 0.0, at))
    for item_id, decided in marked.items():
        for row in decided:
            if (score := _by_model(row)) is not None:
                found[item_id].append(_Scored(score, row.attempt.submitted_at))
    return found


def _useful(session: Session, activity_id: UUID, item_id: str) -> list[str]:
    rows = session.execute(
        select(Attempt.id, Attempt.answer, Attempt.confidence)
        .where(
            Attempt.activity_id == activity_id,
            Attempt.item_id == item_id,
            Attempt.desk_rank < BY_CHECKER,
        )
        .order_by(Attempt.desk_rank, Attempt.id)
        .limit(COMPARED_MAX)
    ).all()
    unsure = [uncertainty(row.confidence) for row in rows]
    chosen = most_useful([row.answer for row in rows], unsure, ASKED)
    return [str(rows[n].id) for n in chosen]


def _rank_old_answers(database: Database) -> None:
    """Put answers on the desk that are older than the desk."""
    while True:
        with database.write() as session:
            query = select(Attempt).where(Attempt.desk_rank.is_(None)).limit(_RANKED_AT_ONCE)
            found = session.scalars(query).all()
            for attempt in found:
                attempt.desk_rank = desk_rank(attempt)
        if not found:
            return
