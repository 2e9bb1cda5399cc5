"""A learner asks for a person, and a person answers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.events import GradeContested
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, Contest, Decision, Launch
from lti_tool.services.marking.giving import news_of, work_fields
from lti_tool.services.outbox import accept

WORDS_MAX = 1_000
_SAME = 0.005
"""Two scores nearer than this read the same."""


def contest_grade(
    session: Session, launch: Launch, attempt_id: UUID, words: str, now: datetime
) -> Contest:
    """Put a learner's own answer on the desk; asked twice is asked once.

    Raises:
        NotFound: the answer is not the learner's own in this activity.
        Refused: nothing is said, too much is, or a person has graded it.
    """
    attempt = session.scalars(
        select(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.activity_id == launch.activity_id,
            Attempt.learner_id == launch.user_id,
        )
        .with_for_update()
    ).one_or_none()
    if attempt is None:
        raise NotFound
    known = session.scalars(select(Contest).filter_by(open_attempt_id=attempt.id)).one_or_none()
    if known is not None:
        return known
    _check(attempt, words)
    contest = _opened(attempt, words.strip(), now)
    attempt.contested = True
    session.add(contest)
    session.add(news_of(attempt, "grade.contested", now))
    accept(
        session,
        GradeContested(
            **work_fields(attempt, now), reason=contest.words, grade_version=attempt.grade_version
        ),
    )
    return contest


def answer_contest(session: Session, attempt: Attempt, decision: Decision) -> None:
    """Close an answer's open contest by a decision just made; none is fine."""
    if not attempt.contested:
        return
    attempt.contested = False
    contest = session.scalars(select(Contest).filter_by(open_attempt_id=attempt.id)).one_or_none()
    if contest is None:
        return
    contest.open_attempt_id = None
    contest.answered_at, contest.answered_by = decision.made_at, decision.actor_id
    contest.decision_id, contest.score_after = decision.id, attempt.score
    contest.outcome = _outcome(contest.score_before or 0.0, attempt.score or 0.0)


def reopen_contest(session: Session, attempt: Attempt, decision_id: UUID) -> None:
    """Open the contest again that a decision, now taken back, had answered."""
    contest = session.scalars(
        select(Contest).filter_by(attempt_id=attempt.id, decision_id=decision_id)
    ).one_or_none()
    if contest is None or contest.open_attempt_id is not None:
        return
    attempt.contested = True
    contest.open_attempt_id = attempt.id
    contest.answered_at = contest.answered_by = contest.decision_id = None
    contest.outcome = contest.score_after = None


def contests_of(session: Session, attempts: Iterable[Attempt]) -> dict[UUID, Contest]:
    """Return the newest contest of each answer that has one."""
    ids = [attempt.id for attempt in attempts]
    rows = session.scalars(
        select(Contest).where(Contest.attempt_id.in_(ids)).order_by(Contest.opened_at)
    )
    return {row.attempt_id: row for row in rows}


def _check(attempt: Attempt, words: str) -> None:
    if attempt.status != "graded":
        raise Refused("contest_too_early")
    if attempt.method == "teacher":
        raise Refused("contest_of_a_person")
    if not words.strip():
        raise Refused("contest_without_reason", "words")
    if len(words) > WORDS_MAX:
        raise Refused("reason_too_long", "words", most=WORDS_MAX)


def _opened(attempt: Attempt, words: str, now: datetime) -> Contest:
    return Contest(
        id=uuid4(),
        tenant_id=attempt.tenant_id,
        activity_id=attempt.activity_id,
        attempt_id=attempt.id,
        open_attempt_id=attempt.id,
        learner_id=attempt.learner_id,
        words=words,
        opened_at=now,
        score_before=attempt.score,
    )


def _outcome(before: float, after: float) -> str:
    if abs(after - before) < _SAME:
        return "kept"
    return "raised" if after > before else "lowered"
