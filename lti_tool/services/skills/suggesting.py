"""Prerequisites that the answers suggest, for a teacher to accept or to reject.

Counted are the answers of all learners of the tenant to the bank, in whichever course;
who they are does not leave the warehouse.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from analytics.content import ItemBank, SkillMap
from analytics.content.skill_graph import Edge, addable, settled_pairs, taught
from analytics.evaluation.prerequisites import Findings, Needed
from lti_tool.adapters.database import Database
from lti_tool.errors import NotFound
from lti_tool.models import Launch, RejectedEdge, SkillFindings
from lti_tool.services.skills.changing import Teaching
from lti_tool.services.skills.finding import ask, findings_in, ground_of, is_stale
from lti_tool.services.skills.reading import map_of

AGAIN_FROM = 2
"""How many times as many learners show a rejected suggestion again."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A prerequisite that the answers suggest.

    Attributes:
        rejected: how it was decided when there were fewer answers, if it was.
    """

    needed: Needed
    rejected: RejectedEdge | None

    @property
    def edge(self) -> Edge:
        """Return the edge that it would draw."""
        return self.needed.before, self.needed.after


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What the answers say of a course's skills.

    Attributes:
        skills: the course's, as they are now.
        waiting: to be decided, the surest first.
        rejected: those that stay away, the latest first.
        findings: as they were worked out last; None before the first time.
        kept: when that was, and whether it is asked for anew.
    """

    skills: SkillMap
    waiting: Sequence[Suggestion]
    rejected: Sequence[RejectedEdge]
    findings: Findings | None
    kept: SkillFindings


def read_suggestions(
    database: Database, launch: Launch, bank: ItemBank, now: datetime
) -> Suggestions:
    """Return what the answers suggest that the course does not have yet.

    It is what is kept; where that is stale it is asked for anew. `bank` is as it comes.
    """
    with database.read() as session:
        ground = ground_of(session, launch.tenant_id, launch.course_id, bank)
        kept = session.get(SkillFindings, (launch.course_id, bank.id))
        rejected = _rejected(session, launch, ground.skills, bank.id)
    if kept is None or (kept.asked_at is None and is_stale(kept, ground, now)):
        with database.write() as session:
            kept = ask(session, launch, bank.id, now)
    findings = findings_in(kept)
    waiting = _waiting(findings, ground.skills, rejected) if findings else []
    again = {one.rejected.id for one in waiting if one.rejected}
    stay = [row for row in rejected if row.id not in again]
    return Suggestions(ground.skills, waiting, stay, findings, kept)


def reject(teaching: Teaching, edge: Edge, seen: int) -> None:
    """Keep that a suggestion is not wanted, in place of an earlier rejection of it.

    `seen` are the learners whose answers the teacher saw counted. Where more have been
    counted meanwhile these hold: what was just rejected shall not be there again.

    Raises:
        NotFound: the course has no such skills.
    """
    session, launch = teaching.session, teaching.launch
    skills = map_of(session, launch.course_id, teaching.bank)
    if not set(edge) <= set(skills.by_id):
        raise NotFound
    for row in _rejected(session, launch, skills, teaching.bank_id):
        if (row.before_id, row.after_id) == edge:
            _take_back(row, teaching)
    session.add(
        RejectedEdge(
            tenant_id=launch.tenant_id,
            course_id=launch.course_id,
            bank_id=teaching.bank_id,
            before_id=edge[0],
            after_id=edge[1],
            learners=max(0, seen, _counted(teaching, edge)),
            made_by=launch.user_id,
            made_at=teaching.now,
        )
    )


def take_back(teaching: Teaching, rejection_id: UUID) -> None:
    """Let a rejected suggestion be shown again; one that was taken back stays so.

    Raises:
        NotFound: the course has no such rejection.
    """
    row = teaching.session.get(RejectedEdge, rejection_id)
    place = teaching.launch.course_id, teaching.bank_id
    if row is None or (row.course_id, row.bank_id) != place:
        raise NotFound
    if row.undone_at is None:
        _take_back(row, teaching)


def _counted(teaching: Teaching, edge: Edge) -> int:
    """Return whose answers speak for an edge now."""
    kept = teaching.session.get(SkillFindings, (teaching.launch.course_id, teaching.bank_id))
    found = findings_in(kept)
    needed = found.needed if found else ()
    return next((one.learners for one in needed if (one.before, one.after) == edge), 0)


def _take_back(row: RejectedEdge, teaching: Teaching) -> None:
    row.undone_by, row.undone_at = teaching.launch.user_id, teaching.now


def _rejected(
    session: Session, launch: Launch, skills: SkillMap, bank_id: str
) -> list[RejectedEdge]:
    """Return what was rejected and could still be drawn, the latest first."""
    rows = session.scalars(
        select(RejectedEdge)
        .where(
            RejectedEdge.course_id == launch.course_id,
            RejectedEdge.bank_id == bank_id,
            RejectedEdge.undone_at.is_(None),
        )
        .options(joinedload(RejectedEdge.maker))
        .order_by(RejectedEdge.made_at.desc(), RejectedEdge.id)
    )
    live = {skill.id for skill in taught(skills.skills)}
    settled = settled_pairs(skills.skills)
    pairs = ((row, frozenset((row.before_id, row.after_id))) for row in rows)
    return [row for row, pair in pairs if pair <= live and pair not in settled]


def _waiting(
    findings: Findings, skills: SkillMap, rejected: Iterable[RejectedEdge]
) -> list[Suggestion]:
    decided = {(row.before_id, row.after_id): row for row in rejected}
    live = {skill.id for skill in taught(skills.skills)}
    there = [one for one in findings.needed if {one.before, one.after} <= live]
    found = [Suggestion(one, decided.get((one.before, one.after))) for one in there]
    due = [
        one
        for one in found
        if one.rejected is None or one.needed.learners >= AGAIN_FROM * one.rejected.learners
    ]
    free = addable(skills.skills, [one.edge for one in due])
    return [one for one in due if one.edge in free]
