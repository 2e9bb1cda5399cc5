"""Access tokens for tools' servers (LTI Security Framework 1.0, section 4)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from deploy.demo_lms.errors import OAuthRefusal, ServiceRefusal
from deploy.demo_lms.onetime import OneTime
from deploy.demo_lms.records import AccessToken, Tool
from deploy.demo_lms.toolkeys import ToolSignatureError, ToolVerifier
from deploy.demo_lms.tools import Tools

TOKEN_LIFE = timedelta(hours=1)
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MAX_ASSERTION_LIFE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """The form that a tool's server posts."""

    grant_type: str
    assertion_type: str
    assertion: str
    scope: str


@dataclass(frozen=True, slots=True)
class TokenDesk:
    """Give out access tokens and check them."""

    tools: Tools
    onetime: OneTime
    verify: ToolVerifier
    audiences: tuple[str, ...]

    def issue(self, request: TokenRequest, now: datetime) -> dict[str, Any]:
        """Return the token answer for a signed client assertion.

        Scopes that the registration lacks are left out; none left is an error.

        Raises:
            OAuthRefusal: With the code of RFC 6749, section 5.2.
        """
        if request.grant_type != "client_credentials":
            raise OAuthRefusal(400, "unsupported_grant_type", "Ask with client_credentials.")
        if request.assertion_type != ASSERTION_TYPE:
            raise OAuthRefusal(400, "invalid_request", "Send a JWT client assertion.")
        tool = self._client(request.assertion, now)
        scopes = [scope for scope in request.scope.split() if scope in tool.scopes]
        if not scopes:
            raise OAuthRefusal(400, "invalid_scope", "None of the scopes is registered.")
        self.onetime.forget_expired(now - TOKEN_LIFE)
        token = self.onetime.issue_access_token(
            AccessToken(tool.client_id, scopes, now + TOKEN_LIFE)
        )
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(TOKEN_LIFE.total_seconds()),
            "scope": " ".join(scopes),
        }

    def _client(self, assertion: str, now: datetime) -> Tool:
        tool = self.tools.active(_claimed_issuer(assertion))
        if tool is None:
            raise OAuthRefusal(401, "invalid_client", "No active tool has this client id.")
        claims = self._claims(assertion, tool)
        if claims["sub"] != tool.client_id:
            raise OAuthRefusal(401, "invalid_client", "iss and sub must both be the client id.")
        expires = datetime.fromtimestamp(claims["exp"], UTC)
        if expires - datetime.fromtimestamp(claims["iat"], UTC) > MAX_ASSERTION_LIFE:
            raise OAuthRefusal(401, "invalid_client", "The assertion lives too long.")
        if not self.onetime.first_sight(tool.client_id, f"jti:{claims['jti']}", expires):
            raise OAuthRefusal(401, "invalid_client", "This assertion (jti) was used before.")
        return tool

    def _claims(self, assertion: str, tool: Tool) -> dict[str, Any]:
        required = ["iss", "sub", "aud", "iat", "exp", "jti"]
        try:
            return self.verify(assertion, tool.jwks_uri, self.audiences, required)
        except ToolSignatureError as error:
            raise OAuthRefusal(401, "invalid_client", str(error)) from error

    def require(self, header: str, scopes: tuple[str, ...], now: datetime) -> Tool:
        """Return the tool whose bearer token allows one of the scopes.

        Raises:
            ServiceRefusal: 401 without a live token, 403 without the scope.
        """
        kind, _, value = header.partition(" ")
        token = self.onetime.access_token(value.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise ServiceRefusal(401, "An access token is needed.")
        if token.expires_at <= now:
            raise ServiceRefusal(401, "The access token has expired.")
        tool = self.tools.active(token.client_id)
        if tool is None:
            raise ServiceRefusal(401, "The tool is switched off.")
        if not set(scopes) & set(token.scopes):
            raise ServiceRefusal(403, f"The token lacks the scope {scopes[0]}.")
        return tool


def _claimed_issuer(assertion: str) -> str:
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError as error:
        raise OAuthRefusal(401, "invalid_client", "The client assertion is no JWT.") from error
    return str(claims.get("iss", ""))
