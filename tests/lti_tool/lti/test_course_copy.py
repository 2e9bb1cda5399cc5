"""A course that was copied: noticed, asked about, settled."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from analytics.content import shipped_banks
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti
from lti_tool.models import (
    Activity,
    Attempt,
    Course,
    CourseCopy,
    Deployment,
    GradebookColumn,
    OutboxEvent,
    ResourceLink,
    User,
)
from lti_tool.services.course_copy.following import follow, resource_ids_of
from lti_tool.services.tool_config import LINE_ITEM
from lti_tool.settings import Settings
from tests.fakes.door import Browser, door_app, registration
from tests.fakes.lms import AGS, CLAIM, ISSUER, MEMBERSHIP, TOOL, FakeClock, FakeLms

TEACHER = {f"{CLAIM}roles": [f"{MEMBERSHIP}Instructor"], "sub": "teacher-1"}
COPY = {f"{CLAIM}context": {"id": "course-2", "title": "Science 7, again"}}
BANK = "science-7"


@pytest.fixture
def app(settings: Settings, database: Database, clock: FakeClock, lti: Lti) -> Flask:
    parts = SimpleNamespace(
        settings=settings, database=database, clock=clock, lti=lti, banks=shipped_banks()
    )
    return door_app(parts)


@pytest.fixture
def source(database: Database, tenant: Deployment) -> Activity:
    """Return an activity of the first course, with a question of its own."""
    return activity_in(database, tenant, "course-1", "Why things float")


def activity_in(database: Database, tenant: Deployment, lti_id: str, title: str) -> Activity:
    with database.write() as session:
        course = session.scalars(
            select(Course).where(Course.tenant_id == tenant.id, Course.lti_id == lti_id)
        ).first()
        course = course or Course(tenant_id=tenant.id, lti_id=lti_id, title="Science 7")
        author = User(tenant_id=tenant.id, subject=uuid4().hex, name="Ms Okafor")
        session.add_all([course, author])
        session.flush()
        own = {
            "id": "own-1",
            "kind": "numeric",
            "skills": {shipped_banks()[BANK].skills[0].id: 1.0},
            "prompt": "How many?",
            "answer": 3.0,
        }
        made = Activity(
            tenant_id=tenant.id,
            course_id=course.id,
            created_by=author.id,
            title=title,
            bank_id=BANK,
            threshold=0.7,
            own_items={"own-1": own},
        )
        session.add(made)
    return made


@pytest.fixture
def copied(browser: Browser, source: Activity) -> dict[str, Any]:
    """Return the claims of a launch of the source's link in the copied course."""
    return {**COPY, **link("link-2", source.id)}


def link(lti_id: str, activity_id: UUID | None, **custom: str) -> dict[str, Any]:
    named = {"signpost_activity": str(activity_id)} if activity_id else {}
    return {
        f"{CLAIM}resource_link": {"id": lti_id, "title": "A link"},
        f"{CLAIM}custom": {**named, **custom},
    }


def opened(browser: Browser, **claims: Any) -> tuple[str, TestResponse]:
    """Launch and follow to the page; return the page's token too."""
    answer = browser.launch(**claims)
    assert answer.status_code == 303, answer.text
    path = answer.location.removeprefix(TOOL)
    return path.split("/")[2], browser.client.get(path)


def choose(client: FlaskClient, token: str, **form: str) -> TestResponse:
    headers = {"Origin": TOOL}
    return client.post(f"/l/{token}/copies", data=form, headers=headers)


def activities_of(database: Database, lti_id: str) -> list[Activity]:
    with database.read() as session:
        query = select(Activity).join(Course, Course.id == Activity.course_id)
        return list(session.scalars(query.where(Course.lti_id == lti_id).order_by(Activity.title)))


def test_a_teacher_is_asked_and_learners_wait(
    browser: Browser, copied: dict[str, Any], database: Database
) -> None:
    _, waiting = opened(browser, **copied)
    assert waiting.status_code == 200
    assert "still setting this up" in waiting.text

    token, redirect = opened(browser, **copied, **TEACHER)
    assert redirect.location.endswith("/copies")
    page = browser.client.get(f"/l/{token}/copies").text
    assert "This course was copied" in page
    assert "Why things float" in page
    assert activities_of(database, "course-2") == []


