"""What answers say of a course's skills: worked out behind the pages, and kept.

To count the answers of thousands of learners takes seconds, longer than anybody waits
for a page. So a page shows what is kept, with the moment of it, and asks for it anew
when it is a day old, or of other skills or questions than the course has now.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import Item, ItemBank, SkillMap
from analytics.content.skill_graph import edges_of, settled_pairs, taught
from analytics.evaluation.prerequisites import Findings, Tried, find_needed
from analytics.mastery import RIGHT
from analytics.reports import LearnerAnswersLine, Scope
from lti_tool.adapters.database import Database
from lti_tool.models import Launch, SkillFindings
from lti_tool.services.insights import LOOK_BACK
from lti_tool.services.items.library import asked_of
from lti_tool.services.places import found_or_made
from lti_tool.services.skills.reading import map_of

LEARNERS_MOST = 2_000
"""Whose answers are counted, the latest; more would tell hardly more, and take long."""
KEPT_FOR = timedelta(days=1)

_FINDINGS = TypeAdapter(Findings)


class LearnerReports(Protocol):
    """Knows what learners answered."""

    def by_learner(self, scope: Scope, bank_id: str, most: int) -> Sequence[LearnerAnswersLine]:
        """Return the answers to a bank of the learners who answered last.

        Raises:
            ReportsUnavailable: the warehouse is away.
        """


@dataclass(frozen=True, slots=True)
class Ground:
    """What findings are of: a course's skills, and the questions that may be asked."""

    skills: SkillMap
    items: Sequence[Item]

    @property
    def basis(self) -> str:
        """Return a digest of all that findings depend on, but for the answers."""
        skills = self.skills.skills
        known = {
            "taught": sorted(skill.id for skill in taught(skills)),
            "edges": sorted(edges_of(skills)),
            "takes": {item.id: sorted(item.skills) for item in self.items},
        }
        return sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


def ground_of(session: Session, tenant_id: UUID, course_id: UUID, bank: ItemBank) -> Ground:
    """Return a course's skills and questions as they are now; `bank` is as it comes."""
    return Ground(map_of(session, course_id, bank), asked_of(session, tenant_id, bank))


def findings_in(row: SkillFindings | None) -> Findings | None:
    """Return what is kept; None before it was worked out for the first time."""
    return _FINDINGS.validate_python(row.body) if row is not None and row.body else None


def is_stale(row: SkillFindings | None, ground: Ground, now: datetime) -> bool:
    """Tell whether what is kept is old, or of other skills or questions."""
    if row is None or row.found_at is None:
        return True
    return now - row.found_at >= KEPT_FOR or row.basis != ground.basis


def ask(session: Session, launch: Launch, bank_id: str, now: datetime) -> SkillFindings:
    """Ask that it be worked out anew; asked twice is once."""
    place = {"course_id": launch.course_id, "bank_id": bank_id}
    row = found_or_made(
        session,
        select(SkillFindings).filter_by(**place),
        lambda: SkillFindings(tenant_id=launch.tenant_id, body={}, **place),
    )
    row.asked_at = row.asked_at or now
    return row


@dataclass(frozen=True, slots=True)
class Finder:
    """Works out what is asked for, one after the other."""

    database: Database
    reports: LearnerReports
    banks: Mapping[str, ItemBank]
    clock: Callable[[], datetime]

    def step(self) -> bool:
        """Work out what was asked for first; tell if there was any.

        Courses of a tenant that teach the same are served by one count.

        Raises:
            ReportsUnavailable: the warehouse is away; it stays asked for.
        """
        with self.database.read() as session:
            row = _first_asked(session, self.banks)
            if row is None:
                return False
            ground = ground_of(session, row.tenant_id, row.course_id, self.banks[row.bank_id])
            same = _same(session, row, ground.basis)
        at = self.clock()
        found = (same.body, same.found_at) if same else (self._worked_out(row, ground, at), at)
        with self.database.write() as session:
            kept = session.get(SkillFindings, (row.course_id, row.bank_id))
            if kept is not None:
                kept.body, kept.found_at = found
                kept.basis, kept.asked_at = ground.basis, None
        return True

    def _worked_out(self, row: SkillFindings, ground: Ground, now: datetime) -> dict[str, object]:
        until = now + timedelta(days=1)
        scope = Scope(tenant=str(row.tenant_id), since=now - LOOK_BACK, until=until)
        told = self.reports.by_learner(scope, row.bank_id, LEARNERS_MOST)
        body: dict[str, object] = _FINDINGS.dump_python(_findings(told, ground), mode="json")
        return body


def _first_asked(session: Session, bank_ids: Collection[str]) -> SkillFindings | None:
    return session.scalar(
        select(SkillFindings)
        .where(SkillFindings.asked_at.is_not(None), SkillFindings.bank_id.in_(bank_ids))
        .order_by(SkillFindings.asked_at, SkillFindings.course_id)
        .limit(1)
    )


def _same(session: Session, row: SkillFindings, basis: str) -> SkillFindings | None:
    """Return what was worked out for another course of the same since it was asked for."""
    return session.scalar(
        select(SkillFindings).where(
            SkillFindings.tenant_id == row.tenant_id,
            SkillFindings.bank_id == row.bank_id,
            SkillFindings.course_id != row.course_id,
            SkillFindings.basis == basis,
            SkillFindings.found_at >= row.asked_at,
        )
    )


def _findings(told: Iterable[LearnerAnswersLine], ground: Ground) -> Findings:
    takes = {item.id: item.skills for item in ground.items}
    learners = [
        [
            Tried(takes[item_id], score >= RIGHT)
            for item_id, score in zip(line.items, line.scores, strict=True)
            if item_id in takes
        ]
        for line in told
    ]
    skills = ground.skills.skills
    return find_needed(learners, [one.id for one in taught(skills)], settled_pairs(skills))
