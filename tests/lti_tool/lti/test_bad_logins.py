"""Logins, keys and deployments that must not come in."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.adapters.platform_http import MAX_ANSWER_BYTES, HostRules, PlatformHttp
from lti_tool.lti_errors import PlatformRefusal, RegistrationRefused
from lti_tool.lti_wiring import Lti
from lti_tool.models import Deployment, Launch
from tests.fakes.door import Browser, registration
from tests.fakes.lms import CLAIM, ISSUER, FakeClock, FakeLms


@pytest.mark.parametrize(
    "change",
    [
        {"iss": ISSUER.upper()},
        {"iss": f"{ISSUER}/"},
        {"iss": "https://" + "x" * 300},
        {"iss": "https://lms.example\x00"},
        {"client_id": "c" * 256},
        {"client_id": "client-1\x00"},
        {"lti_deployment_id": "d" * 256},
        {"lti_storage_target": "frame\x00"},
        {"target_link_uri": "http://tool.example/lti/launch"},
        {"target_link_uri": "https://tool.example@evil.example/lti/launch"},
        {"target_link_uri": "https://tool.example/elsewhere"},
    ],
)
def test_a_login_that_breaks_a_rule_is_refused(change: dict[str, str], browser: Browser) -> None:
    answer = browser.login(**change)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_a_message_at_the_login_address_is_refused(browser: Browser) -> None:
    asked = browser.asked()
    token = browser.lms.sign(browser.lms.claims(asked["nonce"]))
    answer = browser.client.post("/lti/login", data={"id_token": token, "state": asked["state"]})
    assert answer.status_code == 400


def test_a_login_at_the_launch_address_is_refused(browser: Browser) -> None:
    answer = browser.post(iss=ISSUER, login_hint="hint", target_link_uri="https://tool.example/")
    assert answer.status_code == 400


@pytest.mark.parametrize("state", ["state-\x00", "\u0001"])
def test_a_state_that_is_no_text_is_refused(state: str, browser: Browser) -> None:
    assert browser.post(id_token="a.b.c", state=state).status_code == 401


def test_an_approved_deployment_of_another_client_opens_nothing(
    browser: Browser, database: Database
) -> None:
    with database.write() as session:
        other = registration(client_id="client-2")
        session.add(Deployment(registration=other, deployment_id="theirs", approved=True))

    answer = browser.launch(**{f"{CLAIM}deployment_id": "theirs"})

    assert answer.status_code == 403
    with database.read() as session:
        assert not list(session.scalars(select(Launch)))
        found = list(session.scalars(select(Deployment).where(Deployment.approved.is_(False))))
    assert [one.deployment_id for one in found] == ["theirs"]


def test_a_kept_key_set_serves_while_the_platform_is_away(
    browser: Browser, clock: FakeClock
) -> None:
    assert browser.launch().status_code == 303
    browser.lms.pages["/keys"] = httpx.Response(500)
    clock.now += timedelta(hours=3)
    assert browser.launch().status_code == 303
    assert browser.launch().status_code == 303
    assert browser.lms.count("/keys") == 2


def test_a_key_set_is_read_again_after_two_hours(browser: Browser, clock: FakeClock) -> None:
    assert browser.launch().status_code == 303
    browser.lms.kids = ["key-2"]
    clock.now += timedelta(hours=2)
    assert browser.launch().status_code == 400


@pytest.mark.parametrize("keys", [{"keys": "none"}, [], {"keys": [7, {"kid": "key-1"}]}])
def test_a_key_set_that_is_none_lets_nobody_in(keys: object, browser: Browser) -> None:
    browser.lms.pages["/keys"] = httpx.Response(200, json=keys)
    assert browser.launch().status_code in {400, 403}


@pytest.mark.parametrize("invite", ["", "made-up", "x" * 500])
def test_a_stranger_without_an_invitation_registers_nothing(invite: str, browser: Browser) -> None:
    configuration = f"{ISSUER}/.well-known/openid-configuration"
    asked = {"openid_configuration": configuration, "registration_token": "t", "invite": invite}
    assert browser.client.post("/lti/register", data=asked).status_code in {403, 422}
    assert browser.client.get("/lti/register", query_string=asked).status_code in {403, 422}
    assert browser.lms.calls == []


def test_a_configuration_that_speaks_for_another_host_is_refused(lti: Lti, lms: FakeLms) -> None:
    there = "https://other.example"
    lms.pages["/conf"] = httpx.Response(
        200,
        json={
            "issuer": there,
            "authorization_endpoint": f"{there}/auth",
            "registration_endpoint": f"{there}/register",
            "jwks_uri": f"{there}/keys",
            "token_endpoint": f"{there}/token",
        },
    )
    lms.pages["/register"] = httpx.Response(200, json={"client_id": "client-9"})
    with pytest.raises(RegistrationRefused):
        lti.registrations.register(f"{ISSUER}/conf", None)


@pytest.mark.parametrize(
    "url", ["http://lms.example/keys", "https://169.254.169.254/", "file:///x"]
)
def test_nothing_is_sent_to_an_address_that_may_not_be_called(url: str, lms: FakeLms) -> None:
    http = PlatformHttp(HostRules(), timeout_s=1, transport=httpx.MockTransport(lms.handle))
    with pytest.raises(PlatformRefusal):
        http.get(url)
    assert lms.calls == []


def test_an_answer_that_is_too_large_is_not_read_to_its_end(lms: FakeLms) -> None:
    http = PlatformHttp(HostRules(), timeout_s=1, transport=httpx.MockTransport(lms.handle))
    lms.pages["/keys"] = httpx.Response(200, json={"keys": ["x" * MAX_ANSWER_BYTES]})
    with pytest.raises(PlatformRefusal, match="too large"):
        http.get(f"{ISSUER}/keys")
