"""What the tests of dynamic registration share: a platform that offers it."""

from typing import Any

import httpx

from tests.fakes.lms import ISSUER, FakeLms

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
