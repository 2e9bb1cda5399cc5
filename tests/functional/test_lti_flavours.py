"""The tool at a plain platform, at Moodle's quirks and at Canvas's: one round each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from analytics.content import shipped_banks
from deploy.demo_lms.app import create_app as create_lms
from deploy.demo_lms.flavours import FlavourName
from deploy.demo_lms.records import Submission
from deploy.demo_lms.settings import LmsSettings
from deploy.demo_lms.wiring import Lms
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti, build_lti
from lti_tool.migrations import migrate
from lti_tool.models import (
    Activity,
    Course,
    CourseCopy,
    Deployment,
    Launch,
    Membership,
    utc_now,
)
from lti_tool.services.launches import find_launch
from lti_tool.services.review import review_address
from lti_tool.settings import Settings
from tests.fakes.door import door_app
from tests.parts.visitor import read_forms

pytestmark = pytest.mark.functional

LMS = "http://lms.test"
TOOL = "http://tool.test"
ADMIN, TEACHER, STUDENT = "11", "12", "21"


@dataclass
class Meeting:
    """A browser between an LMS of a flavour and the tool."""

    flavour: FlavourName
    lms_client: FlaskClient
    tool_client: FlaskClient
    lms: Lms
    lti: Lti
    database: Database

    def get(self, url: str) -> TestResponse:
        return self._client(url).get(_path(url))

    def post(self, url: str, fields: Mapping[str, Any]) -> TestResponse:
        # As in a window of its own: what frames lose is tried in browsers.
        headers = {"Sec-Fetch-Dest": "document"}
        if url.startswith(TOOL):
            headers["Origin"] = TOOL
        return self._client(url).post(_path(url), data=dict(fields), headers=headers)

    def _client(self, url: str) -> FlaskClient:
        return self.lms_client if url.startswith(LMS) else self.tool_client

    def act(self, path: str, **fields: str) -> TestResponse:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(f"{LMS}/").text)
        assert found
        return self.post(f"{LMS}{path}", {"csrf": found[1], **fields})

    def act_as(self, user: str) -> None:
        self.act("/act-as", user=user)

    def submit(self, answer: TestResponse) -> TestResponse:
        assert answer.status_code == 200, answer.text
        [form] = [form for form in read_forms(answer.text) if form.fields and form.action]
        return self.post(form.action, form.fields)

    def register(self) -> str:
        """Register, and let each administrator do their part; return the client id."""
        token = self.lms.tools.issue_link(utc_now())
        self.lti.registrations.register(f"{LMS}/.well-known/openid-configuration", token)
        [tool] = self.lms.tools.all()
        self.act_as(ADMIN)
        self.act(f"/admin/tools/{tool.client_id}/switch", active="1")
        return tool.client_id

    def opened(self, start: str) -> TestResponse:
        """Follow a launch to the redirect to its page, or to what stops it."""
        redirect = self.submit(self.get(start))
        assert redirect.status_code == 302, redirect.text
        return self.submit(self.get(redirect.location))

    def launch(self, start: str) -> tuple[Launch, str]:
        """Return the launch and the address of its page; new deployments are approved."""
        answer = self.opened(start)
        if answer.status_code == 403 and "waits for approval" in answer.text:
            with self.database.write() as session:
                for deployment in session.scalars(select(Deployment)):
                    deployment.approved = True
            answer = self.opened(start)
        assert answer.status_code == 303, answer.text
        with self.database.read() as session:
            return find_launch(session, answer.location.split("/")[-2], utc_now()), answer.location

    def place(self, course: str = "1") -> Activity:
        """Make an activity by deep linking, as the teacher."""
        self.act_as(TEACHER)
        [tool] = self.lms.tools.all()
        _, page = self.launch(f"{LMS}/courses/{course}/add/{tool.client_id}/start")
        form = {
            "bank_id": "science-7",
            "title": "Why things float",
            "threshold": "80",
            "target_success": "63",
        }
        placed = self.post(f"{page}pick/new", form)
        chosen = self.submit(placed)
        assert chosen.status_code == 200, chosen.text
        with self.database.read() as session:
            return session.scalars(select(Activity)).one()

    def link(self, course: str = "1") -> str:
        page = self.get(f"{LMS}/courses/{course}").text
        return (
            f"{LMS}/courses/{course}/activities/{re.findall(r'/activities/([0-9a-f]+)', page)[0]}"
        )


def _path(url: str) -> str:
    return urlsplit(url)._replace(scheme="", netloc="").geturl()


@pytest.fixture(params=["plain", "moodle", "canvas"])
def meeting(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Meeting]:
    flavour: FlavourName = request.param
    settings = Settings(public_url=TOOL, secret_key="s" * 32, platform_hosts_allowed=("lms.test",))
    database = Database(f"sqlite:///{tmp_path}/tool.db")
    migrate(f"sqlite:///{tmp_path}/tool.db")
    tools: list[FlaskClient] = []
    lms_app = create_lms(
        LmsSettings(
            public_url=LMS,
            database_path=tmp_path / "lms.db",
            key_path=tmp_path / "lms.pem",
            secret="s" * 32,
            flavour=flavour,
            crowd=110,
        ),
        keys=lambda _url: dict(tools[0].get("/lti/jwks").json),
        poster=lambda url, body: tools[0].post(_path(url), json=dict(body), buffered=True).close(),
    )
    lti = build_lti(settings, database, utc_now, httpx.WSGITransport(app=lms_app.wsgi_app))
    parts = SimpleNamespace(
        settings=settings, database=database, clock=utc_now, lti=lti, banks=shipped_banks()
    )
    app = door_app(parts)
    app.config["SERVER_NAME"] = "tool.test"
    lms_app.config["SERVER_NAME"] = "lms.test"
    tools.append(app.test_client())
    yield Meeting(
        flavour,
        lms_app.test_client(),
        tools[0],
        lms_app.extensions["demo_lms"],
        lti,
        database,
    )
    database.dispose()


def test_a_copied_course_waits_for_its_teacher_and_then_works(meeting: Meeting) -> None:
    meeting.register()
    source = meeting.place()
    meeting.launch(f"{meeting.link()}/start")
    while meeting.lti.subscriptions.step():
        pass
    meeting.act_as(TEACHER)
    copied = meeting.act("/courses/1/copy").location.rsplit("/", 1)[1]
    if meeting.flavour != "moodle":
        with meeting.database.read() as session:
            assert session.scalars(select(CourseCopy)).one().seen_by == "notice"

    meeting.act_as(STUDENT)
    start = f"{meeting.link(copied)}/start"
    _, page = meeting.launch(start)
    assert "still setting this up" in meeting.get(page).text
    meeting.act_as(TEACHER)
    _, page = meeting.launch(start)
    assert meeting.get(page).location.endswith("/copies")
    assert "Why things float" in meeting.get(f"{page}copies").text
    assert meeting.post(f"{page}copies", {"mode": "fresh"}).status_code == 303

    meeting.act_as(STUDENT)
    launch, page = meeting.launch(start)
    with meeting.database.read() as session:
        made = session.get_one(Activity, launch.activity_id)
        assert made.id != source.id
        assert made.course_id == launch.course_id != source.course_id
    assert "still setting this up" not in meeting.get(page).text


def test_the_roster_is_read_to_its_end(meeting: Meeting) -> None:
    client_id = meeting.register()
    meeting.act_as(TEACHER)
    meeting.launch(f"{LMS}/courses/1/add/{client_id}/start")
    while meeting.lti.rosters.step():
        pass
    with meeting.database.read() as session:
        course = session.scalars(select(Course)).one()
        people = session.scalars(
            select(Membership.user_id).where(Membership.course_id == course.id)
        ).all()
    assert len(people) >= 117


@pytest.mark.parametrize("meeting", ["plain", "canvas"], indirect=True)
def test_a_teacher_opens_the_work_from_the_gradebook(meeting: Meeting) -> None:
    meeting.register()
    activity = meeting.place()
    meeting.act_as(STUDENT)
    meeting.launch(f"{meeting.link()}/start")
    [column] = meeting.lms.gradebook.columns("1")
    if meeting.flavour == "canvas":
        address = review_address(TOOL, STUDENT)
        meeting.lms.gradebook.keep_submission(Submission(column.id, STUDENT, 1, address))
    meeting.act_as(TEACHER)
    launch, page = meeting.launch(f"{LMS}/courses/1/grades/{column.id}/{STUDENT}/work")
    assert launch.activity_id == activity.id
    assert meeting.get(page).location.endswith("/review")
    assert "No answer has been given" in meeting.get(f"{page}review").text
