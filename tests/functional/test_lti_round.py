"""A whole round with the demo LMS in one process: register to gradebook."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from analytics.events import ScoreReleased
from deploy.demo_lms.app import create_app as create_lms
from deploy.demo_lms.settings import LmsSettings
from lti_tool.adapters.database import Database
from lti_tool.lti_errors import RegistrationRefused
from lti_tool.lti_wiring import Lti, build_lti
from lti_tool.migrations import migrate
from lti_tool.models import Activity, Launch, Membership, Passback, User, utc_now
from lti_tool.services.gradebook.release import enqueue
from lti_tool.services.launches import find_launch
from lti_tool.settings import Settings
from tests.fakes.door import door_app
from tests.parts.visitor import read_forms

pytestmark = pytest.mark.functional

LMS = "http://lms.test"
TOOL = "http://tool.test"
ADMIN, TEACHER, STUDENT, COURSE = "11", "12", "21", "1"


@dataclass
class Round:
    """A browser, the LMS and the tool."""

    lms: FlaskClient
    tool: FlaskClient
    lti: Lti
    database: Database

    def act_as(self, user: str) -> None:
        self.post(f"{LMS}/act-as", {"user": user, "csrf": self.csrf()})

    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.get(f"{LMS}/").text)
        assert found
        return found[1]

    def get(self, url: str) -> TestResponse:
        return self._client(url).get(urlsplit(url)._replace(scheme="", netloc="").geturl())

    def post(self, url: str, fields: Mapping[str, str]) -> TestResponse:
        path = urlsplit(url)._replace(scheme="", netloc="").geturl()
        return self._client(url).post(path, data=dict(fields))

    def _client(self, url: str) -> FlaskClient:
        return self.lms if url.startswith(LMS) else self.tool

    def submit(self, answer: TestResponse) -> TestResponse:
        assert answer.status_code == 200, answer.text
        [form] = [form for form in read_forms(answer.text) if form.fields and form.action]
        return self.post(form.action, form.fields)

    def registration_link(self) -> str:
        self.act_as(ADMIN)
        page = self.post(
            f"{LMS}/admin/tools/register", {"url": f"{TOOL}/lti/register", "csrf": self.csrf()}
        )
        found = re.search(rf"{TOOL}/lti/register\?[^\"'<\s]+", unescape(page.text))
        assert found, page.text
        return found[0]

    def registered(self) -> str:
        """Register by the page and return the client id."""
        finished = self.submit(self.get(self.registration_link()))
        assert finished.status_code == 200, finished.text
        found = re.search(r"<dd dir=\"ltr\">([0-9a-f]{16})</dd>", finished.text)
        assert found, finished.text
        return found[1]

    def launch(self, start: str) -> Launch:
        """Follow a launch through login and authentication to its page."""
        redirect = self.submit(self.get(start))
        assert redirect.status_code == 302, redirect.text
        opened = self.submit(self.get(redirect.location))
        assert opened.status_code == 303, opened.text
        with self.database.read() as session:
            return find_launch(session, opened.location.split("/")[-2], utc_now())


@pytest.fixture
def round_(tmp_path: Path) -> Iterator[Round]:
    settings = Settings(
        public_url=TOOL,
        secret_key="s" * 32,
        platform_hosts_allowed=("lms.test",),
        registration_open=True,
    )
    url = f"sqlite:///{tmp_path}/tool.db"
    migrate(url)
    database = Database(url)
    tool_client: list[FlaskClient] = []

    def key_set(_url: str) -> Mapping[str, Any]:
        found: dict[str, Any] = tool_client[0].get("/lti/jwks").json
        return found

    lms_app = create_lms(
        LmsSettings(
            public_url=LMS,
            database_path=tmp_path / "lms.db",
            key_path=tmp_path / "lms.pem",
            secret="s" * 32,
            test_api=True,
        ),
        keys=key_set,
    )
    lti = build_lti(settings, database, utc_now, httpx.WSGITransport(app=lms_app.wsgi_app))
    parts = SimpleNamespace(settings=settings, database=database, clock=utc_now, lti=lti)
    app = door_app(parts)
    app.config["SERVER_NAME"] = "tool.test"
    lms_app.config["SERVER_NAME"] = "lms.test"
    tool_client.append(app.test_client())
    yield Round(lms_app.test_client(), tool_client[0], lti, database)
    database.dispose()


def _place(round_: Round, client_id: str) -> Activity:
    """Choose a new activity by deep linking, as the teacher."""
    round_.act_as(TEACHER)
    launch = round_.launch(f"{LMS}/courses/{COURSE}/add/{client_id}/start")
    assert (launch.role, launch.message_type) == ("teacher", "LtiDeepLinkingRequest")
    with round_.database.write() as session:
        activity = Activity(
            tenant_id=launch.tenant_id,
            course_id=launch.course_id,
            created_by=launch.user_id,
            title="Light and shadow",
            bank_id="light",
        )
        session.add(activity)
        session.flush()
        form = round_.lti.deep_linking.answer(session, launch, [activity])
    chosen = round_.post(form.return_url, {"JWT": form.jwt})
    assert chosen.status_code == 200, chosen.text
    assert "Light and shadow" in chosen.text
    return activity


def _placed_link(round_: Round) -> str:
    page = round_.get(f"{LMS}/courses/{COURSE}").text
    found = re.search(rf"/courses/{COURSE}/activities/([0-9a-f]+)", page)
    assert found
    return f"{LMS}{found[0]}/start"


def _release(launch: Launch, activity: Activity, score: float, seq: int) -> ScoreReleased:
    now = utc_now()
    return ScoreReleased(
        event_id=uuid4(),
        occurred_at=now,
        produced_at=now,
        tenant=str(launch.tenant_id),
        course_id=str(launch.course_id),
        learner_id=launch.user_id,
        activity_id=activity.id,
        attempt_id=uuid4(),
        item_id="why",
        bank_id="light",
        score=score,
        state_seq=seq,
        comment="2 of 3 skills reached",
    )


def _deliver(round_: Round, event: ScoreReleased) -> Passback:
    with round_.database.write() as session:
        enqueue(session, event)
    assert round_.lti.passback.step()
    with round_.database.read() as session:
        return session.scalars(select(Passback)).one()


def test_a_score_goes_all_the_way_from_a_link_to_the_gradebook(round_: Round) -> None:
    client_id = round_.registered()
    activity = _place(round_, client_id)

    round_.act_as(STUDENT)
    launch = round_.launch(_placed_link(round_))
    assert (launch.role, launch.activity_id) == ("learner", activity.id)

    row = _deliver(round_, _release(launch, activity, 0.62, 1))
    assert (row.status, row.detail) == ("sent", "")
    [post] = round_.get(f"{LMS}/test-api/scores").json
    assert (post["status"], post["body"]["scoreGiven"], post["user_id"]) == (200, 62, STUDENT)

    round_.act_as(TEACHER)
    assert "62" in round_.get(f"{LMS}/courses/{COURSE}/grades").text


def test_the_roster_names_the_course(round_: Round) -> None:
    client_id = round_.registered()
    round_.act_as(TEACHER)
    launch = round_.launch(f"{LMS}/courses/{COURSE}/add/{client_id}/start")
    assert round_.lti.rosters.step()
    with round_.database.read() as session:
        query = select(User.subject, User.name, Membership.role).join(Membership)
        members = {subject: (name, role) for subject, name, role in session.execute(query)}
    assert members[TEACHER] == (launch.user.name, "teacher")
    assert members[STUDENT][0] != ""
    assert members[STUDENT][1] == "learner"


def test_a_teachers_own_score_is_refused_in_words(round_: Round) -> None:
    activity = _place(round_, round_.registered())
    launch = round_.launch(_placed_link(round_))
    assert launch.role == "teacher"
    row = _deliver(round_, _release(launch, activity, 0.9, 1))
    assert row.status == "refused"
    assert "student of the course" in row.detail


def test_a_registration_link_works_once(round_: Round) -> None:
    link = round_.registration_link()
    page = round_.get(link)
    assert round_.submit(page).status_code == 200
    again = round_.submit(page)
    assert again.status_code == 422
    assert "each works once" in again.text


def test_a_platform_at_a_private_address_is_refused_unless_allowed(round_: Round) -> None:
    for url in ("http://127.0.0.1:9/.well-known/openid-configuration", "http://other.test/x"):
        with pytest.raises(RegistrationRefused):
            round_.lti.registrations.register(url, None)
