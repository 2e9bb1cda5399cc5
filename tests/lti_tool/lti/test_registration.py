"""Dynamic registration: what is asked, kept, refused and shown."""

import html
import json
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformUnavailable, RegistrationRefused
from lti_tool.lti_wiring import Lti
from lti_tool.models import Deployment, Registration
from tests.fakes.door import Browser
from tests.fakes.lms import ISSUER, FakeLms

CONFIGURATION = f"{ISSUER}/.well-known/openid-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"


def offer(lms: FakeLms, answer: httpx.Response | None = None, **changes: Any) -> None:
    """Let the platform offer registration."""
    configuration = {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/auth",
        "registration_endpoint": f"{ISSUER}/register",
        "jwks_uri": f"{ISSUER}/keys",
        "token_endpoint": f"{ISSUER}/token",
        PLATFORM: {"product_family_code": "moodle"},
        **changes,
    }
    lms.pages["/.well-known/openid-configuration"] = httpx.Response(200, json=configuration)
    given = {"client_id": "new-client", TOOL_CONFIGURATION: {"deployment_id": "7"}}
    lms.pages["/register"] = answer or httpx.Response(200, json=given)


def posted(lms: FakeLms) -> httpx.Request:
    [request] = [call for call in lms.calls if call.method == "POST"]
    return request


def test_a_platform_is_kept_with_the_deployment_it_names(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    done = lti.registrations.register(CONFIGURATION, "one-time")
    assert (done.issuer, done.client_id, done.deployment_id) == (ISSUER, "new-client", "7")
    with database.read() as session:
        [kept] = session.scalars(select(Registration))
        [deployment] = session.scalars(select(Deployment))
    assert (kept.auth_login_url, kept.auth_token_url) == (f"{ISSUER}/auth", f"{ISSUER}/token")
    assert (kept.product, kept.key_set_url) == ("moodle", f"{ISSUER}/keys")
    assert (deployment.deployment_id, deployment.approved) == ("7", True)


def test_the_request_says_all_that_platforms_need(lti: Lti, lms: FakeLms) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, "one-time")
    assert [call.headers["Authorization"] for call in lms.calls] == ["Bearer one-time"] * 2
    body = json.loads(posted(lms).content)
    tool = body[TOOL_CONFIGURATION]
    assert body["redirect_uris"] == ["https://tool.example/lti/launch"]
    assert body["initiate_login_uri"] == "https://tool.example/lti/login"
    assert body["jwks_uri"] == "https://tool.example/lti/jwks"
    assert {"name", "email"} <= set(tool["claims"])
    assert {scope.rsplit("/", 1)[1] for scope in body["scope"].split()} == {
        "score",
        "lineitem",
        "result.readonly",
        "contextmembership.readonly",
    }
    assert tool["domain"] == "tool.example"
    assert {message["type"] for message in tool["messages"]} == {
        "LtiDeepLinkingRequest",
        "LtiResourceLinkRequest",
    }


def test_a_deployment_that_is_not_named_waits_for_its_first_launch(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms, httpx.Response(200, json={"client_id": "new-client"}))
    assert lti.registrations.register(CONFIGURATION, None).deployment_id is None
    with database.read() as session:
        assert session.scalars(select(Deployment)).all() == []


