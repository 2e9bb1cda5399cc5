"""Change a course's skills: each change a revision that can be gone back to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from analytics.content import BankError, ItemBank, SkillMap, SkillMapError
from analytics.content.skill_graph import Edge
from lti_tool.errors import NotFound, Refused
from lti_tool.models import Activity, CourseSkills, CourseSkillsRevision, Launch
from lti_tool.services.activities import activities_of, content_of, publish
from lti_tool.services.course_copy.following import follow
from lti_tool.services.skills.reading import map_of

Deed = Literal["add", "rename", "retire", "restore", "link", "unlink", "back", "import"]
REVISIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Said:
    """What was done, and the names of the skills it was done to."""

    deed: Deed
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Teaching:
    """Where skills are changed: the launch's course, one bank of all."""

    session: Session
    launch: Launch
    banks: Mapping[str, ItemBank]
    bank_id: str
    now: datetime

    @property
    def bank(self) -> ItemBank:
        """Return the bank as it comes."""
        return self.banks[self.bank_id]


def change(
    teaching: Teaching, say: Callable[[SkillMap], Said], make: Callable[[SkillMap], SkillMap]
) -> None:
    """Change the course's skills, and every activity of the course over the bank.

    `say` is asked before the change; a change that changes nothing is not kept.

    Raises:
        Refused: the change breaks a rule, or leaves an activity without questions.
    """
    session = teaching.session
    before = map_of(session, teaching.launch.course_id, teaching.bank)
    try:
        said, after = say(before), make(before)
    except SkillMapError as error:
        raise Refused(error.code, "map", names=error.names) from error
    if after != before:
        _keep(teaching, said, after)


def link(teaching: Teaching, edge: Edge) -> None:
    """Let a skill of the course build on another one.

    Raises:
        Refused: one is not there, it does so already, or that would close a circle.
    """
    before, after = edge

    def say(skills: SkillMap) -> Said:
        return Said("link", (skills.skill(before).name, skills.skill(after).name))

    change(teaching, say, lambda skills: skills.link(edge))


def go_back(teaching: Teaching, revision: int) -> None:
    """Make the skills what they were after a revision; 0 is the bank's own.

    Raises:
        NotFound: there is no such revision.
        Refused: an activity would be without questions.
    """
    row = _row(teaching)
    if row is None:
        raise NotFound
    then = SkillMap(skills=teaching.bank.skills)
    if revision:
        kept = teaching.session.get(CourseSkillsRevision, (row.id, revision))
        if kept is None:
            raise NotFound
        then = SkillMap.model_validate(kept.body)
    change(teaching, lambda _now: Said("back", (str(revision),)), lambda _now: then)


def revisions_of(session: Session, launch: Launch, bank_id: str) -> Sequence[CourseSkillsRevision]:
    """Return the last revisions of a course's skills, the newest first."""
    return session.scalars(
        select(CourseSkillsRevision)
        .join(CourseSkills, CourseSkills.id == CourseSkillsRevision.map_id)
        .where(CourseSkills.course_id == launch.course_id, CourseSkills.bank_id == bank_id)
        .options(joinedload(CourseSkillsRevision.maker))
        .order_by(CourseSkillsRevision.revision.desc())
        .limit(REVISIONS_SHOWN)
    ).all()


def _row(teaching: Teaching) -> CourseSkills | None:
    return teaching.session.scalar(
        select(CourseSkills)
        .filter_by(course_id=teaching.launch.course_id, bank_id=teaching.bank_id)
        .with_for_update()
    )


def _keep(teaching: Teaching, said: Said, after: SkillMap) -> None:
    launch, body = teaching.launch, after.model_dump(mode="json")
    row = _row(teaching)
    if row is None:
        place = {"course_id": launch.course_id, "bank_id": teaching.bank_id}
        row = CourseSkills(tenant_id=launch.tenant_id, revision=0, **place)
        teaching.session.add(row)
    row.revision, row.body = row.revision + 1, body
    teaching.session.flush()
    teaching.session.add(
        CourseSkillsRevision(
            map_id=row.id,
            revision=row.revision,
            tenant_id=launch.tenant_id,
            body=body,
            deed=said.deed,
            names=list(said.names),
            made_by=launch.user_id,
            made_at=teaching.now,
        )
    )
    for activity in activities_of(teaching.session, launch):
        if activity.bank_id == teaching.bank_id:
            _teach(teaching, activity, body)


def _teach(teaching: Teaching, activity: Activity, body: dict[str, object]) -> None:
    activity.own_skills, activity.updated_at = body, teaching.now
    try:
        content_of(activity, teaching.banks)
    except BankError as error:
        raise Refused("activity_without_items", "map", title=activity.title) from error
    publish(teaching.session, activity, teaching.launch.user_id, teaching.banks, teaching.now)
    follow(teaching.session, activity.id, teaching.banks, teaching.now)
