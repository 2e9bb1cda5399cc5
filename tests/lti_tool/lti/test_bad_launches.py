"""Every launch that must not come in, by the rule it breaks."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from sqlalchemy import func, select

from lti_tool.adapters.database import Database
from lti_tool.models import Deployment, Launch, Registration
from tests.fakes.door import Browser, registration
from tests.fakes.lms import (
    CLAIM,
    CLIENT,
    ISSUER,
    MEMBERSHIP,
    SETTINGS,
    TOOL,
    FakeClock,
    FakeLms,
    rsa_key,
)

DAY = 24 * 3600


def launches(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Launch)) or 0


BAD_CLAIMS: dict[str, tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]] = {
    "json that is no launch": (
        "wrong_audience",
        lambda c: {"hello": "world", "iss": c["iss"], "nonce": c["nonce"]},
    ),
    "no iss": ("wrong_issuer", lambda c: {"iss": None}),
    "issuer with a slash more": ("wrong_issuer", lambda c: {"iss": c["iss"] + "/"}),
    "issuer in another case": ("wrong_issuer", lambda c: {"iss": c["iss"].upper()}),
    "issuer of nobody": ("wrong_issuer", lambda c: {"iss": "https://other.example"}),
    "no aud": ("wrong_audience", lambda c: {"aud": None}),
    "empty aud": ("wrong_audience", lambda c: {"aud": []}),
    "aud of another client": ("wrong_audience", lambda c: {"aud": "client-2"}),
    "aud list without us": ("wrong_audience", lambda c: {"aud": ["client-2"]}),
    "several aud without azp": ("wrong_audience", lambda c: {"aud": [CLIENT, "client-2"]}),
    "an untrusted aud beside us": (
        "wrong_audience",
        lambda c: {"aud": [CLIENT, "client-2"], "azp": CLIENT},
    ),
    "azp of another client": ("wrong_audience", lambda c: {"azp": "client-2"}),
    "no sub": ("bad_token", lambda c: {"sub": None}),
    "sub over 255": ("bad_message", lambda c: {"sub": "s" * 256}),
    "sub with a control character": ("bad_message", lambda c: {"sub": "a\x00b"}),
    "sub is a number": ("bad_message", lambda c: {"sub": 7}),
    "sub is an unexpanded variable": ("bad_message", lambda c: {"sub": "$User.id"}),
    "no exp": ("bad_token", lambda c: {"exp": None}),
    "no iat": ("bad_token", lambda c: {"iat": None}),
    "exp long past": ("expired", lambda c: {"exp": c["iat"] - 61, "iat": c["iat"] - 120}),
    "exp is text": ("bad_token", lambda c: {"exp": "soon"}),
    "exp before iat": ("bad_token", lambda c: {"exp": c["iat"] - 1}),
    "iat in the future": ("clock", lambda c: {"iat": c["iat"] + 120, "exp": c["iat"] + 180}),
    "nbf in the future": ("clock", lambda c: {"nbf": c["iat"] + 120}),
    "lives for days": ("bad_token", lambda c: {"exp": c["iat"] + 3 * DAY}),
    "no nonce": ("bad_token", lambda c: {"nonce": None}),
    "nonce never issued": ("wrong_nonce", lambda c: {"nonce": "made-up"}),
    "no version": ("bad_message", lambda c: {f"{CLAIM}version": None}),
    "version 1.1": ("bad_message", lambda c: {f"{CLAIM}version": "1.1.0"}),
    "no message type": ("unknown_message", lambda c: {f"{CLAIM}message_type": None}),
    "unknown message type": ("unknown_message", lambda c: {f"{CLAIM}message_type": "LtiTeleport"}),
    "no roles": ("bad_message", lambda c: {f"{CLAIM}roles": None}),
    "roles as text": ("bad_message", lambda c: {f"{CLAIM}roles": f"{MEMBERSHIP}Instructor"}),
    "roles of numbers": ("bad_message", lambda c: {f"{CLAIM}roles": [1]}),
    "no deployment": ("bad_message", lambda c: {f"{CLAIM}deployment_id": None}),
    "deployment over 255": ("bad_message", lambda c: {f"{CLAIM}deployment_id": "d" * 256}),
    "deployment is an unexpanded variable": (
        "bad_message",
        lambda c: {f"{CLAIM}deployment_id": "$LtiDeployment.id"},
    ),
    "unknown deployment": (
        "deployment_pending",
        lambda c: {f"{CLAIM}deployment_id": "deployment-2"},
    ),
    "no resource link": ("bad_message", lambda c: {f"{CLAIM}resource_link": None}),
    "resource link without id": (
        "bad_message",
        lambda c: {f"{CLAIM}resource_link": {"title": "x"}},
    ),
    "resource link is a list": ("bad_message", lambda c: {f"{CLAIM}resource_link": ["link"]}),
    "resource link id over 255": (
        "bad_message",
        lambda c: {f"{CLAIM}resource_link": {"id": "l" * 256}},
    ),
    "resource link id is an unexpanded variable": (
        "bad_message",
        lambda c: {f"{CLAIM}resource_link": {"id": "$ResourceLink.id"}},
    ),
    "context id over 255": ("bad_message", lambda c: {f"{CLAIM}context": {"id": "c" * 256}}),
    "no target": ("wrong_target", lambda c: {f"{CLAIM}target_link_uri": None}),
    "target on another host": (
        "wrong_target",
        lambda c: {f"{CLAIM}target_link_uri": "https://evil.example/"},
    ),
    "target over http": (
        "wrong_target",
        lambda c: {f"{CLAIM}target_link_uri": "http://tool.example/lti/launch"},
    ),
    "target with userinfo": (
        "wrong_target",
        lambda c: {f"{CLAIM}target_link_uri": "https://tool.example@evil.example/lti/launch"},
    ),
    "target on another path": (
        "wrong_target",
        lambda c: {f"{CLAIM}target_link_uri": f"{TOOL}/elsewhere"},
    ),
    "deep link without settings": (
        "bad_deep_link",
        lambda c: {
            f"{CLAIM}message_type": "LtiDeepLinkingRequest",
            f"{CLAIM}roles": [f"{MEMBERSHIP}Instructor"],
        },
    ),
}


@pytest.mark.parametrize("name", BAD_CLAIMS)
def test_a_launch_with_bad_claims_is_refused(
    name: str, browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    asked = browser.asked()
    claims = browser.lms.claims(asked["nonce"])
    code, change_of = BAD_CLAIMS[name]
    change = change_of(claims)
    if name == "json that is no launch":
        claims = change
    claims = {key: value for key, value in {**claims, **change}.items() if value is not None}

    answer = browser.post(id_token=_signed(claims), state=asked["state"])

    assert answer.status_code in {400, 401, 403}
    assert answer.content_type.startswith("text/html")
    assert f" {code}: " in caplog.text
    assert launches(database) == 0


def _signed(claims: dict[str, Any]) -> str:
    """Sign anything, also what a JWT library refuses to write."""
    return jwt.api_jws.encode(
        json.dumps(claims).encode(), rsa_key("key-1"), "RS256", headers={"kid": "key-1"}
    )


def _public_pem() -> bytes:
    return (
        rsa_key("key-1")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _hs256(claims: dict[str, Any]) -> str:
    """Sign with the platform's public key as an HMAC secret."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    body = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{part(claims)}"
    mac = hmac.new(_public_pem(), body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _changed_payload(token: str) -> str:
    head, body, signature = token.split(".")
    raw = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    raw[f"{CLAIM}roles"] = [f"{MEMBERSHIP}Instructor"]
    changed = base64.urlsafe_b64encode(json.dumps(raw).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"


BAD_TOKENS: dict[str, tuple[str, Callable[[FakeLms, dict[str, Any]], str]]] = {
    "no kid": ("bad_signature", lambda lms, c: jwt.encode(c, rsa_key("key-1"), "RS256")),
    "empty kid": ("bad_signature", lambda lms, c: lms.sign(c, kid="")),
    "unknown kid": ("bad_signature", lambda lms, c: lms.sign(c, kid="key-9")),
    "kid and key of another tenant": (
        "bad_signature",
        lambda lms, c: lms.sign(c, kid="key-2", signed_by="key-2"),
    ),
    "signed by another key": ("bad_signature", lambda lms, c: lms.sign(c, signed_by="key-2")),
    "alg none": (
        "bad_signature",
        lambda lms, c: jwt.encode(c, None, "none", headers={"kid": "key-1"}),
    ),
    "HS256 with the public key": ("bad_signature", lambda lms, c: _hs256(c)),
    "RS384": (
        "bad_signature",
        lambda lms, c: jwt.encode(c, rsa_key("key-1"), "RS384", headers={"kid": "key-1"}),
    ),
    "PS256": (
        "bad_signature",
        lambda lms, c: jwt.encode(c, rsa_key("key-1"), "PS256", headers={"kid": "key-1"}),
    ),
    "a key in the header": ("bad_signature", lambda lms, c: lms.sign(c, jwk={"kty": "RSA"})),
    "a key set address in the header": (
        "bad_signature",
        lambda lms, c: lms.sign(c, jku="https://evil.example/k"),
    ),
    "a certificate address in the header": (
        "bad_signature",
        lambda lms, c: lms.sign(c, x5u="https://evil.example"),
    ),
    "changed payload": ("bad_signature", lambda lms, c: _changed_payload(lms.sign(c))),
    "two parts": ("bad_token", lambda lms, c: ".".join(lms.sign(c).split(".")[:2])),
    "four parts": ("bad_token", lambda lms, c: lms.sign(c) + ".more"),
    "no JSON": ("bad_token", lambda lms, c: "a.b.c"),
    "a list for a body": (
        "bad_token",
        lambda lms, c: jwt.api_jws.encode(
            b"[1]", rsa_key("key-1"), "RS256", headers={"kid": "key-1"}
        ),
    ),
    "far too long": ("bad_token", lambda lms, c: lms.sign({**c, "x": "y" * 70_000})),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_a_bad_token_is_refused(
    name: str, browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    asked = browser.asked()
    code, token_of = BAD_TOKENS[name]
    token = token_of(browser.lms, browser.lms.claims(asked["nonce"]))

    answer = browser.post(id_token=token, state=asked["state"])

    assert answer.status_code in {400, 401}
    assert f" {code}: " in caplog.text
    assert launches(database) == 0


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
