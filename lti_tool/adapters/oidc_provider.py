"""Single sign-on at an OpenID provider, by Authlib and joserfc."""

from collections.abc import Mapping
from typing import Any

import httpx
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from lti_tool.admin_errors import SignInFailed
from lti_tool.services.admin.sso import Provider, Question

_LEEWAY_S = 60
_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]


class AuthlibProvider:
    """Asks an OpenID provider who somebody is (code flow, PKCE)."""

    def __init__(self, at: Provider, http: httpx.Client) -> None:
        """Prepare for a provider; nothing is asked yet."""
        self._at = at
        self._http = http

    def address(self, question: Question, redirect_uri: str) -> str:
        """Return the provider's address to send the browser to."""
        client = OAuth2Client(
            None, self._at.client_id, scope="openid email", code_challenge_method="S256"
        )
        address, _ = client.create_authorization_url(
            self._metadata("authorization_endpoint"),
            state=question.state,
            code_verifier=question.verifier,
            nonce=question.nonce,
            redirect_uri=redirect_uri,
        )
        return str(address)

    def claims(self, code: str, question: Question, redirect_uri: str) -> Mapping[str, Any]:
        """Return the verified claims of who came back with a code.

        Raises:
            SignInFailed: the provider said no, or its token breaks a rule.
        """
        answer = self._json(
            "POST",
            self._metadata("token_endpoint"),
            auth=(self._at.client_id, self._at.client_secret),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": question.verifier,
            },
        )
        keys = self._json("GET", self._metadata("jwks_uri"))
        try:
            token = jwt.decode(
                str(answer.get("id_token", "")),
                KeySet.import_key_set(keys),  # type: ignore[arg-type]
                registry=JWSRegistry(algorithms=_ALGORITHMS, strict_check_header=False),
            )
            claims = CodeIDToken(
                token.claims,
                token.header,
                {
                    "iss": {"essential": True, "value": self._at.issuer},
                    "aud": {"essential": True, "value": self._at.client_id},
                    "nonce": {"essential": True, "value": question.nonce},
                },
                {"nonce": question.nonce, "client_id": self._at.client_id},
            )
            claims.validate(leeway=_LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise SignInFailed("sso_refused", f"{type(error).__name__}: {error}") from error
        return dict(claims)

    def _metadata(self, name: str) -> str:
        found = self._json("GET", f"{self._at.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._at.issuer or not isinstance(found.get(name), str):
            raise SignInFailed("sso_unreachable", f"the provider's description has no {name}")
        return str(found[name])

    def _json(self, method: str, url: str, **values: Any) -> dict[str, Any]:
        try:
            answer = self._http.request(method, url, **values)
            found = answer.raise_for_status().json()
        except httpx.HTTPStatusError as error:
            raise SignInFailed("sso_refused", str(error)) from error
        except (httpx.HTTPError, ValueError) as error:
            raise SignInFailed("sso_unreachable", str(error)) from error
        if not isinstance(found, dict):
            raise SignInFailed("sso_refused", "the answer is no object")
        return found
