"""A platform's keys: read once while their set is kept, never longer."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from lti_tool.adapters.platform_http import HostRules, PlatformHttp
from lti_tool.adapters.platform_keys import KEEP, PlatformKeys
from lti_tool.lti_errors import PlatformRefusal
from tests.fakes.lms import ISSUER, FakeClock, FakeLms, public_jwk, rsa_key

URL = f"{ISSUER}/keys"


@pytest.fixture
def keys(lms: FakeLms, clock: FakeClock) -> PlatformKeys:
    http = PlatformHttp(HostRules(), timeout_s=1, transport=httpx.MockTransport(lms.handle))
    return PlatformKeys(http, clock)


def test_a_key_is_read_once_while_its_set_is_kept(keys: PlatformKeys, clock: FakeClock) -> None:
    first = keys.key(URL, "key-1")
    clock.now += timedelta(hours=1)
    assert first is not None
    assert keys.key(URL, "key-1") is first


def test_another_key_of_the_same_name_takes_its_place(
    keys: PlatformKeys, lms: FakeLms, clock: FakeClock
) -> None:
    keys.key(URL, "key-1")
    renamed = {**public_jwk("key-2"), "kid": "key-1"}
    lms.pages["/keys"] = httpx.Response(200, json={"keys": [renamed]})
    clock.now += KEEP
    assert keys.key(URL, "key-1") == rsa_key("key-2").public_key()


def test_a_key_that_was_taken_back_is_gone_with_its_set(
    keys: PlatformKeys, lms: FakeLms, clock: FakeClock
) -> None:
    keys.key(URL, "key-1")
    lms.kids = ["key-2"]
    clock.now += KEEP
    assert keys.key(URL, "key-1") is None


@pytest.mark.parametrize("change", [{"alg": "RS512"}, {"kid": None}, {"kty": "EC"}])
def test_a_key_for_something_else_is_not_used(
    change: dict[str, Any], keys: PlatformKeys, lms: FakeLms
) -> None:
    lms.pages["/keys"] = httpx.Response(200, json={"keys": [{**public_jwk("key-1"), **change}]})
    assert keys.key(URL, "key-1") is None


@pytest.mark.parametrize("change", [{"n": "?"}, {"e": 65537}, {"n": "AQ"}])
def test_a_key_that_cannot_be_read_is_refused(
    change: dict[str, Any], keys: PlatformKeys, lms: FakeLms
) -> None:
    broken = {**public_jwk("key-1"), **change}
    lms.pages["/keys"] = httpx.Response(200, json={"keys": [broken, public_jwk("key-2")]})
    with pytest.raises(PlatformRefusal):
        keys.key(URL, "key-1")
    assert keys.key(URL, "key-2") is not None
