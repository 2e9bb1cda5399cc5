"""Mark one answer, or several that say the same, in one decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, Decision, Launch
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.marking.contests import answer_contest
from lti_tool.services.marking.giving import Giver, give, teachers_facts

REASON_MAX = 1_000
GROUP_MAX = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """An answer as the teacher saw it: by the version of its grade."""

    attempt_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A teacher's mark.

    Attributes:
        score: 0 to 1.
        words: the learners read them.
    """

    score: float
    words: str


def decide(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    seen: Sequence[Seen],
    mark: Mark,
    now: datetime,
) -> Decision:
    """Mark answers to one question, and tell the streams of each.

    An answer that was graded anew since the teacher saw it stays as it is; the
    others of its group are marked.

    Raises:
        NotFound: an answer is not of the launch's course, or its question is gone.
        Refused: the mark breaks a rule, the answers are of several questions or
            too many, or every one has moved since.
    """
    check_mark(mark)
    if len(seen) > GROUP_MAX:
        raise Refused("group_too_large", most=GROUP_MAX)
    found = answers_of(session, launch, [one.attempt_id for one in seen])
    course = _course(session, launch, banks, found)
    versions = {one.attempt_id: one.version for one in seen}
    current = [one for one in found if one.grade_version == versions[one.id]]
    if not current:
        raise Refused("grade_moved")
    decision = open_decision(session, launch, found[0], now)
    decision.kind = "mark" if len(found) == 1 else "group"
    decision.score, decision.words = mark.score, mark.words.strip()
    giver = Giver(launch.user_id, decision.words, now)
    for attempt in current:
        give(session, decision, attempt, course, teachers_facts(attempt, mark.score), giver)
        answer_contest(session, attempt, decision)
    return decision


def check_mark(mark: Mark) -> None:
    """Check a mark against the rules of a form.

    Raises:
        Refused: it breaks one; the field is named.
    """
    if not 0 <= mark.score <= 1:
        raise Refused("score_invalid", "score")
    if not mark.words.strip():
        raise Refused("reason_missing", "reason")
    if len(mark.words) > REASON_MAX:
        raise Refused("reason_too_long", "reason", most=REASON_MAX)


def answers_of(session: Session, launch: Launch, ids: Sequence[UUID]) -> list[Attempt]:
    """Return answers of the launch's course, locked, in the order of the ids.

    Raises:
        NotFound: one is of another course, or there are none.
    """
    if not ids:
        raise NotFound
    rows = session.scalars(
        select(Attempt)
        .where(
            Attempt.id.in_(ids),
            Attempt.tenant_id == launch.tenant_id,
            Attempt.course_id == launch.course_id,
        )
        .with_for_update()
    )
    found = {row.id: row for row in rows}
    if set(found) != set(ids):
        raise NotFound
    return [found[one] for one in dict.fromkeys(ids)]


def open_decision(session: Session, launch: Launch, attempt: Attempt, now: datetime) -> Decision:
    """Return a new decision about an answer's question, without what was decided."""
    decision = Decision(
        id=uuid4(),
        tenant_id=attempt.tenant_id,
        course_id=attempt.course_id,
        activity_id=attempt.activity_id,
        item_id=attempt.item_id,
        actor_id=launch.user_id,
        kind="mark",
        made_at=now,
    )
    session.add(decision)
    return decision


def _course(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], found: Sequence[Attempt]
) -> Course:
    first = found[0]
    if any((one.activity_id, one.item_id) != (first.activity_id, first.item_id) for one in found):
        raise Refused("several_questions")
    course = content_of(find_activity(session, launch, first.activity_id), banks)
    if first.item_id not in course.bank.items_by_id:
        raise NotFound
    return course
