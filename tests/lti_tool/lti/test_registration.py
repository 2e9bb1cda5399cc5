"""Dynamic registration: what is asked, kept, refused and shown."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformUnavailable, RegistrationRefused
from lti_tool.lti_wiring import Lti
from lti_tool.models import Deployment, Registration
from lti_tool.services.admin import invitations
from lti_tool.services.tool_config import SCORE
from tests.fakes.door import Browser
from tests.fakes.lms import ISSUER, FakeClock, FakeLms

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
        "noticehandlers",
    }
    assert tool["domain"] == "tool.example"
    assert {message["type"] for message in tool["messages"]} == {
        "LtiDeepLinkingRequest",
        "LtiResourceLinkRequest",
        "LtiSubmissionReviewRequest",
    }


def test_a_deployment_that_is_not_named_waits_for_its_first_launch(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms, httpx.Response(200, json={"client_id": "new-client"}))
    assert lti.registrations.register(CONFIGURATION, None).deployment_id is None
    with database.read() as session:
        assert session.scalars(select(Deployment)).all() == []


def test_registering_again_without_a_change_asks_nothing(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    assert lti.registrations.register(CONFIGURATION, None).proposal is None
    with database.read() as session:
        assert len(session.scalars(select(Registration)).all()) == 1


def test_a_known_client_is_changed_only_after_the_difference_was_seen(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    offer(lms, token_endpoint=f"{ISSUER}/other-token")
    proposal = lti.registrations.register(CONFIGURATION, None).proposal
    assert proposal is not None
    assert [(one.field, one.now, one.then) for one in proposal.differences] == [
        ("auth_token_url", f"{ISSUER}/token", f"{ISSUER}/other-token")
    ]
    assert token_url(database) == f"{ISSUER}/token"
    lti.registrations.apply(proposal.token)
    assert token_url(database) == f"{ISSUER}/other-token"
    with pytest.raises(RegistrationRefused, match="change_expired"):
        lti.registrations.apply(proposal.token)


def test_a_change_is_not_applied_after_an_hour(
    lti: Lti, lms: FakeLms, database: Database, clock: FakeClock
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    offer(lms, token_endpoint=f"{ISSUER}/other-token")
    proposal = lti.registrations.register(CONFIGURATION, None).proposal
    assert proposal is not None
    clock.now += timedelta(hours=1)
    with pytest.raises(RegistrationRefused, match="change_expired"):
        lti.registrations.apply(proposal.token)
    assert token_url(database) == f"{ISSUER}/token"


def test_a_paused_deployment_is_let_in_again_only_after_it_was_seen(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    offer(lms)
    lti.registrations.register(CONFIGURATION, None)
    with database.write() as session:
        session.scalars(select(Deployment)).one().approved = False
    proposal = lti.registrations.register(CONFIGURATION, None).proposal
    assert proposal is not None
    assert [(one.field, one.then) for one in proposal.differences] == [("deployment_id", "7")]
    with database.read() as session:
        assert session.scalars(select(Deployment)).one().approved is False


def token_url(database: Database) -> str:
    """Return where the one registration asks for tokens."""
    with database.read() as session:
        return session.scalars(select(Registration)).one().auth_token_url


def test_hosted_canvas_may_answer_from_the_school_and_names_its_account(
    lti: Lti, lms: FakeLms, database: Database
) -> None:
    cloud = "https://canvas.instructure.com"
    offer(
        lms,
        issuer=cloud,
        authorization_endpoint="https://sso.canvaslms.com/auth",
        token_endpoint="https://sso.canvaslms.com/token",
        jwks_uri="https://sso.canvaslms.com/keys",
        registration_endpoint="https://school.instructure.com/register",
        **{
            PLATFORM: {
                "product_family_code": "canvas",
                "https://canvas.instructure.com/lti/account_name": "Plainfield",
                "messages_supported": [
                    {"type": "LtiDeepLinkingRequest", "placements": [f"{cloud}/lti/link_selection"]}
                ],
            }
        },
    )
    lti.registrations.register(f"{cloud}/.well-known/openid-configuration", "one-time")
    tool = json.loads(posted(lms).content)[TOOL_CONFIGURATION]
    assert tool[f"{cloud}/lti/privacy_level"] == "name_only"
    [deep] = [one for one in tool["messages"] if one["type"] == "LtiDeepLinkingRequest"]
    assert deep["placements"] == ["assignment_selection", f"{cloud}/lti/link_selection"]
    with database.read() as session:
        assert session.scalars(select(Registration)).one().name == "Plainfield"


@pytest.mark.parametrize("named", [False, True])
def test_canvas_is_asked_only_for_messages_and_scopes_that_it_names(
    named: bool,  # noqa: FBT001 - a parameter of the test
    lti: Lti,
    lms: FakeLms,
) -> None:
    review = [{"type": "LtiSubmissionReviewRequest"}] if named else []
    offer(
        lms,
        scopes_supported=[SCORE],
        **{PLATFORM: {"product_family_code": "canvas", "messages_supported": review}},
    )
    lti.registrations.register(CONFIGURATION, "one-time")
    body = json.loads(posted(lms).content)
    kinds = {message["type"] for message in body[TOOL_CONFIGURATION]["messages"]}
    assert body["scope"] == SCORE
    assert {"LtiDeepLinkingRequest", "LtiResourceLinkRequest"} <= kinds
    assert ("LtiSubmissionReviewRequest" in kinds) is named


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


@pytest.fixture
def code(database: Database, clock: FakeClock) -> str:
    """Return a good invitation."""
    with database.write() as session:
        return invitations.invite(session, clock.now, "a test")


def link(code: str) -> dict[str, str]:
    """Return the parameters that an LMS adds to an invitation's link."""
    return {
        "openid_configuration": CONFIGURATION,
        "registration_token": "one-time",
        "invite": code,
    }


