"""Prerequisites that the answers suggest, for a teacher to accept or to reject.

Counted are the answers of all learners of the tenant to the bank, in whichever course;
who they are does not leave the warehouse.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from analytics.content import Item, ItemBank, SkillMap
from analytics.content.skill_graph import Edge, addable, settled_pairs, taught
from analytics.evaluation.prerequisites import Findings, Needed, Tried, find_needed
from analytics.mastery import RIGHT
from analytics.reports import LearnerAnswersLine, Scope
from lti_tool.adapters.database import Database
from lti_tool.errors import NotFound, ReportsUnavailable
from lti_tool.models import Launch, RejectedEdge
from lti_tool.ports import Reports
from lti_tool.services.insights import LOOK_BACK
from lti_tool.services.items.library import Wanted, list_items
from lti_tool.services.skills.changing import Teaching
from lti_tool.services.skills.reading import map_of

LEARNERS_MOST = 2_000
"""Whose answers are counted, the latest; more would tell hardly more, and take long."""
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
        findings: None when the warehouse is away.
    """

    skills: SkillMap
    waiting: Sequence[Suggestion]
    rejected: Sequence[RejectedEdge]
    findings: Findings | None


def read_suggestions(
    reports: Reports, database: Database, launch: Launch, bank: ItemBank, now: datetime
) -> Suggestions:
    """Return what the answers suggest that the course does not have yet.

    `bank` is as it comes.
    """
    with database.read() as session:
        skills = map_of(session, launch.course_id, bank)
        items = [*bank.items, *(own for _, own in list_items(session, launch, bank.id, Wanted()))]
        rejected = _rejected(session, launch, skills, bank.id)
    scope = Scope(
        tenant=str(launch.tenant_id), since=now - LOOK_BACK, until=now + timedelta(days=1)
    )
    try:
        told = reports.by_learner(scope, bank.id, LEARNERS_MOST)
    except ReportsUnavailable:
        return Suggestions(skills, (), rejected, None)
    findings = _findings(told, items, skills)
    waiting = _waiting(findings, skills, rejected)
    again = {one.rejected.id for one in waiting if one.rejected}
    return Suggestions(skills, waiting, [row for row in rejected if row.id not in again], findings)


def reject(teaching: Teaching, edge: Edge, learners: int) -> None:
    """Keep that a suggestion is not wanted, in place of an earlier rejection of it.

    `learners` are those whose answers the teacher saw counted.

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
            learners=max(0, learners),
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


def _findings(
    told: Iterable[LearnerAnswersLine], items: Iterable[Item], skills: SkillMap
) -> Findings:
    takes = {item.id: item.skills for item in items}
    learners = [
        [
            Tried(takes[item_id], score >= RIGHT)
            for item_id, score in zip(line.items, line.scores, strict=True)
            if item_id in takes
        ]
        for line in told
    ]
    live = [skill.id for skill in taught(skills.skills)]
    return find_needed(learners, live, settled_pairs(skills.skills))


def _waiting(
    findings: Findings, skills: SkillMap, rejected: Iterable[RejectedEdge]
) -> list[Suggestion]:
    decided = {(row.before_id, row.after_id): row for row in rejected}
    found = [Suggestion(one, decided.get((one.before, one.after))) for one in findings.needed]
    due = [
        one
        for one in found
        if one.rejected is None or one.needed.learners >= AGAIN_FROM * one.rejected.learners
    ]
    free = addable(skills.skills, [one.edge for one in due])
    return [one for one in due if one.edge in free]
