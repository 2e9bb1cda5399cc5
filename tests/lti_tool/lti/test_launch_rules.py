"""The rules of an id_token by themselves, without PyLTI1p3's own."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import jwt
import pytest

from lti_tool.lti_errors import LaunchRefused
from lti_tool.services import launch_rules as rules
from lti_tool.services.deep_linking import check_settings
from tests.fakes.door import Browser, registration
from tests.fakes.lms import CLAIM, CLIENT, ISSUER, SETTINGS, FakeLms, public_jwk, rsa_key

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

HEADERS: dict[str, Any] = {
    "alg none": {"alg": "none", "kid": "k"},
    "no alg": {"kid": "k"},
    "HS256": {"alg": "HS256", "kid": "k"},
    "RS384": {"alg": "RS384", "kid": "k"},
    "PS256": {"alg": "PS256", "kid": "k"},
    "no kid": {"alg": "RS256"},
    "empty kid": {"alg": "RS256", "kid": ""},
    "kid of another type": {"alg": "RS256", "kid": 7},
    "jwk": {"alg": "RS256", "kid": "k", "jwk": {}},
    "jku": {"alg": "RS256", "kid": "k", "jku": "https://evil.example"},
    "x5u": {"alg": "RS256", "kid": "k", "x5u": "https://evil.example"},
    "x5c": {"alg": "RS256", "kid": "k", "x5c": []},
    "crit": {"alg": "RS256", "kid": "k", "crit": ["b64"]},
    "no object": [],
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_not_plain_is_refused(name: str) -> None:
    with pytest.raises(LaunchRefused):
        rules.check_header(HEADERS[name])


def test_a_plain_header_passes() -> None:
    rules.check_header({"alg": "RS256", "kid": "k", "typ": "JWT", "x5t": "t"})


AUDIENCES: dict[str, dict[str, Any]] = {
    "none": {},
    "empty": {"aud": []},
    "a number": {"aud": 7},
    "another": {"aud": "client-2"},
    "a longer name": {"aud": f"{CLIENT}0"},
    "others only": {"aud": ["client-2", "client-3"], "azp": CLIENT},
    "several without azp": {"aud": [CLIENT, CLIENT]},
    "an untrusted one": {"aud": [CLIENT, "client-2"], "azp": CLIENT},
    "a wrong azp": {"aud": CLIENT, "azp": "client-2"},
    "an empty azp": {"aud": CLIENT, "azp": ""},
}


@pytest.mark.parametrize("name", AUDIENCES)
def test_an_audience_that_is_not_us_alone_is_refused(name: str) -> None:
    with pytest.raises(LaunchRefused):
        rules.check_audience(AUDIENCES[name], CLIENT)


@pytest.mark.parametrize("name", ["exp", "iat"])
@pytest.mark.parametrize("value", [None, "soon", True, -1, 0, float("nan"), 1e12, [1]])
def test_a_time_that_is_no_moment_is_refused(name: str, value: Any) -> None:
    moment = NOW.timestamp()
    claims = {"iat": moment, "exp": moment + 60, name: value}
    with pytest.raises(LaunchRefused) as refused:
        rules.check_times(claims, NOW)
    assert refused.value.code == "bad_token"


def _message(**changes: Any) -> dict[str, Any]:
    claims = FakeLms(lambda: NOW).claims("nonce", **changes)
    return {name: value for name, value in claims.items() if value is not None}


MESSAGES: dict[str, dict[str, Any]] = {
    "no version": {f"{CLAIM}version": None},
    "version 1.3": {f"{CLAIM}version": "1.3"},
    "no message type": {f"{CLAIM}message_type": None},
    "unknown message type": {f"{CLAIM}message_type": "LtiTeleport"},
    "an answer of ours sent back": {f"{CLAIM}message_type": "LtiDeepLinkingResponse"},
    "an unknown type with all that others need": {
        f"{CLAIM}message_type": "LtiTeleport",
        SETTINGS: {"deep_link_return_url": "https://lms.example/return"},
    },
    "no roles": {f"{CLAIM}roles": None},
    "roles as text": {f"{CLAIM}roles": "Instructor"},
    "roles of numbers": {f"{CLAIM}roles": [1]},
    "no sub": {"sub": None},
    "no deployment": {f"{CLAIM}deployment_id": None},
    "no resource link": {f"{CLAIM}resource_link": None},
    "resource link without id": {f"{CLAIM}resource_link": {}},
    "deep link without settings": {f"{CLAIM}message_type": "LtiDeepLinkingRequest"},
    "deep link without a return address": {
        f"{CLAIM}message_type": "LtiDeepLinkingRequest",
        SETTINGS: {"accept_types": ["ltiResourceLink"]},
    },
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_lacks_something_is_refused(name: str) -> None:
    with pytest.raises(LaunchRefused):
        rules.check_message(_message(**MESSAGES[name]))


def test_a_whole_message_passes() -> None:
    rules.check_message(_message())


@pytest.mark.parametrize("types", [None, "ltiResourceLink", [], ["file", "link"]])
def test_a_deep_link_that_takes_no_links_is_refused(types: object) -> None:
    settings = {"deep_link_return_url": f"{ISSUER}/return", "accept_types": types}
    with pytest.raises(LaunchRefused):
        check_settings(settings, registration(), lambda _: True)


@pytest.mark.parametrize("algorithm", ["RS384", "PS256"])
def test_a_signature_of_another_algorithm_is_refused_by_itself(
    algorithm: str, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Header and key are judged first; the signature's check must not rely on that."""
    published = public_jwk("key-1")
    del published["alg"]
    browser.lms.pages["/keys"] = httpx.Response(200, json={"keys": [published]})
    passes: Callable[[object], None] = lambda header: None  # noqa: E731
    monkeypatch.setattr(rules, "check_header", passes)
    asked = browser.asked()
    token = jwt.encode(
        browser.lms.claims(asked["nonce"]), rsa_key("key-1"), algorithm, headers={"kid": "key-1"}
    )
    assert browser.post(id_token=token, state=asked["state"]).status_code in {400, 401}
