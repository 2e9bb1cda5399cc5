"""Which rows are a person's, and their deletion.

A row is a person's where it says whose it is, or which answer of theirs it is about.
Where someone is named for what they did to others, as a teacher, the row stays and
names nobody any more.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, Table, delete, func, or_, select
from sqlalchemy.orm import Session

from lti_tool.models import (
    Attempt,
    Base,
    DecidedAnswer,
    Decision,
    ItemLearning,
    LearningRequest,
    OutboxEvent,
    Regrade,
    SkillFindings,
    User,
)

_WHOSE = ("learner_id", "user_id", "review_of")


def forget_rows(session: Session, person: User) -> dict[str, int]:
    """Delete a person's every row; return how many by table, empty ones left out.

    Every table with a learner, a user or an answer is emptied of this one: a new
    table is covered unnamed.
    """
    session.flush()
    answers = session.scalars(select(Attempt.id).where(Attempt.learner_id == person.id)).all()
    decided = select(DecidedAnswer.decision_id).where(DecidedAnswer.attempt_id.in_(answers))
    decisions = session.scalars(decided.distinct()).all()
    counts = _unlearn(session, person, answers)
    counts["outbox"] = _gone(session, delete(OutboxEvent).where(OutboxEvent.key == person.id))
    for table in reversed(Base.metadata.sorted_tables):
        where = _of_person(table, person.id)
        if where is not None:
            counts[table.name] = _gone(session, delete(table).where(where))
    counts["marking_decisions"] = _gone(session, _about_nobody(decisions))
    counts["users"] = _farewell(session, person)
    return {name: count for name, count in sorted(counts.items()) if count}


def _of_person(table: Table, person_id: UUID) -> Any:
    """Return what picks a person's rows of a table; None if it holds none."""
    clauses = [table.c[name] == person_id for name in _WHOSE if name in table.c]
    if "attempt_id" in table.c:
        own = select(Attempt.id).where(Attempt.learner_id == person_id)
        clauses.append(table.c.attempt_id.in_(own))
    return or_(*clauses) if clauses else None


def _about_nobody(decisions: Collection[UUID]) -> Any:
    """Return the deletion of those decisions that are about no answer any more."""
    others = select(DecidedAnswer.decision_id)
    return delete(Decision).where(Decision.id.in_(decisions), Decision.id.not_in(others))


def _unlearn(session: Session, person: User, answers: Collection[UUID]) -> dict[str, int]:
    """Forget what their answers taught, and take them out of what is proposed."""
    known = {str(one) for one in answers}
    asked = (
        select(Attempt.activity_id, Attempt.item_id)
        .where(Attempt.learner_id == person.id)
        .distinct()
    )
    counts = {"item_learnings": 0, "regrades": 0}
    for activity_id, item_id in session.execute(asked).all():
        learning = session.get(ItemLearning, (activity_id, item_id))
        if learning is not None:
            session.delete(learning)
            session.merge(LearningRequest(activity_id=activity_id, tenant_id=person.tenant_id))
            counts["item_learnings"] += 1
        proposed = select(Regrade).where(
            Regrade.activity_id == activity_id, Regrade.item_id == item_id
        )
        for regrade in session.scalars(proposed):
            rest = [one for one in _proposals(regrade) if one["attempt_id"] not in known]
            counts["regrades"] += len(rest) < len(_proposals(regrade))
            regrade.proposals = {**regrade.proposals, "answers": rest}
    findings = delete(SkillFindings).where(SkillFindings.tenant_id == person.tenant_id)
    counts["skill_findings"] = _gone(session, findings)
    session.flush()
    return counts


def _proposals(regrade: Regrade) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = regrade.proposals.get("answers", [])
    return found


def _farewell(session: Session, person: User) -> int:
    """Delete the person, or take the name from one who is named for acts of theirs."""
    named = sum(
        session.scalar(select(func.count()).select_from(table).where(key.parent == person.id)) or 0
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is User.__table__
    )
    if named:
        person.subject, person.name = f"erased {person.id}", ""
    else:
        session.delete(person)
    session.flush()
    return 1


def _gone(session: Session, statement: Any) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return done.rowcount if isinstance(done, CursorResult) else 0
