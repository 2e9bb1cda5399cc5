"""Ask a teacher what becomes of a copied course's activities, and do it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from lti_tool.errors import Refused
from lti_tool.models import (
    Activity,
    CopiedActivity,
    CopiedLink,
    Course,
    CourseCopy,
    Launch,
    ResourceLink,
)
from lti_tool.services.activities import publish
from lti_tool.services.course_copy.noticing import copied_of, wait_for

Mode = Literal["same", "fresh", "none"]
_COPIED = (
    *("title", "instructions", "bank_id", "threshold", "target_success", "strictness"),
    "policy",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One activity of the source, and what is known of it in the copy.

    Attributes:
        seen: the platform has opened a link of it in the copied course.
        mode: what was chosen; None while nothing was.
        activity: what it became; None while nothing.
    """

    source: Activity
    seen: bool
    mode: str | None
    activity: Activity | None


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as the page shows it: where from, decided or not, and its lines."""

    row: CourseCopy
    source: Course
    lines: tuple[Line, ...]

    @property
    def open(self) -> bool:
        """Tell whether something waits for the teacher."""
        return self.row.mode is None or any(line.seen and line.mode is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a teacher chose.

    Attributes:
        rest: for every activity that is not in `single`, and for later ones.
        single: by the id of the source's activity.
        opens: which of the source's activities the launch's own link is, if
            the platform did not say.
    """

    rest: Mode
    single: Mapping[UUID, Mode]
    opens: UUID | None = None


def mode_of(text: str) -> Mode:
    """Return the mode that a form names.

    Raises:
        Refused: it names none.
    """
    if text not in get_args(Mode):
        raise Refused("copy_mode_missing", "mode")
    return cast(Mode, text)


def read_copies(session: Session, launch: Launch) -> list[Copy]:
    """Return the copies that the launch's course is, oldest first."""
    rows = session.execute(
        select(CourseCopy, Course)
        .join(Course, Course.id == CourseCopy.source_course_id)
        .where(CourseCopy.course_id == launch.course_id)
        .order_by(CourseCopy.created_at, CourseCopy.id)
    ).all()
    return [Copy(row, source, _lines(session, row)) for row, source in rows]


def must_choose(session: Session, launch: Launch) -> bool:
    """Tell whether the launch's course waits for a teacher's choice."""
    return any(copy.open for copy in read_copies(session, launch))


def link_is_unknown(session: Session, launch: Launch) -> bool:
    """Tell whether nobody knows which activity the launch's link was."""
    if launch.resource_link_id is None or launch.activity_id is not None:
        return False
    return session.get(CopiedLink, launch.resource_link_id) is None


def decide(
    session: Session,
    launch: Launch,
    decision: Decision,
    banks: Mapping[str, ItemBank],
    now: datetime,
) -> None:
    """Do what a teacher chose for every copy of the launch's course.

    What came over already stays as it is: learners may have begun.
    """
    for copy in read_copies(session, launch):
        _name_link(session, launch, copy, decision)
        copy.row.mode = decision.rest
        copy.row.decided_by, copy.row.decided_at = launch.user_id, now
        session.flush()
        rows = session.scalars(
            select(CopiedActivity).where(
                CopiedActivity.copy_id == copy.row.id, CopiedActivity.activity_id.is_(None)
            )
        )
        for row in rows.all():
            row.mode = decision.single.get(row.source_activity_id, decision.rest)
            if row.mode != "none":
                _bring(session, copy.row, row, banks, now)


def settle(
    session: Session, launch: Launch, banks: Mapping[str, ItemBank], now: datetime
) -> UUID | None:
    """Return the activity of a link that is first opened after the choice.

    None while the teacher has not chosen, or chose to bring nothing.
    """
    waiting = session.get(CopiedLink, launch.resource_link_id) if launch.resource_link_id else None
    row = session.get(CopiedActivity, waiting.copied_activity_id) if waiting else None
    copy = session.get(CourseCopy, row.copy_id) if row else None
    if row is None or copy is None or copy.mode in {None, "none"} or row.mode == "none":
        return None
    if row.activity_id is None:
        row.mode = row.mode or copy.mode
        _bring(session, copy, row, banks, now)
    return row.activity_id


def _lines(session: Session, copy: CourseCopy) -> tuple[Line, ...]:
    rows = session.scalars(select(CopiedActivity).where(CopiedActivity.copy_id == copy.id))
    copied = {row.source_activity_id: row for row in rows}
    sources = session.scalars(
        select(Activity)
        .where(Activity.course_id == copy.source_course_id)
        .order_by(Activity.title, Activity.id)
    )
    return tuple(_line(session, source, copied.get(source.id)) for source in sources)


def _line(session: Session, source: Activity, row: CopiedActivity | None) -> Line:
    if row is None:
        return Line(source, seen=False, mode=None, activity=None)
    became = session.get(Activity, row.activity_id) if row.activity_id else None
    return Line(source, seen=True, mode=row.mode, activity=became)


def _name_link(session: Session, launch: Launch, copy: Copy, decision: Decision) -> None:
    if all(line.source.id != decision.opens for line in copy.lines):
        return
    if not link_is_unknown(session, launch):
        return
    link = session.get_one(ResourceLink, launch.resource_link_id)
    wait_for(session, link, copied_of(session, copy.row, decision.opens))


def _bring(
    session: Session,
    copy: CourseCopy,
    row: CopiedActivity,
    banks: Mapping[str, ItemBank],
    now: datetime,
) -> None:
    """Make the source's activity anew in the copy and bind its waiting links."""
    source = session.get_one(Activity, row.source_activity_id)
    made = Activity(
        id=uuid4(),
        tenant_id=copy.tenant_id,
        course_id=copy.course_id,
        created_by=copy.decided_by,
        created_at=now,
    )
    copy_settings(source, made)
    session.add(made)
    session.flush()
    row.activity_id = made.id
    publish(session, made, made.created_by, banks, now)
    waiting = select(CopiedLink.resource_link_id).where(CopiedLink.copied_activity_id == row.id)
    links = list(session.scalars(waiting))
    unset = (ResourceLink.activity_id.is_(None), Launch.activity_id.is_(None))
    session.execute(
        update(ResourceLink).where(ResourceLink.id.in_(links), unset[0]).values(activity_id=made.id)
    )
    session.execute(
        update(Launch)
        .where(Launch.resource_link_id.in_(links), unset[1])
        .values(activity_id=made.id)
    )
    session.execute(delete(CopiedLink).where(CopiedLink.resource_link_id.in_(links)))


def copy_settings(source: Activity, target: Activity) -> None:
    """Give an activity another one's settings, own questions and skills."""
    for name in _COPIED:
        setattr(target, name, getattr(source, name))
    target.skill_ids = list(source.skill_ids)
    target.own_items = dict(source.own_items)
    target.own_skills = dict(source.own_skills)
