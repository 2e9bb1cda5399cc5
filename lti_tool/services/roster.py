"""Who is in each course: read in the background, never in a page.

A course is due after a teacher has opened it, at most every ten minutes. Where
the platform offers the differences since the last reading, only those are read,
and everybody once a day. A reading that is not whole changes nothing, so nobody
disappears because a page failed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import (
    Course,
    CourseRoster,
    Deployment,
    Launch,
    Membership,
    Registration,
    User,
)
from lti_tool.services.admin.role_overrides import meanings
from lti_tool.services.launch_rules import MAX_ID
from lti_tool.services.ports import Member, RosterReader, RosterReading
from lti_tool.services.roles import Role, rights_of

AT_MOST = timedelta(minutes=10)
WHOLE = timedelta(days=1)
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Errand:
    """One course's roster to read."""

    course_id: UUID
    registration: Registration
    memberships_url: str
    differences_url: str | None
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A member of a roster, and what their roles mean in this registration."""

    member: Member
    role: Role


@dataclass(frozen=True, slots=True)
class Rosters:
    """Reads the rosters that are due and keeps who is in which course."""

    database: Database
    reader: RosterReader
    clock: Callable[[], datetime]

    def step(self) -> bool:
        """Read one roster that is due; tell whether there was one.

        Never raises for what a platform does; a database error passes.
        """
        errand = self._claim()
        if errand is None:
            return False
        try:
            reading, whole = self._read(errand)
        except (PlatformRefusal, PlatformUnavailable) as error:
            self._failed(errand, error)
        else:
            self._keep(errand, reading, whole=whole)
        return True

    def _read(self, errand: Errand) -> tuple[RosterReading, bool]:
        """Return the differences where they are offered, else everybody."""
        if errand.differences_url:
            try:
                return self.reader.read(errand.registration, errand.differences_url), False
            except PlatformRefusal:
                pass  # such addresses grow old; the whole roster tells as much
        return self.reader.read(errand.registration, errand.memberships_url), True

    def _claim(self) -> Errand | None:
        now = self.clock()
        with self.database.read() as session:
            if session.execute(_due(now).limit(1)).first() is None:
                return None
        with self.database.write() as session:
            found = session.execute(_due(now).limit(1)).first()
            if found is None:
                return None
            course, registration = found
            roster = session.get(CourseRoster, course.id)
            if roster is None:
                roster = CourseRoster(
                    course_id=course.id, tenant_id=course.tenant_id, tries=0, detail=""
                )
                session.add(roster)
            roster.next_try_at = now + LEASE
            fresh = roster.whole_at is not None and roster.whole_at > now - WHOLE
            return Errand(
                course_id=course.id,
                registration=registration,
                memberships_url=course.memberships_url or "",
                differences_url=roster.differences_url if fresh else None,
                begun_at=now,
            )

    def _keep(self, errand: Errand, reading: RosterReading, *, whole: bool) -> None:
        with self.database.write() as session:
            course = session.get_one(Course, errand.course_id)
            roster = session.get_one(CourseRoster, errand.course_id)
            said = meanings(session, errand.registration.id)
            members = [Enrolled(m, rights_of(m.roles, said).role) for m in reading.members]
            seen = _enter(session, course, members, errand.begun_at)
            if whole:
                _leave(session, course, seen)
                roster.whole_at = errand.begun_at
            roster.differences_url = reading.differences_url
            roster.read_at, roster.tries, roster.detail = errand.begun_at, 0, ""
            roster.next_try_at = errand.begun_at + AT_MOST

    def _failed(self, errand: Errand, error: PlatformRefusal | PlatformUnavailable) -> None:
        asked = getattr(error, "retry_after_s", None) or 0.0
        with self.database.write() as session:
            roster = session.get_one(CourseRoster, errand.course_id)
            roster.tries += 1
            wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(roster.tries - 1, 16))
            if isinstance(error, PlatformRefusal):
                wait = LONGEST_WAIT
            roster.detail = str(error)[:500]
            roster.next_try_at = self.clock() + max(wait, timedelta(seconds=min(asked, 21_600)))


def not_begun(session: Session, course_id: UUID, begun: Iterable[UUID]) -> list[User]:
    """Return the learners of a course's roster who are not among the begun, by name."""
    query = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.course_id == course_id,
            Membership.active,
            Membership.role == "learner",
            User.id.not_in(list(begun)),
        )
        .order_by(User.name, User.id)
    )
    return list(session.scalars(query))


def _due(now: datetime) -> Select[Course, Registration]:
    """Find courses that a teacher opened since they were read, the first such first."""
    opened = exists().where(
        Launch.course_id == Course.id,
        Launch.role.in_(("teacher", "admin")),
        or_(CourseRoster.read_at.is_(None), Launch.created_at > CourseRoster.read_at),
    )
    return (
        select(Course, Registration)
        .join(Deployment, Deployment.id == Course.tenant_id)
        .join(Registration, Registration.id == Deployment.registration_id)
        .outerjoin(CourseRoster, CourseRoster.course_id == Course.id)
        .where(
            Course.memberships_url.is_not(None),
            Deployment.approved,
            Registration.enabled,
            or_(CourseRoster.next_try_at.is_(None), CourseRoster.next_try_at <= now),
            opened,
        )
        .order_by(CourseRoster.next_try_at, Course.id)
    )


def _enter(
    session: Session, course: Course, members: Iterable[Enrolled], at: datetime
) -> set[UUID]:
    """Write down members as the roster has them; return their ids."""
    named = {one.member.subject: one for one in members if 0 < len(one.member.subject) <= MAX_ID}
    people = _people(session, course, named)
    rows = {
        row.user_id: row
        for row in session.scalars(select(Membership).where(Membership.course_id == course.id))
    }
    for subject, enrolled in named.items():
        member, user = enrolled.member, people[subject]
        row = rows.get(user.id)
        if row is None:
            row = Membership(course_id=course.id, user_id=user.id, tenant_id=course.tenant_id)
            session.add(row)
        if member.name:
            user.name = member.name.replace("\x00", "")[:MAX_ID]
        row.role, row.active, row.seen_at = enrolled.role, member.active, at
    return {user.id for user in people.values()}


def _people(session: Session, course: Course, named: Iterable[str]) -> dict[str, User]:
    """Return the tenant's people by subject; who is new gets a row."""
    subjects = sorted(named)
    found: dict[str, User] = {}
    for start in range(0, len(subjects), 500):
        query = select(User).where(
            User.tenant_id == course.tenant_id, User.subject.in_(subjects[start : start + 500])
        )
        found |= {user.subject: user for user in session.scalars(query)}
    for subject in subjects:
        if subject not in found:
            found[subject] = User(tenant_id=course.tenant_id, subject=subject, name="")
            session.add(found[subject])
    session.flush()
    return found


def _leave(session: Session, course: Course, seen: set[UUID]) -> None:
    """Mark who is not on a whole roster any more; nobody is deleted."""
    rows = session.scalars(
        select(Membership).where(Membership.course_id == course.id, Membership.active)
    )
    for row in rows:
        row.active = row.user_id in seen
