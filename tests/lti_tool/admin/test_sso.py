"""Single sign-on against a small provider in memory."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs

import httpx
import jwt
import pytest
from werkzeug.test import TestResponse

from lti_tool.models import utc_now
from tests.fakes.lms import TOOL, FakeClock, FakeLms, public_jwk, query_of, rsa_key
from tests.lti_tool.admin.conftest import IDP, AdminBrowser

PERSON = {"sub": "p-1", "email": "Ana@School.example", "email_verified": True}


class FakeProvider:
    """Answers as an OpenID provider; checks the code's verifier as one must."""

    def __init__(self, claims: dict[str, Any]) -> None:
        self.claims = claims
        self.asked: dict[str, str] = {}
        self.signed_by = "idp"

    def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/.well-known/openid-configuration":
            return httpx.Response(
                200,
                json={
                    "issuer": IDP,
                    "authorization_endpoint": f"{IDP}/authorize",
                    "token_endpoint": f"{IDP}/token",
                    "jwks_uri": f"{IDP}/keys",
                },
            )
        if path == "/keys":
            return httpx.Response(200, json={"keys": [public_jwk("idp")]})
        return self._token(parse_qs(request.content.decode()))

    def _token(self, form: dict[str, list[str]]) -> httpx.Response:
        hashed = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        if base64.urlsafe_b64encode(hashed).rstrip(b"=").decode() != self.asked["code_challenge"]:
            return httpx.Response(400, json={"error": "invalid_grant"})
        token = jwt.encode(self.claims, rsa_key(self.signed_by), "RS256", headers={"kid": "idp"})
        return httpx.Response(200, json={"access_token": "a", "id_token": token})


@pytest.fixture
def provider(lms: FakeLms) -> FakeProvider:
    made = FakeProvider({})
    lms.handle = made.handle  # type: ignore[method-assign]
    return made


def come_back(
    browser: AdminBrowser, provider: FakeProvider, clock: FakeClock, **changes: Any
) -> TestResponse:
    """Sign on as the person, with changed claims; None leaves one out."""
    began = browser.get("/admin/sso")
    assert began.status_code == 303
    provider.asked = query_of(began.location)
    now = int(clock.now.timestamp())
    claims = {
        "iss": IDP,
        "aud": "signpost",
        "iat": now,
        "exp": now + 300,
        "nonce": provider.asked["nonce"],
        **PERSON,
        **changes,
    }
    provider.claims = {name: value for name, value in claims.items() if value is not None}
    return browser.get(f"/admin/sso/back?code=c&state={provider.asked['state']}")


@pytest.fixture
def clock() -> FakeClock:
    """Show the machine's time: Authlib looks there."""
    return FakeClock(utc_now())


def test_somebody_of_the_school_comes_in(
    browser: AdminBrowser, provider: FakeProvider, clock: FakeClock
) -> None:
    assert come_back(browser, provider, clock).status_code == 303
    assert "ana@school.example" in browser.get("/admin").text
    assert provider.asked["code_challenge_method"] == "S256"
    assert provider.asked["redirect_uri"] == f"{TOOL}/admin/sso/back"


def test_somebody_of_the_group_comes_in_from_elsewhere(
    browser: AdminBrowser, provider: FakeProvider, clock: FakeClock
) -> None:
    groups = ["staff", "signpost-admins"]
    back = come_back(browser, provider, clock, email="x@other.example", groups=groups)
    assert back.status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"email": "ana@other.example"},
        {"email": "ana@evil.school.example"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email": "x@other.example", "groups": "signpost-admins-not"},
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another client"},
        {"aud": ["signpost", "another"], "azp": "another"},
        {"exp": 1_000_000_000},
        {"exp": None},
    ],
)
def test_an_answer_that_breaks_a_rule_opens_nothing(
    changes: dict[str, Any], browser: AdminBrowser, provider: FakeProvider, clock: FakeClock
) -> None:
    assert come_back(browser, provider, clock, **changes).status_code == 401
    assert browser.get("/admin").location == "/admin/sign-in"


def test_a_sign_on_works_once(
    browser: AdminBrowser, provider: FakeProvider, clock: FakeClock
) -> None:
    come_back(browser, provider, clock)
    again = browser.get(f"/admin/sso/back?code=c&state={provider.asked['state']}")
    assert again.status_code == 401


def test_a_sign_on_begun_in_another_browser_opens_nothing(
    browser: AdminBrowser, provider: FakeProvider, clock: FakeClock
) -> None:
    provider.asked = query_of(browser.get("/admin/sso").location)
    other = AdminBrowser(browser.client.application.test_client())
    back = other.get(f"/admin/sso/back?code=c&state={provider.asked['state']}")
    assert back.status_code == 401


def test_a_token_signed_by_another_key_opens_nothing(
    browser: AdminBrowser, provider: FakeProvider, clock: FakeClock
) -> None:
    provider.signed_by = "thief"
    assert come_back(browser, provider, clock).status_code == 401
