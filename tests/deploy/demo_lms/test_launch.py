"""OIDC login, authentication request, id_token."""

import pytest

from deploy.demo_lms import lti
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, TOOL

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"


def test_the_login_initiation_says_all_that_a_tool_needs(ready: Driver) -> None:
    login = ready.begin(ready.add_activity())
    assert login["iss"] == LMS
    assert login["target_link_uri"] == f"{TOOL}/launch"
    assert login["client_id"] == ready.tool.client_id
    assert login["lti_deployment_id"] == ready.tool.deployment_id
    assert login["login_hint"] == Driver.TEACHER
    assert login["lti_message_hint"]


def test_a_student_launch_carries_every_claim(ready: Driver) -> None:
    activity = ready.add_activity()
    ready.act_as(Driver.STUDENT)
    claims = ready.launch(activity)
    assert claims["sub"] == Driver.STUDENT
    assert claims["nonce"] == "nonce-1"
    assert claims["exp"] - claims["iat"] == 60
    assert claims["name"] == "Amara Diallo"
    assert claims["email"]
    assert claims[f"{lti.CLAIM}message_type"] == "LtiResourceLinkRequest"
    assert claims[f"{lti.CLAIM}version"] == "1.3.0"
    assert claims[f"{lti.CLAIM}deployment_id"] == ready.tool.deployment_id
    assert claims[f"{lti.CLAIM}target_link_uri"] == f"{TOOL}/launch"
    assert claims[f"{lti.CLAIM}resource_link"]["id"] == activity
    assert claims[f"{lti.CLAIM}context"]["title"] == "Science 7"
    assert claims[f"{lti.CLAIM}custom"] == {"course": "1", "activity_id": "a-1"}
    assert claims[f"{lti.CLAIM}launch_presentation"]["locale"] == "en"
    assert claims[f"{lti.CLAIM}tool_platform"]["guid"]
    assert set(claims[lti.AGS_ENDPOINT]["scope"]) == set(lti.AGS_SCOPES)
    assert claims[lti.AGS_ENDPOINT]["lineitem"].startswith(f"{LMS}/lti/courses/1/lineitems/")
    assert claims[lti.NRPS_SERVICE]["context_memberships_url"]


@pytest.mark.parametrize(
    ("user", "roles"),
    [
        (Driver.TEACHER, [f"{MEMBERSHIP}Instructor", f"{INSTITUTION}Faculty"]),
        (Driver.STUDENT, [f"{MEMBERSHIP}Learner", f"{INSTITUTION}Student"]),
        (Driver.HEAD, [f"{INSTITUTION}Administrator"]),
    ],
)
def test_roles_are_full_uris_of_the_acting_user(ready: Driver, user: str, roles: list[str]) -> None:
    activity = ready.add_activity()
    ready.act_as(user)
    assert ready.launch(activity)[f"{lti.CLAIM}roles"] == roles


def test_an_administrator_launches_as_instructor_never_as_learner(ready: Driver) -> None:
    activity = ready.add_activity()
    ready.act_as(Driver.ADMIN)
    roles = ready.launch(activity)[f"{lti.CLAIM}roles"]
    assert f"{MEMBERSHIP}Instructor" in roles
    assert f"{MEMBERSHIP}Learner" not in roles


def test_a_tool_that_did_not_ask_for_names_gets_none(lms: Driver) -> None:
    configuration = dict(lms.tool.registration()[lti.TOOL_CONFIGURATION], claims=["iss", "sub"])
    lms.register(**{lti.TOOL_CONFIGURATION: configuration, "scope": ""})
    lms.act_as(Driver.TEACHER)
    claims = lms.launch(lms.add_activity())
    assert not {"name", "given_name", "family_name", "email"} & set(claims)
    assert lti.AGS_ENDPOINT not in claims
    assert lti.NRPS_SERVICE not in claims


def test_the_chosen_language_reaches_the_tool(ready: Driver) -> None:
    activity = ready.add_activity()
    ready.post("/language", language="zh")
    claims = ready.launch(activity)
    assert claims[f"{lti.CLAIM}launch_presentation"]["locale"] == "zh-CN"


def test_an_authentication_request_may_be_a_post(ready: Driver) -> None:
    asked = ready.asked(ready.begin(ready.add_activity()))
    assert "id_token" in ready.form(ready.client.post("/lti/authorize", data=asked)).fields


def test_a_message_hint_works_once(ready: Driver) -> None:
    login = ready.begin(ready.add_activity())
    assert "id_token" in ready.authorize(login)
    again = ready.authorize(login)
    assert again["error"] == "invalid_request"
    assert again["state"] == "state-1"
    assert "id_token" not in again


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "openid email"}, "invalid_scope"),
        ({"scope": None}, "invalid_scope"),
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"prompt": "login"}, "invalid_request"),
        ({"nonce": None}, "invalid_request"),
        ({"state": None}, "invalid_request"),
        ({"login_hint": "99"}, "invalid_request"),
        ({"lti_message_hint": "made up"}, "invalid_request"),
        ({"lti_message_hint": None}, "invalid_request"),
    ],
)
def test_a_wrong_request_goes_back_to_the_tool_as_an_error(
    ready: Driver, changes: dict[str, str | None], error: str
) -> None:
    fields = ready.authorize(ready.begin(ready.add_activity()), **changes)
    assert fields["error"] == error
    assert fields["error_description"]
    assert "id_token" not in fields


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://evil.test/launch"},
        {"redirect_uri": f"{TOOL}/launch?x=1"},
        {"redirect_uri": f"{TOOL}/launch/"},
        {"redirect_uri": None},
        {"client_id": "unknown"},
    ],
)
def test_a_foreign_return_address_gets_a_page_and_nothing_is_sent(
    ready: Driver, changes: dict[str, str | None]
) -> None:
    asked = ready.asked(ready.begin(ready.add_activity()), **changes)
    page = ready.client.get("/lti/authorize", query_string=asked)
    assert page.status_code == 400
    assert "evil.test" not in page.text
    assert "id_token" not in page.text


def test_only_the_user_who_began_the_launch_may_finish_it(ready: Driver) -> None:
    login = ready.begin(ready.add_activity())
    ready.act_as(Driver.STUDENT)
    assert ready.authorize(login)["error"] == "login_required"


def test_a_hint_of_one_tool_is_no_good_for_another(ready: Driver) -> None:
    login = ready.begin(ready.add_activity())
    ready.register()
    ready.act_as(Driver.TEACHER)
    assert ready.authorize(login)["error"] == "invalid_request"


def test_the_launch_page_may_post_to_the_tool_and_nowhere_else(ready: Driver) -> None:
    activity = ready.add_activity()
    page = ready.client.get(f"/courses/1/activities/{activity}/start")
    assert f"form-action 'self' {TOOL};" in page.headers["Content-Security-Policy"]


def test_someone_who_is_not_in_the_course_cannot_launch(ready: Driver) -> None:
    activity = ready.add_activity()
    ready.act_as(Driver.STRANGER)
    page = ready.client.get(f"/courses/1/activities/{activity}/start")
    assert page.status_code == 403
    assert "您不在这门课程中" in page.text