def test_the_page_previews_and_one_button_registers(browser: Browser, code: str) -> None:
    offer(browser.lms)
    page = browser.client.get("/lti/register", query_string=link(code))
    assert page.status_code == 200
    assert ISSUER in page.text
    assert "to put each learner" in page.text
    assert page.text.count("<button") == 1
    assert browser.lms.calls == []

    done = browser.client.post("/lti/register", data=link(code))
    assert done.status_code == 200
    assert "new-client" in done.text
    assert "js/registered.js" in done.text


@pytest.mark.parametrize(("product", "said"), [("moodle", True), ("canvas", False), ("", False)])
def test_only_moodle_is_told_to_activate_a_pending_tool(
    product: str, *, said: bool, browser: Browser, code: str
) -> None:
    offer(browser.lms, **{PLATFORM: {"product_family_code": product}})
    done = browser.client.post("/lti/register", data=link(code))
    assert ("it starts as pending" in done.text) is said


def test_an_invitation_works_once(browser: Browser, code: str) -> None:
    offer(browser.lms)
    assert browser.client.post("/lti/register", data=link(code)).status_code == 200
    browser.lms.calls.clear()
    again = browser.client.post("/lti/register", data=link(code))
    assert again.status_code == 422
    assert "not an invitation" in again.text
    assert browser.client.get("/lti/register", query_string=link(code)).status_code == 422
    assert browser.lms.calls == []


def test_an_invitation_ends_after_a_week(browser: Browser, code: str, clock: FakeClock) -> None:
    clock.now += timedelta(days=7)
    assert browser.client.post("/lti/register", data=link(code)).status_code == 422
    assert browser.lms.calls == []


@pytest.mark.parametrize("code", ["", "guessed"])
def test_a_stranger_cannot_register(code: str, browser: Browser) -> None:
    assert browser.client.post("/lti/register", data=link(code)).status_code == 422
    assert browser.lms.calls == []


def test_an_invitation_is_good_again_after_a_failure(browser: Browser, code: str) -> None:
    browser.lms.pages["/.well-known/openid-configuration"] = httpx.Response(503)
    assert browser.client.post("/lti/register", data=link(code)).status_code == 502
    offer(browser.lms)
    assert browser.client.post("/lti/register", data=link(code)).status_code == 200


def test_the_page_shows_a_change_and_applies_it_on_a_yes(
    browser: Browser, lti: Lti, database: Database, code: str
) -> None:
    offer(browser.lms)
    lti.registrations.register(CONFIGURATION, None)
    offer(browser.lms, token_endpoint=f"{ISSUER}/other-token")
    page = browser.client.post("/lti/register", data=link(code))
    assert f"{ISSUER}/other-token" in page.text
    [change] = re.findall(r'name="change" value="([^"]+)"', page.text)
    done = browser.client.post("/lti/register/changes", data={"change": change})
    assert done.status_code == 200
    with database.read() as session:
        kept = select(Registration).where(Registration.client_id == "new-client")
        assert session.scalars(kept).one().auth_token_url == f"{ISSUER}/other-token"


def test_another_language_keeps_the_registration_link(browser: Browser, code: str) -> None:
    page = browser.client.get("/lti/register", query_string=link(code))
    [chinese] = re.findall(r'href="(\?[^"]*lang=zh)"', page.text)
    again = browser.client.get("/lti/register" + html.unescape(chinese))
    assert 'value="one-time"' in again.text
    assert f'value="{code}"' in again.text
    assert 'lang="zh-Hans"' in again.text


@pytest.mark.parametrize("configuration", ["", "no address", '"><script>alert(1)</script>'])
def test_the_page_refuses_and_escapes_nonsense(configuration: str, browser: Browser) -> None:
    answer = browser.client.get(
        "/lti/register", query_string={"openid_configuration": configuration}
    )
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_the_page_says_when_the_platform_is_silent(browser: Browser, code: str) -> None:
    browser.lms.pages["/.well-known/openid-configuration"] = httpx.Response(503)
    answer = browser.client.post("/lti/register", data=link(code))
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
