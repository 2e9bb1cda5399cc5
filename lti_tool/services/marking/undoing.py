"""Take a whole decision back."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from analytics.events import GradeFacts
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Attempt, DecidedAnswer, Decision, Launch
from lti_tool.services.activities import Course, content_of, find_activity
from lti_tool.services.marking.contests import reopen_contest
from lti_tool.services.marking.deciding import answers_of, open_decision
from lti_tool.services.marking.giving import Giver, give, hold_again, next_version

_NO_REASON = "withdrawn"


def undo(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    decision_id: UUID,
    words: str,
    now: datetime,
) -> Decision:
    """Give every answer of a decision back what it had; undone twice is undone once.

    An answer that was graded anew since keeps its newer grade.

    Raises:
        NotFound: no such decision in the launch's course.
        Refused: it is itself an undoing, or nothing of it is left to undo.
    """
    decision = _found(session, launch, decision_id)
    if decision.undone_at is not None:
        return decision
    if decision.kind == "undo":
        raise Refused("undo_of_undo")
    rows = {row.attempt_id: row for row in _rows(session, decision)}
    answers = answers_of(session, launch, sorted(rows))
    current = [one for one in answers if one.grade_version == rows[one.id].version_after]
    if not current:
        raise Refused("nothing_to_undo")
    course = content_of(find_activity(session, launch, decision.activity_id), banks)
    undoing = open_decision(session, launch, current[0], now)
    undoing.kind, undoing.undoes, undoing.words = "undo", decision.id, words
    giver = Giver(launch.user_id, words, now)
    for attempt in current:
        _give_back(session, undoing, attempt, course, rows[attempt.id], giver)
        reopen_contest(session, attempt, decision.id)
    decision.undone_at = now
    return undoing


def _found(session: Session, launch: Launch, decision_id: UUID) -> Decision:
    decision = session.scalars(
        select(Decision)
        .where(
            Decision.id == decision_id,
            Decision.tenant_id == launch.tenant_id,
            Decision.course_id == launch.course_id,
        )
        .with_for_update()
    ).one_or_none()
    if decision is None:
        raise NotFound
    return decision


def _rows(session: Session, decision: Decision) -> list[DecidedAnswer]:
    query = select(DecidedAnswer).where(DecidedAnswer.decision_id == decision.id)
    return list(session.scalars(query))


def _give_back(
    session: Session,
    undoing: Decision,
    attempt: Attempt,
    course: Course,
    row: DecidedAnswer,
    giver: Giver,
) -> None:
    before = row.before
    attempt.item_revision = before.get("item_revision", attempt.item_revision)
    if before["status"] != "graded":
        reason = before["held_reason"] or _NO_REASON
        hold_again(session, undoing, attempt, course, reason, giver)
        return
    facts = GradeFacts(
        **{n: before[n] for n in ("score", "label", "confidence", "method", "grader")},
        covered=tuple(before["covered"]),
        missing=tuple(before["missing"]),
        grade_version=next_version(attempt),
        **(before.get("findings") or {}),
    )
    give(session, undoing, attempt, course, facts, giver)
    # What the learner reads is what stood there before, not the undoing.
    attempt.override_reason = before["words"]
    attempt.overridden_by = UUID(before["by"]) if before["by"] else None