def test_a_fresh_copy_takes_settings_and_questions_and_no_attempts(
    browser: Browser, copied: dict[str, Any], database: Database, source: Activity
) -> None:
    learner, _ = opened(browser, **copied)
    token, _ = opened(browser, **copied, **TEACHER)
    assert choose(browser.client, token, mode="fresh").status_code == 303

    [made] = activities_of(database, "course-2")
    assert made.id != source.id
    assert (made.title, made.bank_id, made.threshold) == ("Why things float", BANK, 0.7)
    assert made.own_items == source.own_items
    with database.read() as session:
        bound = session.scalars(select(ResourceLink).where(ResourceLink.lti_id == "link-2")).one()
        assert bound.activity_id == made.id
        on_it = select(func.count()).select_from(Attempt).where(Attempt.activity_id == made.id)
        assert session.scalar(on_it) == 0
        kinds = session.scalars(select(OutboxEvent.kind))
        assert "activity.published" in kinds.all()
    assert "came over" in browser.client.get(f"/l/{token}/copies").text
    # The learner's page that was open meanwhile works after a reload.
    assert "still setting this up" not in browser.client.get(f"/l/{learner}/").text


def test_a_fresh_copy_does_not_follow_its_source(
    browser: Browser, copied: dict[str, Any], database: Database, source: Activity, clock: FakeClock
) -> None:
    token, _ = opened(browser, **copied, **TEACHER)
    choose(browser.client, token, mode="fresh")
    rename(database, source.id, "Renamed", clock)
    assert [one.title for one in activities_of(database, "course-2")] == ["Why things float"]


def test_the_same_activity_follows_its_source_until_it_is_changed_here(
    browser: Browser, copied: dict[str, Any], database: Database, source: Activity, clock: FakeClock
) -> None:
    token, _ = opened(browser, **copied, **TEACHER)
    choose(browser.client, token, mode="same")
    [made] = activities_of(database, "course-2")
    assert made.course_id != source.course_id

    rename(database, source.id, "Renamed", clock)
    assert activities_of(database, "course-2")[0].title == "Renamed"

    rename(database, made.id, "My own", clock)
    rename(database, source.id, "Renamed again", clock)
    assert activities_of(database, "course-2")[0].title == "My own"
    assert activities_of(database, "course-1")[0].title == "Renamed again"


def rename(database: Database, activity_id: UUID, title: str, clock: FakeClock) -> None:
    with database.write() as session:
        session.get_one(Activity, activity_id).title = title
        follow(session, activity_id, shipped_banks(), clock())


def test_each_activity_may_be_chosen_by_itself_and_later_ones_follow_the_rest(
    browser: Browser,
    copied: dict[str, Any],
    database: Database,
    tenant: Deployment,
    source: Activity,
) -> None:
    second = activity_in(database, tenant, "course-1", "Second")
    third = activity_in(database, tenant, "course-1", "Third")
    opened(browser, **COPY, **link("link-3", second.id))
    token, _ = opened(browser, **copied, **TEACHER)
    page = browser.client.get(f"/l/{token}/copies").text
    assert "not opened here yet" in page
    choose(browser.client, token, mode="fresh", **{f"mode-{second.id}": "none"})
    assert [one.title for one in activities_of(database, "course-2")] == ["Why things float"]

    _, page_of_third = opened(browser, **COPY, **link("link-4", third.id))
    assert "still setting this up" not in page_of_third.text
    titles = [one.title for one in activities_of(database, "course-2")]
    assert titles == ["Third", "Why things float"]
    _, still = opened(browser, **COPY, **link("link-3", second.id))
    assert "still setting this up" in still.text


def test_two_links_of_one_activity_open_one_copy(
    browser: Browser, copied: dict[str, Any], database: Database, source: Activity
) -> None:
    token, _ = opened(browser, **copied, **TEACHER)
    choose(browser.client, token, mode="fresh")
    opened(browser, **COPY, **link("link-9", source.id))
    assert len(activities_of(database, "course-2")) == 1
    with database.read() as session:
        links = session.scalars(select(ResourceLink.activity_id)).all()
    assert len(set(links)) == 1