def test_registering_again_changes_nothing_but_never_moves_a_client(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    lti.registrations.register(CONFIGURATION, None)
    offer(lms, token_endpoint=f"{ISSUER}/other-token")
    with pytest.raises(RegistrationRefused, match="already_known"):
        lti.registrations.register(CONFIGURATION, None)
    with database.read() as session:
        assert len(session.scalars(select(Registration)).all()) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://victim.example"},
        {"issuer": "https://lms.example:444"},
        {"issuer": "x" * 300},
        {"registration_endpoint": "https://evil.example/register"},
        {"token_endpoint": "http://lms.example/token"},
        {"jwks_uri": "https://10.0.0.7/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": 7},
        {"jwks_uri": None},
    ],
)
def test_a_configuration_that_does_not_fit_is_refused(
    changes: dict[str, Any], lti: Lti, lms: FakeLms
) -> None:
    offer(lms, **changes)
    with pytest.raises(RegistrationRefused):
        lti.registrations.register(CONFIGURATION, "one-time")
    assert [call.method for call in lms.calls] == ["GET"]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "lms.example/config",
        "http://lms.example/config",
        "https://127.0.0.1/config",
        "https://169.254.169.254/config",
        "https://[::1]/config",
        "https://[::ffff:10.0.0.1]/config",
        "https://user@lms.example/config",
        "https://lms.example:99999/config",
        "file:///etc/passwd",
    ],
)
def test_an_address_that_may_not_be_called_is_not_called(url: str, lti: Lti, lms: FakeLms) -> None:
    with pytest.raises(RegistrationRefused):
        lti.registrations.register(url, None)
    assert lms.calls == []


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(302, headers={"Location": "https://evil.example"}),
        httpx.Response(200, content=b"x" * 2_000_001),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[1]),
        httpx.Response(404),
    ],
)
def test_a_configuration_that_is_none_is_refused(
    answer: httpx.Response, lti: Lti, lms: FakeLms
) -> None:
    lms.pages["/.well-known/openid-configuration"] = answer
    with pytest.raises(RegistrationRefused):
        lti.registrations.register(CONFIGURATION, None)
    assert len(lms.calls) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (httpx.Response(401), "link_used"),
        (httpx.Response(400, json={"error": "invalid"}), "platform_said_no"),
        (httpx.Response(200, json={}), "bad_answer"),
        (httpx.Response(200, json={"client_id": "c" * 256}), "bad_answer"),
    ],
)
def test_a_registration_that_fails_keeps_nothing(
    answer: httpx.Response, code: str, lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms, answer)
    with pytest.raises(RegistrationRefused, match=code):
        lti.registrations.register(CONFIGURATION, None)
    with database.read() as session:
        assert session.scalars(select(Registration)).all() == []


def test_a_platform_that_does_not_answer_may_be_asked_again(lti: Lti, lms: FakeLms) -> None:
    lms.pages["/.well-known/openid-configuration"] = httpx.Response(503)
    with pytest.raises(PlatformUnavailable):
        lti.registrations.register(CONFIGURATION, None)


def test_the_page_previews_and_one_button_registers(browser: Browser) -> None:
    offer(browser.lms)
    query = {"openid_configuration": CONFIGURATION, "registration_token": "one-time"}
    page = browser.client.get("/lti/register", query_string=query)
    assert page.status_code == 200
    assert ISSUER in page.text
    assert "to put each learner" in page.text
    assert page.text.count("<button") == 1
    assert browser.lms.calls == []

    done = browser.client.post("/lti/register", data=query)
    assert done.status_code == 200
    assert "new-client" in done.text
    assert "js/registered.js" in done.text


def test_another_language_keeps_the_registration_link(browser: Browser) -> None:
    query = {"openid_configuration": CONFIGURATION, "registration_token": "one-time"}
    page = browser.client.get("/lti/register", query_string=query)
    [chinese] = re.findall(r'href="(\?[^"]*lang=zh)"', page.text)
    again = browser.client.get("/lti/register" + html.unescape(chinese))
    assert 'value="one-time"' in again.text
    assert 'lang="zh-Hans"' in again.text


@pytest.mark.parametrize("configuration", ["", "no address", '"><script>alert(1)</script>'])
def test_the_page_refuses_and_escapes_nonsense(configuration: str, browser: Browser) -> None:
    answer = browser.client.get(
        "/lti/register", query_string={"openid_configuration": configuration}
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_the_page_says_when_the_platform_is_silent(browser: Browser) -> None:
    browser.lms.pages["/.well-known/openid-configuration"] = httpx.Response(503)
    answer = browser.client.post("/lti/register", data={"openid_configuration": CONFIGURATION})
    assert answer.status_code == 502
    assert "does not answer" in answer.text


def test_canvas_can_load_our_configuration(browser: Browser) -> None:
    found = browser.client.get("/lti/config.json").json
    assert found["oidc_initiation_url"] == "https://tool.example/lti/login"
    assert found["public_jwk_url"] == "https://tool.example/lti/jwks"
    [extension] = found["extensions"]
    assert {place["message_type"] for place in extension["settings"]["placements"]} == {
        "LtiDeepLinkingRequest"
    }
