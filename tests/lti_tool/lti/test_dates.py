"""When answers are taken: the LMS's dates, the teacher's, and who is exempt."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.errors import Refused
from lti_tool.models import Activity, Course, Deployment, Launch, Placement, ResourceLink, User
from lti_tool.services.dates import check_open, narrowest
from lti_tool.services.ports import Availability, Window
from tests.fakes.door import Browser
from tests.fakes.lms import CLAIM, MEMBERSHIP, FakeClock

DAY = timedelta(days=1)
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TEST_STUDENT = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


def _launch(database: Database) -> Launch:
    with database.read() as session:
        query = select(Launch).order_by(Launch.created_at.desc(), Launch.id)
        return session.scalars(query).first() or pytest.fail("nobody was let in")


def _refusal(launch: Launch, now: datetime) -> str:
    try:
        check_open(launch, now)
    except Refused as refused:
        return refused.code
    return ""


def test_a_launch_keeps_the_dates_of_the_lms(browser: Browser, database: Database) -> None:
    custom = {
        "available_from": "2026-03-01T08:00:00Z",
        "available_until": "2026-03-09T08:00:00Z",
        "submit_from": "2026-03-02T10:00:00+02:00",
        "submit_until": "$ResourceLink.submission.endDateTime",
    }
    assert browser.launch(**{f"{CLAIM}custom": custom}).status_code == 303
    launch = _launch(database)
    assert launch.opens_at == datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert launch.closes_at == datetime(2026, 3, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize("said", ["", "tomorrow", "2026-03-02T10:00:00", 7, "$Unknown"])
def test_a_date_that_is_none_closes_nothing(
    said: object, browser: Browser, database: Database
) -> None:
    custom = {"submit_from": said, "available_until": said}
    assert browser.launch(**{f"{CLAIM}custom": custom}).status_code == 303
    assert (_launch(database).opens_at, _launch(database).closes_at) == (None, None)


def test_a_launch_says_that_it_is_the_test_students(browser: Browser, database: Database) -> None:
    roles = [f"{MEMBERSHIP}Learner", TEST_STUDENT]
    assert browser.launch(**{f"{CLAIM}roles": roles}).status_code == 303
    assert _launch(database).is_test_user


@pytest.mark.parametrize(("product", "closes"), [("moodle", True), ("canvas", False)])
def test_dates_given_at_placing_count_where_the_lms_says_none(
    product: str,
    closes: bool,  # noqa: FBT001 - a parameter of the test
    browser: Browser,
    database: Database,
    clock: FakeClock,
) -> None:
    browser.launch()
    with database.write() as session:
        link = session.scalars(select(ResourceLink)).one()
        user = session.scalars(select(User)).one()
        course = session.scalars(select(Course)).one()
        tenant = session.scalars(select(Deployment)).one()
        made = Activity(
            tenant_id=tenant.id,
            course_id=course.id,
            created_by=user.id,
            title="Shadows",
            bank_id="light",
        )
        session.add(made)
        session.flush()
        link.activity_id = made.id
        dates = {"opens_at": None, "closes_at": NOON}
        session.add(Placement(activity_id=made.id, tenant_id=tenant.id, with_column=True, **dates))
    clock.now += timedelta(minutes=1)
    browser.launch(**{f"{CLAIM}tool_platform": {"guid": "g", "product_family_code": product}})
    assert _launch(database).closes_at == (NOON if closes else None)


def test_a_learner_answers_only_while_the_activity_is_open() -> None:
    launch = Launch(role="learner", is_test_user=False, opens_at=NOON, closes_at=NOON + DAY)
    second = timedelta(seconds=1)
    assert _refusal(launch, NOON - second) == "not_open_yet"
    assert _refusal(launch, NOON) == ""
    assert _refusal(launch, NOON + DAY - second) == ""
    assert _refusal(launch, NOON + DAY) == "closed"


@pytest.mark.parametrize(("role", "test"), [("teacher", False), ("learner", True)])
def test_teachers_and_test_students_may_try_it_at_any_time(role: str, *, test: bool) -> None:
    launch = Launch(role=role, is_test_user=test, opens_at=NOON, closes_at=NOON + DAY)
    assert _refusal(launch, NOON - DAY) == _refusal(launch, NOON + 2 * DAY) == ""


def test_an_activity_is_open_while_it_is_both_seen_and_handed_in() -> None:
    both = Availability(Window(NOON, NOON + 3 * DAY), Window(NOON + DAY, NOON + 2 * DAY))
    assert narrowest(both) == Window(NOON + DAY, NOON + 2 * DAY)
    assert narrowest(Availability()) == Window()
