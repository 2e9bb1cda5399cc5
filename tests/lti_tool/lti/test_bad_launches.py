"""Launches that must not come in though their tokens are good."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.models import Deployment, Registration
from tests.fakes.door import Browser, launches, registration
from tests.fakes.lms import CLAIM, ISSUER, MEMBERSHIP, SETTINGS, FakeClock, FakeLms


@pytest.mark.parametrize("missing", ["iss", "login_hint", "target_link_uri"])
def test_a_login_that_lacks_something_is_refused(missing: str, browser: Browser) -> None:
    assert browser.login(**{missing: None}).status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://lms.example/"},
        {"client_id": "client-2"},
        {"target_link_uri": "https://evil.example/lti/launch"},
        {"target_link_uri": "https://tool.example@evil.example/lti/launch"},
        {"target_link_uri": "//evil.example"},
        {"target_link_uri": "https://[bad"},
    ],
)
def test_a_login_never_leads_to_a_stranger(change: dict[str, str], browser: Browser) -> None:
    answer = browser.login(**change)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_what_the_platform_says_is_shown_escaped(browser: Browser) -> None:
    answer = browser.login(iss="https://x.example/<script>alert(1)</script>")
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_a_launch_works_once(browser: Browser, database: Database) -> None:
    asked = browser.asked()
    cookie = browser.client.get_cookie(*_cookie_key(browser))
    assert cookie is not None
    form = {
        "id_token": browser.lms.sign(browser.lms.claims(asked["nonce"])),
        "state": asked["state"],
    }
    assert browser.post(**form).status_code == 303
    browser.client.set_cookie(cookie.key, cookie.value, path="/lti/")

    assert browser.post(**form).status_code == 401
    other = browser.lms.sign(browser.lms.claims(asked["nonce"], sub="somebody-else"))
    assert browser.post(id_token=other, state=asked["state"]).status_code == 401
    assert launches(database) == 1


def _cookie_key(browser: Browser) -> tuple[str, str, str]:
    [cookie] = [c for c in browser.client._cookies.values() if c.key.startswith("signpost-login")]
    return cookie.key, cookie.domain, cookie.path


def test_a_nonce_is_refused_with_another_logins_state(browser: Browser) -> None:
    first, second = browser.asked(), browser.asked()
    token = browser.lms.sign(browser.lms.claims(first["nonce"]))
    assert browser.post(id_token=token, state=second["state"]).status_code == 401


def test_a_login_whose_launch_was_refused_works_no_more(
    browser: Browser, database: Database
) -> None:
    asked = browser.asked()
    bad = browser.lms.sign(browser.lms.claims("another nonce"))
    good = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    assert browser.post(id_token=bad, state=asked["state"]).status_code == 401
    assert browser.post(id_token=good, state=asked["state"]).status_code == 401
    assert launches(database) == 0


def test_a_launch_is_refused_in_another_browser(browser: Browser, database: Database) -> None:
    asked = browser.asked()
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    stranger = browser.client.application.test_client()

    answer = stranger.post("/lti/launch", data={"id_token": token, "state": asked["state"]})
    assert answer.status_code == 401
    stranger.set_cookie(_cookie_key(browser)[0], "guessed", path="/lti/")
    answer = stranger.post("/lti/launch", data={"id_token": token, "state": asked["state"]})
    assert answer.status_code == 401
    assert launches(database) == 0

    assert browser.post(id_token=token, state=asked["state"]).status_code == 303


def test_a_login_older_than_ten_minutes_is_refused(browser: Browser, clock: FakeClock) -> None:
    asked = browser.asked()
    clock.now += timedelta(minutes=10)
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    assert browser.post(id_token=token, state=asked["state"]).status_code == 401


@pytest.mark.parametrize("state", ["", "state-unknown", "x" * 500])
def test_a_launch_without_its_state_is_refused(state: str, browser: Browser) -> None:
    asked = browser.asked()
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    assert browser.post(id_token=token, state=state).status_code in {400, 401}


def test_a_state_of_one_platform_takes_no_token_of_another(
    browser: Browser, database: Database
) -> None:
    with database.write() as session:
        session.add(registration("https://other.example", "client-1"))
    asked = browser.asked()
    other = FakeLms(browser.lms.clock, issuer="https://other.example")
    token = other.sign(other.claims(asked["nonce"]))
    assert browser.post(id_token=token, state=asked["state"]).status_code == 401


def test_a_platform_that_was_switched_off_is_refused(browser: Browser, database: Database) -> None:
    asked = browser.asked()
    with database.write() as session:
        for row in session.scalars(select(Registration)):
            row.enabled = False
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    assert browser.post(id_token=token, state=asked["state"]).status_code == 403
    assert browser.login().status_code == 403


def test_a_new_deployment_waits_for_approval(browser: Browser, database: Database) -> None:
    answer = browser.launch(**{f"{CLAIM}deployment_id": "deployment-2"})

    assert answer.status_code == 403
    assert "deployment-2" in answer.text
    with database.read() as session:
        row = session.scalars(
            select(Deployment).where(Deployment.deployment_id == "deployment-2")
        ).one()
        assert not row.approved


def test_a_learner_may_not_deep_link(browser: Browser) -> None:
    answer = browser.launch(**_deep_link(f"{ISSUER}/return", role="Learner"))
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "url", ["http://lms.example/return", "https://evil.example/return", "javascript:alert(1)", 7]
)
def test_a_deep_link_back_to_a_stranger_is_refused(url: object, browser: Browser) -> None:
    assert browser.launch(**_deep_link(url)).status_code == 400


def test_a_deep_link_for_files_only_is_refused(browser: Browser) -> None:
    changes = _deep_link(f"{ISSUER}/return")
    changes[SETTINGS]["accept_types"] = ["file"]
    assert browser.launch(**changes).status_code == 400


def _deep_link(return_url: object, role: str = "Instructor") -> dict[str, Any]:
    return {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        f"{CLAIM}resource_link": None,
        f"{CLAIM}roles": [f"{MEMBERSHIP}{role}"],
        SETTINGS: {
            "deep_link_return_url": return_url,
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe"],
        },
    }


def test_an_error_of_the_platform_is_a_friendly_page(browser: Browser) -> None:
    asked = browser.asked()
    answer = browser.post(error="launch_no_longer_valid", state=asked["state"])
    assert answer.status_code == 400
    assert "open the activity again" in answer.text


def test_the_bare_address_says_where_to_start(browser: Browser) -> None:
    assert "from inside a course" in browser.client.get("/lti/launch").text


def test_keys_out_of_reach_are_not_the_learners_fault(browser: Browser) -> None:
    browser.lms.pages["/keys"] = httpx.Response(500)
    answer = browser.launch()
    assert answer.status_code == 503
    assert "Try again in a minute" in answer.text
