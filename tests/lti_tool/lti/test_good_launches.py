"""Every launch that must come in, and what is kept of it."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from analytics.events import ActivityLaunched, parse_event
from lti_tool.adapters.database import Database
from lti_tool.errors import LaunchExpired
from lti_tool.lti_wiring import build_lti
from lti_tool.models import Activity, Course, Deployment, Launch, OutboxEvent, ResourceLink, User
from lti_tool.services.launches import find_launch
from lti_tool.settings import Settings
from tests.fakes.door import Browser, door_app, registration
from tests.fakes.lms import (
    AGS,
    CLAIM,
    CLIENT,
    ISSUER,
    LINE_ITEM,
    MEMBERSHIP,
    NRPS,
    ROSTER,
    SCORE_SCOPE,
    SETTINGS,
    FakeClock,
    FakeLms,
    query_of,
)

INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/Instructor#TeachingAssistant"


def opened(answer: TestResponse, database: Database, clock: FakeClock) -> Launch:
    """Return the launch whose page the browser was sent to."""
    assert answer.status_code == 303, answer.text
    token = answer.location.split("/")[-2]
    with database.read() as session:
        return find_launch(session, token, clock())


GOOD: dict[str, dict[str, Any]] = {
    "several roles": {f"{CLAIM}roles": [f"{MEMBERSHIP}Learner", f"{INSTITUTION}Student"]},
    "a short role": {f"{CLAIM}roles": ["Learner"]},
    "an unknown role": {f"{CLAIM}roles": ["http://example.org/roles#Wizard"]},
    "empty roles": {f"{CLAIM}roles": []},
    "e-mail only": {"name": None, "email": "a@example.org"},
    "names only": {"name": None, "given_name": "Ana", "family_name": "Ruiz"},
    "nothing personal": {"name": None},
    "e-mail without context": {"name": None, "email": "a@b.example", f"{CLAIM}context": None},
    "no services": {AGS: None, NRPS: None},
    "services of odd types": {AGS: "yes", NRPS: [1]},
    "aud as a list": {"aud": [CLIENT]},
    "our azp": {"azp": CLIENT},
    "an unknown claim": {"https://example.org/claim/x": {"y": [1]}},
    "unexpanded variables": {"name": "$Person.name.full", f"{CLAIM}custom": {"x": "$X.y"}},
    "half a surrogate pair": {
        "name": "Ana \ud83d",
        f"{CLAIM}context": {"id": "c", "title": "\ud800"},
    },
    "a context that was not expanded": {f"{CLAIM}context": {"id": "$Context.id"}},
    "a custom value that is a number": {f"{CLAIM}custom": {"signpost_activity": 7}},
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_launch_is_let_in(
    name: str, browser: Browser, database: Database, clock: FakeClock
) -> None:
    launch = opened(browser.launch(**GOOD[name]), database, clock)
    assert launch.user.subject == "student-1"
    assert not launch.user.name.startswith("$")


@pytest.mark.parametrize("skew_s", [-59, -30, 30, 59])
def test_half_a_minute_of_skew_is_forgiven(skew_s: int, browser: Browser) -> None:
    asked = browser.asked()
    claims = browser.lms.claims(asked["nonce"])
    claims["iat"] += skew_s
    claims["exp"] = claims["iat"] + 60
    answer = browser.post(id_token=browser.lms.sign(claims), state=asked["state"])
    assert answer.status_code == 303


def test_a_key_rotated_since_the_last_launch_is_found(browser: Browser) -> None:
    assert browser.launch().status_code == 303
    browser.lms.kid, browser.lms.kids = "key-2", ["key-2"]
    assert browser.launch().status_code == 303
    assert browser.launch().status_code == 303
    assert browser.lms.count("/keys") == 2


def test_unknown_keys_do_not_make_us_fetch_without_end(browser: Browser, clock: FakeClock) -> None:
    assert browser.launch().status_code == 303
    for _ in range(5):
        asked = browser.asked()
        token = browser.lms.sign(browser.lms.claims(asked["nonce"]), kid="key-9")
        assert browser.post(id_token=token, state=asked["state"]).status_code == 400
    assert browser.lms.count("/keys") == 2


def test_a_login_by_get_asks_the_platform_to_the_letter(browser: Browser) -> None:
    answer = browser.login(method="GET")
    assert answer.location.startswith(f"{ISSUER}/auth?")
    asked = query_of(answer.location)
    assert asked.pop("state").startswith("state-")
    assert len(asked.pop("nonce")) >= 32
    assert asked == {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": CLIENT,
        "redirect_uri": "https://tool.example/lti/launch",
        "login_hint": "hint",
        "lti_message_hint": "message hint",
    }


def test_an_authorization_address_keeps_its_own_query(
    browser: Browser, database: Database, tenant: Deployment
) -> None:
    with database.write() as session:
        tenant = session.get_one(Deployment, tenant.id)
        tenant.registration.auth_login_url = f"{ISSUER}/auth?school=7"
    asked = query_of(browser.login().location)
    assert (asked["school"], asked["client_id"]) == ("7", CLIENT)


def test_the_cookie_of_a_login_survives_a_frame(browser: Browser) -> None:
    cookie = browser.login().headers["Set-Cookie"]
    for word in ("SameSite=None", "Secure", "Partitioned", "HttpOnly", "Path=/lti/"):
        assert word in cookie


def test_over_plain_http_the_cookie_is_one_that_browsers_keep(
    settings: Settings, database: Database, clock: FakeClock, lms: FakeLms, tenant: Deployment
) -> None:
    plain = settings.model_copy(update={"public_url": "http://127.0.0.1:8000"})
    lti = build_lti(plain, database, clock, httpx.MockTransport(lms.handle))
    parts = SimpleNamespace(settings=plain, database=database, clock=clock, lti=lti)
    browser = Browser(door_app(parts).test_client(), lms)
    cookie = browser.login(target_link_uri="http://127.0.0.1:8000/lti/launch").headers["Set-Cookie"]
    assert "SameSite" not in cookie
    assert "Secure" not in cookie


def test_several_logins_at_once_do_not_disturb_each_other(browser: Browser) -> None:
    logins = [browser.asked() for _ in range(3)]
    for asked in reversed(logins):
        token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
        assert browser.post(id_token=token, state=asked["state"]).status_code == 303


def test_a_deployment_tells_two_clients_of_an_issuer_apart(
    browser: Browser, database: Database
) -> None:
    with database.write() as session:
        session.add(
            Deployment(registration=registration(client_id="client-2"), deployment_id="other")
        )
    assert browser.login(client_id=None).status_code == 400
    asked = query_of(browser.login(client_id=None, lti_deployment_id="other").location)
    assert asked["client_id"] == "client-2"


ROLES: dict[str, tuple[list[str], str]] = {
    "instructor": ([f"{MEMBERSHIP}Instructor"], "teacher"),
    "assistant": ([f"{MEMBERSHIP}TeachingAssistant"], "teacher"),
    "assistant as a sub-role": ([SUB_ROLE], "teacher"),
    "content developer": ([f"{MEMBERSHIP}ContentDeveloper"], "teacher"),
    "administrator of the course": ([f"{MEMBERSHIP}Administrator"], "teacher"),
    "teacher who also learns": ([f"{MEMBERSHIP}Learner", f"{MEMBERSHIP}Instructor"], "teacher"),
    "learner": ([f"{MEMBERSHIP}Learner"], "learner"),
    "instructor of the institution": ([f"{INSTITUTION}Instructor"], "viewer"),
    "administrator of the institution": ([f"{INSTITUTION}Administrator"], "admin"),
    "mentor": ([f"{MEMBERSHIP}Mentor"], "viewer"),
    "a name that holds Instructor": (["http://example.org/NotAnInstructor"], "viewer"),
    "a longer name": ([f"{MEMBERSHIP}Instructors"], "viewer"),
    "test user": (
        [f"{MEMBERSHIP}Learner", "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"],
        "learner",
    ),
}


@pytest.mark.parametrize("name", ROLES)
def test_the_roles_of_the_course_decide(
    name: str, browser: Browser, database: Database, clock: FakeClock
) -> None:
    roles, expected = ROLES[name]
    assert opened(browser.launch(**{f"{CLAIM}roles": roles}), database, clock).role == expected


def test_a_teacher_who_runs_the_platform_sees_the_institution_too(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    roles = [f"{MEMBERSHIP}Instructor", f"{INSTITUTION}Administrator"]
    launch = opened(browser.launch(**{f"{CLAIM}roles": roles}), database, clock)
    assert (launch.role, launch.sees_institution) == ("teacher", True)


def test_a_launch_keeps_course_person_link_and_an_event(
    browser: Browser, database: Database, clock: FakeClock, tenant: Deployment
) -> None:
    launch = opened(browser.launch(), database, clock)
    assert (launch.course.title, launch.user.name) == ("Science 7", "Ana Ruiz")
    assert launch.course.memberships_url == ROSTER
    with database.read() as session:
        link = session.get_one(ResourceLink, launch.resource_link_id)
        [row] = session.scalars(select(OutboxEvent))
    assert (link.line_item_url, link.ags_scopes) == (LINE_ITEM, [SCORE_SCOPE])
    event = parse_event(row.payload)
    assert isinstance(event, ActivityLaunched)
    assert (event.tenant, event.learner_id) == (str(tenant.id), launch.user_id)
    assert (event.role, event.occurred_at) == ("learner", clock())


def test_the_same_person_and_course_are_kept_once(browser: Browser, database: Database) -> None:
    for _ in range(3):
        browser.launch(name="Ana Ruiz-Soto")
    with database.read() as session:
        assert [user.name for user in session.scalars(select(User))] == ["Ana Ruiz-Soto"]
        assert len(list(session.scalars(select(Course)))) == 1
        assert len(list(session.scalars(select(ResourceLink)))) == 1


def test_links_without_a_context_see_nothing_of_each_other(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    none = {f"{CLAIM}context": None}
    one = opened(browser.launch(**none), database, clock)
    same = opened(browser.launch(**none), database, clock)
    other = opened(
        browser.launch(**none, **{f"{CLAIM}resource_link": {"id": "link-2"}}), database, clock
    )
    assert one.course_id == same.course_id != other.course_id


def _activity(database: Database, launch: Launch, **changes: Any) -> Activity:
    with database.write() as session:
        made = Activity(
            **{
                "tenant_id": launch.tenant_id,
                "course_id": launch.course_id,
                "created_by": launch.user_id,
                "title": "Shadows",
                "bank_id": "light",
                **changes,
            }
        )
        session.add(made)
    return made


def _custom(activity_id: object) -> dict[str, Any]:
    return {f"{CLAIM}custom": {"signpost_activity": str(activity_id)}}


def test_the_activity_in_the_link_is_opened_and_remembered(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    activity = _activity(database, opened(browser.launch(), database, clock))
    assert opened(browser.launch(), database, clock).activity_id is None
    named = opened(browser.launch(**_custom(activity.id)), database, clock)
    assert named.activity_id == activity.id
    assert opened(browser.launch(), database, clock).activity_id == activity.id


def test_an_activity_of_another_course_or_of_nobody_is_not_opened(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    activity = _activity(database, opened(browser.launch(), database, clock))
    copied = {f"{CLAIM}context": {"id": "course-2"}, **_custom(activity.id)}
    assert opened(browser.launch(**copied), database, clock).activity_id is None
    for unknown in (uuid4(), "not an id", "$Custom.x"):
        assert opened(browser.launch(**_custom(unknown)), database, clock).activity_id is None


def test_service_addresses_that_must_not_be_called_are_dropped(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    bad = {"lineitem": "http://169.254.169.254/scores", "scope": [SCORE_SCOPE]}
    launch = opened(browser.launch(**{AGS: bad}), database, clock)
    with database.read() as session:
        assert session.get_one(ResourceLink, launch.resource_link_id).line_item_url is None


def test_a_page_ends_with_its_hours_or_its_platform(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    answer = browser.launch()
    launch = opened(answer, database, clock)
    token = answer.location.split("/")[-2]
    with database.read() as session, pytest.raises(LaunchExpired):
        find_launch(session, token, clock() + timedelta(hours=12))
    with database.read() as session, pytest.raises(LaunchExpired):
        find_launch(session, "made-up", clock())
    with database.write() as session:
        session.get_one(Deployment, launch.tenant_id).approved = False
    with database.read() as session, pytest.raises(LaunchExpired):
        find_launch(session, token, clock())


def test_a_page_token_is_kept_only_as_a_digest(browser: Browser, database: Database) -> None:
    token = browser.launch().location.split("/")[-2]
    with database.read() as session:
        [launch] = session.scalars(select(Launch))
    assert token not in launch.token_hash


def test_a_deep_link_keeps_what_the_platform_accepts(
    browser: Browser, database: Database, clock: FakeClock
) -> None:
    settings = {
        "deep_link_return_url": f"{ISSUER}/return",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        "data": "keep me",
    }
    answer = browser.launch(
        **{
            f"{CLAIM}message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}resource_link": None,
            f"{CLAIM}roles": [f"{MEMBERSHIP}Instructor"],
            SETTINGS: settings,
        }
    )
    launch = opened(answer, database, clock)
    assert launch.deep_linking == settings
    assert launch.resource_link_id is None
