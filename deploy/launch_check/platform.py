"""A platform for the time of a check: keys, a registration, signed launches."""

import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
CONTEXT_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
MOST_BODY_BYTES = 1_000_000


@dataclass
class CheckPlatform:
    """What the check says as a platform.

    Attributes:
        kid: of the key that signs; published unless it is "stranger".
        registered: what a tool asked for by Dynamic Registration, if it did.
    """

    issuer: str
    client_id: str
    deployment_id: str
    target: str = ""
    kid: str = "check-1"
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    registered: dict[str, Any] | None = None
    _keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)

    def key(self, name: str) -> rsa.RSAPrivateKey:
        """Return the key of a name, made at its first use."""
        if name not in self._keys:
            self._keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self._keys[name]

    def public_pem(self) -> bytes:
        """Return the public half of the signing key as a text file has it."""
        return (
            self.key(self.kid)
            .public_key()
            .public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )

    def key_set(self) -> dict[str, Any]:
        """Return the published key set: the signing key alone."""
        jwk: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(self.key(self.kid).public_key()))
        return {"keys": [{**jwk, "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    @cached_property
    def configuration(self) -> dict[str, Any]:
        """Return what the platform says of itself (OpenID Connect Discovery)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "registration_endpoint": f"{self.issuer}/register",
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid"],
            "response_types_supported": ["id_token"],
            "subject_types_supported": ["public"],
            "claims_supported": ["iss", "sub", "name", "email"],
            PLATFORM_CONFIGURATION: {
                "product_family_code": "launch-check",
                "version": "1",
                "messages_supported": [
                    {"type": "LtiResourceLinkRequest"},
                    {"type": "LtiDeepLinkingRequest"},
                ],
            },
        }

    def take_registration(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Take a tool in and return the platform's answer."""
        self.registered = asked
        tool = asked.get(TOOL_CONFIGURATION)
        said = {**(tool if isinstance(tool, dict) else {}), "deployment_id": self.deployment_id}
        return {**asked, "client_id": self.client_id, TOOL_CONFIGURATION: said}

    def claims(self, nonce: str) -> dict[str, Any]:
        """Return the claims of a good launch by a learner."""
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": "launch-check-learner",
            "iat": now,
            "exp": now + 60,
            "nonce": nonce,
            "name": "Launch Check",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": self.deployment_id,
            f"{CLAIM}target_link_uri": self.target,
            f"{CLAIM}roles": [f"{CONTEXT_ROLE}Learner"],
            f"{CLAIM}resource_link": {"id": "launch-check-link", "title": "Launch check"},
            f"{CLAIM}context": {"id": "launch-check-course", "title": "Launch check"},
        }

    def sign(self, claims: dict[str, Any], *, key: str = "", **header: Any) -> str:
        """Return a token; anything can be signed, also what a library refuses to write."""
        return jwt.api_jws.encode(
            json.dumps(claims).encode(),
            self.key(key or self.kid),
            "RS256",
            headers={"kid": self.kid, **header},
        )


@contextmanager
def serving(platform: CheckPlatform, server: ThreadingHTTPServer) -> Iterator[None]:
    """Answer as the platform until the block ends."""
    server.RequestHandlerClass = _handler(platform)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def open_server(host: str, port: int) -> ThreadingHTTPServer:
    """Return a server that listens, and answers once `serving` runs."""
    return ThreadingHTTPServer((host, port), BaseHTTPRequestHandler)


def _registered(
    platform: CheckPlatform, authorization: str | None, body: bytes
) -> tuple[int, dict[str, Any]]:
    """Return status and answer to a tool's registration."""
    if authorization != f"Bearer {platform.token}":
        return 401, {"error": "invalid_token"}
    try:
        asked = json.loads(body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict):
        return 400, {"error": "invalid_client_metadata"}
    return 200, platform.take_registration(asked)


def _handler(platform: CheckPlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Keys, configuration and registration; nothing else is there."""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.endswith("/keys"):
                self._answer(200, platform.key_set())
            elif path.endswith("/.well-known/openid-configuration"):
                self._answer(200, platform.configuration)
            else:
                self._answer(404, {"error": "not_found"})

        def do_POST(self) -> None:
            size = min(int(self.headers.get("Content-Length") or 0), MOST_BODY_BYTES)
            body = self.rfile.read(size)
            if self.path.endswith("/register"):
                self._answer(*_registered(platform, self.headers.get("Authorization"), body))
            else:
                self._answer(404, {"error": "not_found"})

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            """Print nothing: the check's table is the output."""

    return Handler
