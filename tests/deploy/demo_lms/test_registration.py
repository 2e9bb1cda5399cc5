"""Dynamic Registration, as an administrator and as a tool see it."""

from typing import Any

import pytest

from deploy.demo_lms import lti
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import LMS, TOOL


def test_the_configuration_names_our_endpoints_and_the_platform(lms: Driver) -> None:
    found = lms.client.get("/.well-known/openid-configuration").json
    assert found["issuer"] == LMS
    assert found["registration_endpoint"] == f"{LMS}/lti/register"
    assert found[lti.PLATFORM_CONFIGURATION]["product_family_code"]


def test_a_registered_tool_gets_its_ids_and_is_active_at_once(lms: Driver) -> None:
    body = lms.register()
    page = lms.client.get("/admin/tools").text
    assert body["client_id"] in page
    assert body[lti.TOOL_CONFIGURATION]["deployment_id"] in page
    assert "Active" in page


def test_the_registration_page_frames_the_tool_with_both_parameters(lms: Driver) -> None:
    lms.act_as(Driver.ADMIN)
    page = lms.post("/admin/tools/register", url=f"{TOOL}/register?school=7")
    assert f"{TOOL}/register?school=7&amp;openid_configuration=http" in page.text
    assert f"frame-src 'self' {TOOL}" in page.headers["Content-Security-Policy"]


def test_a_registration_token_works_once(lms: Driver) -> None:
    token = lms.link_token()
    assert lms.send_registration(token).status_code == 200
    again = lms.send_registration(token)
    assert again.status_code == 401
    assert again.json["error"] == "invalid_token"


def test_a_registration_without_a_known_token_is_refused(lms: Driver) -> None:
    assert lms.send_registration("made up").status_code == 401


def test_a_refused_registration_does_not_use_the_token_up(lms: Driver) -> None:
    token = lms.link_token()
    assert lms.send_registration(token, redirect_uris=[]).status_code == 400
    assert lms.send_registration(token).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"response_types": ["code"]},
        {"grant_types": ["implicit"]},
        {"application_type": "native"},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"jwks_uri": "ftp://127.0.0.1/jwks"},
        {"jwks_uri": "http://user@127.0.0.1/jwks"},
        {"initiate_login_uri": "not a url"},
        {"client_name": ""},
        {lti.TOOL_CONFIGURATION: {"domain": "other.test", "target_link_uri": f"{TOOL}/x"}},
        {lti.TOOL_CONFIGURATION: None},
    ],
)
def test_a_registration_that_lacks_something_is_refused_in_words(
    lms: Driver, changes: dict[str, Any]
) -> None:
    answer = lms.send_registration(lms.link_token(), **changes)
    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_client_metadata"
    assert answer.json["error_description"]


def test_a_registration_that_is_not_json_is_refused(lms: Driver) -> None:
    headers = {"Authorization": f"Bearer {lms.link_token()}"}
    assert lms.client.post("/lti/register", data="<x>", headers=headers).status_code == 400


def test_scopes_we_do_not_offer_are_left_out(lms: Driver) -> None:
    body = lms.register(scope=f"{lti.SCORE} https://example.test/everything")
    assert body["scope"] == lti.SCORE


def test_an_update_link_keeps_the_ids_and_changes_the_rest(lms: Driver) -> None:
    first = lms.register()
    answer = lms.send_registration(lms.link_token(first["client_id"]), client_name="New name")
    assert answer.json["client_id"] == first["client_id"]
    assert "New name" in lms.client.get("/admin/tools").text


def test_only_administrators_reach_the_tools(lms: Driver) -> None:
    assert lms.client.get("/admin/tools").status_code == 401
    lms.act_as(Driver.TEACHER)
    assert lms.client.get("/admin/tools").status_code == 403


def test_a_script_can_ask_for_a_link_as_the_administrator(lms: Driver) -> None:
    lms.act_as(Driver.ADMIN)
    link = lms.post("/admin/registration-links").json
    assert link["openid_configuration"] == f"{LMS}/.well-known/openid-configuration"
    assert lms.send_registration(link["registration_token"]).status_code == 200


def test_a_tool_that_is_switched_off_can_neither_launch_nor_call(ready: Driver) -> None:
    activity = ready.add_activity()
    login = ready.begin(activity)
    ready.act_as(Driver.ADMIN)
    ready.post(f"/admin/tools/{ready.tool.client_id}/switch", active="0")
    ready.act_as(Driver.TEACHER)
    assert ready.client.get(f"/courses/1/activities/{activity}/start").status_code == 403
    asked = ready.asked(login)
    assert ready.client.get("/lti/authorize", query_string=asked).status_code == 400
    answer = ready.client.post("/lti/token", data=ready.tool.token_form(lti.SCORE))
    assert answer.status_code == 401
