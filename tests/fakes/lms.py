"""A platform in memory: signs launches, gives tokens, takes scores, has a roster."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://lms.example"
CLIENT = "client-1"
DEPLOYMENT = "deployment-1"
TOOL = "https://tool.example"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
LINE_ITEM = f"{ISSUER}/line/7?type_id=3"
ROSTER = f"{ISSUER}/members"


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """Return the key of a name, made once a run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_jwk(kid: str) -> dict[str, Any]:
    """Return the public half of a key as a platform publishes it."""
    jwk: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(rsa_key(kid).public_key()))
    return {**jwk, "kid": kid, "alg": "RS256", "use": "sig"}


@dataclass
class FakeClock:
    """A clock that tests move."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class FakeLms:
    """What a platform says and hears.

    `answers` are given to score posts in turn, then 200s.
    """

    clock: Callable[[], datetime]
    issuer: str = ISSUER
    client_id: str = CLIENT
    kid: str = "key-1"
    kids: list[str] = field(default_factory=lambda: ["key-1"])
    answers: list[httpx.Response | Exception] = field(default_factory=list)
    scores: list[dict[str, Any]] = field(default_factory=list)
    calls: list[httpx.Request] = field(default_factory=list)
    pages: dict[str, httpx.Response] = field(default_factory=dict)

    def claims(self, nonce: str, **changes: Any) -> dict[str, Any]:
        """Return a student's launch; a change to None removes a claim."""
        now = int(self.clock().timestamp())
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": "student-1",
            "exp": now + 60,
            "iat": now,
            "nonce": nonce,
            "name": "Ana Ruiz",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": DEPLOYMENT,
            f"{CLAIM}target_link_uri": f"{TOOL}/lti/launch",
            f"{CLAIM}roles": [f"{MEMBERSHIP}Learner"],
            f"{CLAIM}resource_link": {"id": "link-1", "title": "Shadows"},
            f"{CLAIM}context": {"id": "course-1", "title": "Science 7"},
            AGS: {"lineitem": LINE_ITEM, "scope": [SCORE_SCOPE]},
            NRPS: {"context_memberships_url": ROSTER, "service_versions": ["2.0"]},
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        """Return an id_token; the header's kid names the key unless changed."""
        kid = header.pop("signed_by", self.kid)
        return jwt.encode(claims, rsa_key(kid), "RS256", headers={"kid": self.kid, **header})

    def handle(self, request: httpx.Request) -> httpx.Response:
        """Answer as the platform's server."""
        self.calls.append(request)
        path = request.url.path
        if path in self.pages:
            return self.pages[path]
        if path == "/keys":
            return httpx.Response(200, json={"keys": [public_jwk(kid) for kid in self.kids]})
        if path == "/token":
            return httpx.Response(200, json={"access_token": "secret-token", "expires_in": 3600})
        if path.endswith("/scores"):
            return self._score(request)
        return httpx.Response(404, text="<b>no such page</b>")

    def _score(self, request: httpx.Request) -> httpx.Response:
        self.scores.append({"url": str(request.url), **json.loads(request.content)})
        answer = self.answers.pop(0) if self.answers else httpx.Response(200)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def count(self, path: str) -> int:
        """Return how often a path was called."""
        return sum(call.url.path == path for call in self.calls)


def query_of(address: str) -> dict[str, str]:
    """Return the parameters of an address, each once."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
