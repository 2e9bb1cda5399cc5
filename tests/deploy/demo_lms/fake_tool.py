"""A tool with a key of its own, as seen by the demo LMS."""

import time
import uuid
from collections.abc import Mapping
from typing import Any

import jwt

from deploy.demo_lms import lti
from deploy.demo_lms.keys import SigningKey
from deploy.demo_lms.tokens import ASSERTION_TYPE

TOOL = "http://127.0.0.1:5050"
LMS = "http://lms.test"


class FakeTool:
    """Signs like a tool; also the source of its own key set."""

    def __init__(self, key: SigningKey) -> None:
        self.key = key
        self.client_id = ""
        self.deployment_id = ""

    def __call__(self, jwks_uri: str) -> Mapping[str, Any]:
        assert jwks_uri == f"{TOOL}/jwks"
        return self.key.jwks()

    def registration(self, **changes: Any) -> dict[str, Any]:
        return {
            "application_type": "web",
            "response_types": ["id_token"],
            "grant_types": ["implicit", "client_credentials"],
            "initiate_login_uri": f"{TOOL}/login",
            "redirect_uris": [f"{TOOL}/launch"],
            "client_name": "Fake tool",
            "jwks_uri": f"{TOOL}/jwks",
            "token_endpoint_auth_method": "private_key_jwt",
            "scope": " ".join(lti.SCOPES),
            lti.TOOL_CONFIGURATION: {
                "domain": "127.0.0.1:5050",
                "target_link_uri": f"{TOOL}/launch",
                "description": "For tests",
                "claims": ["iss", "sub", "name", "given_name", "family_name", "email"],
                "messages": [
                    {"type": lti.DEEP_LINKING_REQUEST, "target_link_uri": f"{TOOL}/choose"},
                    {"type": lti.RESOURCE_LINK_REQUEST},
                ],
                "custom_parameters": {"course": "$Context.id"},
            },
            **changes,
        }

    def assertion(self, **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": f"{LMS}/lti/token",
            "iat": now - 5,
            "exp": now + 60,
            "jti": uuid.uuid4().hex,
        }
        return self.sign(claims | changes)

    def token_form(self, scope: str, **changes: Any) -> dict[str, str]:
        return {
            "grant_type": "client_credentials",
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.assertion(**changes),
            "scope": scope,
        }

    def choice(self, data: str, items: list[dict[str, Any]], **changes: Any) -> str:
        now = int(time.time())
        claims = {
            "iss": self.client_id,
            "aud": LMS,
            "iat": now - 5,
            "exp": now + 60,
            "nonce": uuid.uuid4().hex,
            f"{lti.CLAIM}message_type": lti.DEEP_LINKING_RESPONSE,
            f"{lti.CLAIM}version": "1.3.0",
            f"{lti.CLAIM}deployment_id": self.deployment_id,
            f"{lti.DEEP_LINKING}data": data,
            f"{lti.DEEP_LINKING}content_items": items,
        }
        return self.sign(claims | changes)

    def sign(self, claims: Mapping[str, Any]) -> str:
        return self.key.sign({name: value for name, value in claims.items() if value is not None})

    def read(self, token: str, jwks: Mapping[str, Any]) -> dict[str, Any]:
        """Verify an id_token against the platform's published keys."""
        kid = jwt.get_unverified_header(token)["kid"]
        [key] = [key for key in jwt.PyJWKSet.from_dict(dict(jwks)).keys if key.key_id == kid]
        claims: dict[str, Any] = jwt.decode(
            token, key, algorithms=["RS256"], audience=self.client_id, issuer=LMS
        )
        return claims
