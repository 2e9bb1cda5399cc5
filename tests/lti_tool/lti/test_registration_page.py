"""Dynamic registration: the page that an administrator sees."""

import html
import re
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti
from lti_tool.models import Registration
from lti_tool.services.admin import invitations
from tests.fakes.door import Browser
from tests.fakes.lms import ISSUER, FakeClock
from tests.lti_tool.lti.registering import CONFIGURATION, PLATFORM, offer


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
