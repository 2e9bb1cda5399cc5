"""Learn from the marks of each question: nightly, or when a teacher asks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from analytics.grading.monitors import alarm, overrides, shift
from analytics.grading.neighbours import Marked, Tuning, tune
from lti_tool.adapters.database import Database
from lti_tool.models import (
    Activity,
    Attempt,
    DecidedAnswer,
    Decision,
    ItemLearning,
    LearningRequest,
)
from lti_tool.models.marking import desk_rank
from lti_tool.services.marking.giving import label_of
from lti_tool.services.marking.placing import learning_of, place_item
from lti_tool.services.places import found_or_made

MARKS_MAX = 200
"""Marks of a question that are learnt from, the newest."""

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

    Each question is a transaction of its own: nobody waits long for the turn.
    """
    _rank_old_answers(database)
    with database.read() as session:
        ids = session.scalars(select(Activity.id).order_by(Activity.id)).all()
    return sum(learn(database, activity_id, now) for activity_id in ids)


def ask_to_learn(session: Session, activity: Activity, now: datetime) -> None:
    """Ask the desk's worker to learn from an activity's marks; asked twice is once."""
    found_or_made(
        session,
        select(LearningRequest).filter_by(activity_id=activity.id),
        lambda: LearningRequest(
            activity_id=activity.id, tenant_id=activity.tenant_id, asked_at=now
        ),
    )


def learn_as_asked(database: Database, now: datetime) -> bool:
    """Learn from the marks of one activity whose teacher asked; tell if there was one."""
    with database.read() as session:
        query = select(LearningRequest.activity_id).order_by(LearningRequest.asked_at).limit(1)
        activity_id = session.scalar(query)
    if activity_id is None:
        return False
    learn(database, activity_id, now)
    with database.write() as session:
        session.execute(delete(LearningRequest).where(LearningRequest.activity_id == activity_id))
    return True


def learn(database: Database, activity_id: UUID, now: datetime) -> int:
    """Learn from the marks of one activity; return how many questions have any."""
    with database.read() as session:
        tenant_id = session.get_one(Activity, activity_id).tenant_id
        marked = _marked(session, activity_id)
        scores = _scores(session, activity_id, marked, now)
        items = {*marked, *scores, *_asked(session, activity_id)}
    for item_id in sorted(items):
        key = (activity_id, item_id)
        rows = marked.get(item_id, [])
        tuning = tune(marks := _marks(rows))
        with database.write() as session:
            learning = learning_of(session, tenant_id, key)
            learning.learnt_at, learning.marks = now, len(rows)
            _keep(learning, tuning, marks)
            _watch(learning, rows, scores.get(item_id, []), now)
        place_item(database, key)
    return len(marked)


def _asked(session: Session, activity_id: UUID) -> Sequence[str]:
    query = select(Attempt.item_id).where(Attempt.activity_id == activity_id).distinct()
    return session.scalars(query).all()


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


def _marks(rows: Sequence[DecidedAnswer]) -> list[Marked]:
    return [
        Marked(row.attempt.answer, row.score_after or 0.0, _by_model(row))
        for row in rows[:MARKS_MAX]
        if row.attempt.answer
    ]


def _keep(learning: ItemLearning, tuning: Tuning | None, marks: Sequence[Marked]) -> None:
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
    released = [row for row in rows if was_released(row)]
    learning.released_marked = len(released)
    learning.released_right = sum(agrees(row) for row in released)
    learning.alarm = alarm(share, learning.shift)


def was_released(row: DecidedAnswer) -> bool:
    """Tell whether the learner had the model's grade before the teacher's."""
    return (row.before["status"], row.before["method"]) == ("graded", "model")


def agrees(row: DecidedAnswer) -> bool:
    """Tell whether the teacher, too, found that the answer earns the marks, or not."""
    return (row.label_before == "correct") == (label_of(row.score_after or 0.0) == "correct")


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
