"""A gradebook opens a learner's work."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from analytics.content import shipped_banks
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti
from lti_tool.models import (
    Activity,
    Attempt,
    Course,
    Deployment,
    ResourceLink,
    User,
)
from lti_tool.services.review import review_address
from lti_tool.settings import Settings
from tests.fakes.door import Browser, door_app
from tests.fakes.lms import AGS, CLAIM, LINE_ITEM, MEMBERSHIP, SCORE_SCOPE, TOOL, FakeClock

TEACHER = {f"{CLAIM}roles": [f"{MEMBERSHIP}Instructor"], "sub": "teacher-1"}
BANK = shipped_banks()["science-7"]


@pytest.fixture
def app(settings: Settings, database: Database, clock: FakeClock, lti: Lti) -> Flask:
    parts = SimpleNamespace(
        settings=settings, database=database, clock=clock, lti=lti, banks=shipped_banks()
    )
    return door_app(parts)


@pytest.fixture
def work(database: Database, tenant: Deployment, clock: FakeClock) -> Activity:
    """Return an activity with a link, a column and one answer of student-1."""
    with database.write() as session:
        course = Course(tenant_id=tenant.id, lti_id="course-1", title="Science 7")
        student = User(tenant_id=tenant.id, subject="student-1", name="Ana Ruiz")
        session.add_all([course, student])
        session.flush()
        ids = {"tenant_id": tenant.id, "course_id": course.id}
        activity = Activity(**ids, created_by=student.id, title="Floating", bank_id=BANK.id)
        session.add(activity)
        session.flush()
        session.add(
            ResourceLink(**ids, lti_id="link-1", activity_id=activity.id, line_item_url=LINE_ITEM)
        )
        for number, text in ((1, "It is light."), (2, "It pushes water aside.")):
            session.add(
                Attempt(
                    **ids,
                    activity_id=activity.id,
                    learner_id=student.id,
                    bank_id=BANK.id,
                    item_id=BANK.items[0].id,
                    number=number,
                    answer=text,
                    event_id=uuid4(),
                    submitted_at=clock() - timedelta(minutes=9 - number),
                )
            )
    return activity


def review(user: str = "student-1", line_item: str | None = LINE_ITEM) -> dict[str, Any]:
    return {
        f"{CLAIM}message_type": "LtiSubmissionReviewRequest",
        f"{CLAIM}resource_link": None,
        f"{CLAIM}for_user": {"user_id": user},
        AGS: {"lineitem": line_item, "scope": [SCORE_SCOPE]},
    }


def opened(browser: Browser, **claims: Any) -> str:
    answer = browser.launch(**claims)
    assert answer.status_code == 303, answer.text
    page = browser.client.get(answer.location.removeprefix(TOOL), follow_redirects=True)
    assert page.status_code == 200, page.text
    assert page.request.path.endswith("/review")
    return page.text


def test_a_teacher_opens_a_learners_work_from_the_gradebook(
    browser: Browser, work: Activity
) -> None:
    page = opened(browser, **review(), **TEACHER)
    assert "Ana Ruiz" in page
    assert page.index("It pushes water aside.") < page.index("It is light.")
    assert "See and change the grade" in page


def test_a_learner_opens_only_their_own_work(browser: Browser, work: Activity) -> None:
    page = opened(browser, **review())
    assert "It is light." in page
    assert "change the grade" not in page
    refused = browser.launch(**review("student-2"))
    assert refused.status_code == 403
    assert "work of somebody else" in refused.text


@pytest.mark.parametrize("roles", [[], [f"{MEMBERSHIP}Mentor"]])
def test_who_only_looks_opens_nobodys_work(
    roles: list[str], browser: Browser, work: Activity
) -> None:
    assert browser.launch(**review(), **{f"{CLAIM}roles": roles}).status_code == 403


@pytest.mark.parametrize("line_item", ["https://lms.example/line/8", None])
def test_a_column_that_is_not_ours_is_refused(
    line_item: str | None, browser: Browser, work: Activity
) -> None:
    assert browser.launch(**review(line_item=line_item), **TEACHER).status_code == 400


def test_a_column_of_another_course_is_refused(browser: Browser, work: Activity) -> None:
    elsewhere = {f"{CLAIM}context": {"id": "course-2"}}
    assert browser.launch(**review(), **TEACHER, **elsewhere).status_code == 400


@pytest.mark.parametrize("person", [None, {}, {"user_id": ""}, {"user_id": 7}, "student-1"])
def test_a_review_of_nobody_is_refused(person: object, browser: Browser, work: Activity) -> None:
    claims = {**review(), f"{CLAIM}for_user": person}
    assert browser.launch(**claims, **TEACHER).status_code == 400


def test_a_review_does_not_move_the_links_column(
    browser: Browser, work: Activity, database: Database
) -> None:
    claims = {**review(), f"{CLAIM}resource_link": {"id": "link-1"}}
    opened(browser, **claims, **TEACHER)
    with database.read() as session:
        assert session.scalars(select(ResourceLink.line_item_url)).all() == [LINE_ITEM]


def test_who_has_not_answered_yet_has_an_empty_page(browser: Browser, work: Activity) -> None:
    assert "No answer has been given" in opened(browser, **review("student-9"), **TEACHER)


def test_the_address_of_a_score_opens_the_work_in_speedgrader(
    browser: Browser, work: Activity
) -> None:
    address = review_address(TOOL, "student-1")
    page = opened(browser, **{f"{CLAIM}target_link_uri": address}, **TEACHER)
    assert "It pushes water aside." in page
    other = {f"{CLAIM}target_link_uri": review_address(TOOL, "student-2")}
    assert browser.launch(**other).status_code == 403


def test_answers_of_another_activity_are_not_shown(
    browser: Browser, work: Activity, database: Database
) -> None:
    with database.write() as session:
        source = session.scalars(select(Attempt)).first()
        assert source is not None
        other = Activity(
            tenant_id=work.tenant_id,
            course_id=work.course_id,
            created_by=work.created_by,
            title="Other",
            bank_id=BANK.id,
        )
        session.add(other)
        session.flush()
        session.execute(
            Attempt.__table__.update()
            .where(Attempt.answer == "It is light.")
            .values(activity_id=other.id)
        )
    page = opened(browser, **review(), **TEACHER)
    assert "It is light." not in page
