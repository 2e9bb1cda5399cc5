"""Launches whose claims break a rule, by the rule."""

import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from lti_tool.adapters.database import Database
from tests.fakes.door import Browser, launches
from tests.fakes.lms import CLAIM, CLIENT, MEMBERSHIP, TOOL, rsa_key

DAY = 24 * 3600

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
