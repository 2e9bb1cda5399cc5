"""Rosters, read in the background."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lti_tool.lti_errors import PlatformRefusal, PlatformUnavailable
from lti_tool.models import Course, CourseRoster, Membership, Registration, User
from lti_tool.services.admin.role_overrides import set_override
from lti_tool.services.ports import Member, RosterReading
from lti_tool.services.roster import Rosters, not_begun
from tests.fakes.lms import ROSTER
from tests.lti_tool.gradebook.conftest import School

CHANGES = f"{ROSTER}?since=1"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


def _member(subject: str, name: str = "", role: str = "Learner", *, active: bool = True) -> Member:
    return Member(subject, name, (role,), active)


@dataclass
class FakeReader:
    """Gives what is at an address; an error is raised."""

    at: dict[str, RosterReading | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def read(self, registration: Registration, url: str) -> RosterReading:
        self.asked.append(url)
        found = self.at[url]
        if isinstance(found, Exception):
            raise found
        return found


@dataclass
class Office:
    """A course with a roster."""

    school: School
    reader: FakeReader
    rosters: Rosters

    def opened(self, minutes: float = 11) -> bool:
        """Let a teacher open the course after a while, and read what is due."""
        self.school.clock.now += timedelta(minutes=minutes)
        self.school.launch()
        self.school.clock.now += timedelta(seconds=1)
        return self.rosters.step()

    def here(self) -> dict[str, tuple[str, bool]]:
        with self.school.database.read() as session:
            query = select(User.subject, User.name, Membership.active).join(Membership)
            return {subject: (name, active) for subject, name, active in session.execute(query)}

    def roster(self) -> CourseRoster:
        with self.school.database.read() as session:
            return session.scalars(select(CourseRoster)).one()


@pytest.fixture
def office(school: School) -> Office:
    with school.database.write() as session:
        session.get_one(Course, school.course.id).memberships_url = ROSTER
    reader = FakeReader({ROSTER: RosterReading((_member("ada", "Ada"), _member("ben")), None)})
    return Office(school, reader, Rosters(school.database, reader, school.clock))


def test_a_roster_is_read_when_a_teacher_has_opened_the_course(office: Office) -> None:
    assert not office.rosters.step()
    assert office.opened()
    assert office.here() == {"ada": ("Ada", True), "ben": ("", True)}


def test_a_learner_who_opens_it_makes_nothing_due(office: Office) -> None:
    office.school.launch(role="learner")
    assert not office.rosters.step()


def test_a_roster_is_read_every_ten_minutes_at_most(office: Office) -> None:
    assert office.opened()
    assert not office.opened(minutes=3)
    assert office.opened(minutes=8)
    assert not office.rosters.step()


def test_who_is_gone_from_a_whole_roster_is_inactive_not_deleted(office: Office) -> None:
    office.opened()
    office.reader.at[ROSTER] = RosterReading((_member("ada", "Ada"),), None)
    office.opened()
    assert office.here() == {"ada": ("Ada", True), "ben": ("", False)}


@pytest.mark.parametrize("error", [PlatformUnavailable("page 3"), PlatformRefusal("page 3", 403)])
def test_a_partial_reading_removes_nobody_and_is_tried_later(
    office: Office, error: Exception
) -> None:
    office.opened()
    office.reader.at[ROSTER] = error
    office.opened()
    assert office.here() == {"ada": ("Ada", True), "ben": ("", True)}
    assert office.roster().detail == "page 3"
    assert not office.rosters.step()


def test_a_platform_that_asks_to_wait_is_left_alone_so_long(office: Office) -> None:
    office.reader.at[ROSTER] = PlatformUnavailable("later", retry_after_s=3_000)
    office.opened()
    assert office.roster().next_try_at >= office.school.clock() + timedelta(seconds=3_000)


def test_differences_are_read_where_they_are_offered(office: Office) -> None:
    office.reader.at[ROSTER] = RosterReading((_member("ada", "Ada"), _member("ben")), CHANGES)
    office.reader.at[CHANGES] = RosterReading(
        (_member("ben", active=False), _member("cid", "Cid")), f"{ROSTER}?since=2"
    )
    office.opened()
    office.opened()
    assert office.reader.asked == [ROSTER, CHANGES]
    assert office.here() == {"ada": ("Ada", True), "ben": ("", False), "cid": ("Cid", True)}
    assert office.roster().differences_url == f"{ROSTER}?since=2"


def test_everybody_is_read_once_a_day_all_the_same(office: Office) -> None:
    office.reader.at[ROSTER] = RosterReading((_member("ada", "Ada"),), CHANGES)
    office.opened()
    office.opened(minutes=25 * 60)
    assert office.reader.asked == [ROSTER, ROSTER]


def test_differences_that_are_refused_give_way_to_the_whole(office: Office) -> None:
    office.reader.at[ROSTER] = RosterReading((_member("ada", "Ada"),), CHANGES)
    office.reader.at[CHANGES] = PlatformRefusal("too old", 404)
    office.opened()
    office.opened()
    assert office.reader.asked == [ROSTER, CHANGES, ROSTER]
    assert office.roster().detail == ""


def test_a_name_that_is_not_sent_any_more_is_not_wiped(office: Office) -> None:
    office.opened()
    office.reader.at[ROSTER] = RosterReading((_member("ada"), _member("ben")), None)
    office.opened()
    assert office.here()["ada"] == ("Ada", True)


def test_learners_who_have_not_begun_are_found_teachers_are_not(office: Office) -> None:
    members = (
        _member("ada", "Ada"),
        _member("ben", "Ben", LEARNER),
        _member("cid", "Cid", active=False),
        _member("grace", "Grace", "Instructor"),
    )
    office.reader.at[ROSTER] = RosterReading(members, None)
    office.opened()
    with office.school.database.read() as session:
        ada = session.scalars(select(User).where(User.subject == "ada")).one()
        found = not_begun(session, office.school.course.id, [ada.id])
    assert [user.name for user in found] == ["Ben"]


def test_a_platform_that_was_switched_off_is_not_asked(office: Office) -> None:
    with office.school.database.write() as session:
        session.scalars(select(Registration)).one().enabled = False
    assert not office.opened()


def test_a_course_is_claimed_by_one_reader(office: Office) -> None:
    seen: list[bool] = []

    class Curious(FakeReader):
        def read(self, registration: Registration, url: str) -> RosterReading:
            seen.append(office.rosters.step())
            return RosterReading((), None)

    office.school.launch()
    moment: datetime = office.school.clock.now
    assert Rosters(office.school.database, Curious(), lambda: moment).step()
    assert seen == [False]


def test_the_roster_says_why_the_lms_keeps_no_grade(office: Office) -> None:
    office.reader.at[ROSTER] = RosterReading((_member("ada", active=False),), None)
    office.opened()
    office.school.book.test_students.add("ada")
    office.school.release("ada", 0.5, 1)
    office.school.deliver()
    row = office.school.row()
    assert (row.status, row.detail) == ("not_gradable", "This person is no longer in the course.")


def test_what_an_administrator_said_of_a_role_name_counts_in_the_roster_too(
    office: Office,
) -> None:
    with office.school.database.write() as session:
        set_override(session, session.scalars(select(Registration)).one().id, "Tutor", "teacher")
    office.reader.at[ROSTER] = RosterReading((_member("ada", role="Tutor"), _member("ben")), None)

    assert office.opened()

    with office.school.database.read() as session:
        query = select(User.subject, Membership.role).join(Membership)
        assert {row.subject: row.role for row in session.execute(query)} == {
            "ada": "teacher",
            "ben": "learner",
        }