def test_the_history_of_a_link_names_its_activity(
    browser: Browser, database: Database, tenant: Deployment, source: Activity
) -> None:
    opened(browser, **link("old-link", source.id))
    custom = {"link_history": "older-link,old-link"}
    token, redirect = opened(browser, **COPY, **link("new-link", None, **custom), **TEACHER)
    assert redirect.location.endswith("/copies")
    choose(browser.client, token, mode="fresh")
    assert len(activities_of(database, "course-2")) == 1


def test_the_history_of_a_course_asks_which_activity_a_link_is(
    browser: Browser, database: Database, source: Activity
) -> None:
    custom = {"context_history": "course-0, course-1", "link_history": "$ResourceLink.id.history"}
    token, redirect = opened(browser, **COPY, **link("link-2", None, **custom), **TEACHER)
    assert redirect.location.endswith("/copies")
    assert 'name="opens"' in browser.client.get(f"/l/{token}/copies").text
    choose(browser.client, token, mode="fresh", opens=str(source.id))
    with database.read() as session:
        bound = session.scalars(select(ResourceLink).where(ResourceLink.lti_id == "link-2")).one()
    assert bound.activity_id == activities_of(database, "course-2")[0].id


@pytest.mark.parametrize("history", ["$Context.id.history", "", "course-2", "unknown"])
def test_a_history_that_says_nothing_asks_nothing(
    history: str, browser: Browser, database: Database, source: Activity
) -> None:
    claims = link("link-2", None, context_history=history)
    _, redirect = opened(browser, **COPY, **claims, **TEACHER)
    assert redirect.location.endswith("/new")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CourseCopy)) == 0


def test_an_activity_of_another_tenant_is_never_copied(
    browser: Browser, database: Database
) -> None:
    with database.write() as session:
        other = Deployment(
            registration=registration("https://other.example"), deployment_id="x", approved=True
        )
        session.add(other)
    stranger = activity_in(database, other, "course-1", "Theirs")
    _, redirect = opened(browser, **COPY, **link("link-2", stranger.id), **TEACHER)
    assert redirect.location.endswith("/new")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(CourseCopy)) == 0


def test_learners_and_strangers_forms_do_not_choose(
    browser: Browser, copied: dict[str, Any], database: Database
) -> None:
    learner, _ = opened(browser, **copied)
    assert choose(browser.client, learner, mode="fresh").status_code == 403
    token, _ = opened(browser, **copied, **TEACHER)
    assert choose(browser.client, token, mode="all").status_code == 422
    assert choose(browser.client, token, **{"mode": "fresh", "mode-x": "same"}).status_code == 404
    assert activities_of(database, "course-2") == []


def test_a_copys_column_is_found_by_the_ids_of_those_it_came_from(
    browser: Browser, copied: dict[str, Any], database: Database, source: Activity
) -> None:
    token, _ = opened(browser, **copied, **TEACHER)
    choose(browser.client, token, mode="same")
    [made] = activities_of(database, "course-2")
    with database.read() as session:
        assert resource_ids_of(session, made.id) == (str(made.id), str(source.id))
        assert resource_ids_of(session, source.id) == (str(source.id),)


def test_choosing_twice_brings_nothing_twice(
    browser: Browser, copied: dict[str, Any], database: Database
) -> None:
    token, _ = opened(browser, **copied, **TEACHER)
    choose(browser.client, token, mode="fresh")
    choose(browser.client, token, mode="same")
    assert len(activities_of(database, "course-2")) == 1


def test_a_copied_column_is_used_again_where_launches_do_not_name_it(
    browser: Browser,
    copied: dict[str, Any],
    database: Database,
    source: Activity,
    lti: Lti,
    lms: FakeLms,
) -> None:
    """Return to the column of the copy, which still carries the first activity's id."""
    column = {
        "id": f"{ISSUER}/lines/9",
        "label": "Why things float",
        "scoreMaximum": 100,
        "resourceId": str(source.id),
        "tag": "signpost",
    }
    lms.pages["/lines"] = httpx.Response(200, json=[column])
    service = {"lineitems": f"{ISSUER}/lines", "scope": [LINE_ITEM]}
    token, _ = opened(browser, **copied, **TEACHER, **{AGS: service})
    choose(browser.client, token, mode="fresh")
    while lti.columns.step():
        pass
    with database.read() as session:
        row = session.scalars(select(GradebookColumn)).one()
    assert row.line_item_url == f"{ISSUER}/lines/9"
