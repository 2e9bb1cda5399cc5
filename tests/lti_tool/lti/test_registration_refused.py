"""Dynamic registration: what is refused keeps nothing."""

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from lti_tool.adapters.database import Database
from lti_tool.lti_errors import PlatformUnavailable, RegistrationRefused
from lti_tool.lti_wiring import Lti
from lti_tool.models import Registration
from tests.fakes.lms import FakeLms
from tests.lti_tool.lti.registering import CONFIGURATION, offer


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
