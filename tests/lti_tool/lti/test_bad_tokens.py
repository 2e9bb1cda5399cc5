"""Tokens that are not the platform's own, by what is wrong with them."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from lti_tool.adapters.database import Database
from tests.fakes.door import Browser, launches
from tests.fakes.lms import CLAIM, MEMBERSHIP, FakeLms, rsa_key


def _public_pem() -> bytes:
    return (
        rsa_key("key-1")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def _hs256(claims: dict[str, Any]) -> str:
    """Sign with the platform's public key as an HMAC secret."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    body = f"{part({'alg': 'HS256', 'typ': 'JWT', 'kid': 'key-1'})}.{part(claims)}"
    mac = hmac.new(_public_pem(), body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _changed_payload(token: str) -> str:
    head, body, signature = token.split(".")
    raw = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    raw[f"{CLAIM}roles"] = [f"{MEMBERSHIP}Instructor"]
    changed = base64.urlsafe_b64encode(json.dumps(raw).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"


BAD_TOKENS: dict[str, tuple[str, Callable[[FakeLms, dict[str, Any]], str]]] = {
    "no kid": ("bad_signature", lambda lms, c: jwt.encode(c, rsa_key("key-1"), "RS256")),
    "empty kid": ("bad_signature", lambda lms, c: lms.sign(c, kid="")),
    "unknown kid": ("bad_signature", lambda lms, c: lms.sign(c, kid="key-9")),
    "kid and key of another tenant": (
        "bad_signature",
        lambda lms, c: lms.sign(c, kid="key-2", signed_by="key-2"),
    ),
    "signed by another key": ("bad_signature", lambda lms, c: lms.sign(c, signed_by="key-2")),
    "alg none": (
        "bad_signature",
        lambda lms, c: jwt.encode(c, None, "none", headers={"kid": "key-1"}),
    ),
    "HS256 with the public key": ("bad_signature", lambda lms, c: _hs256(c)),
    "RS384": (
        "bad_signature",
        lambda lms, c: jwt.encode(c, rsa_key("key-1"), "RS384", headers={"kid": "key-1"}),
    ),
    "PS256": (
        "bad_signature",
        lambda lms, c: jwt.encode(c, rsa_key("key-1"), "PS256", headers={"kid": "key-1"}),
    ),
    "a key in the header": ("bad_signature", lambda lms, c: lms.sign(c, jwk={"kty": "RSA"})),
    "a key set address in the header": (
        "bad_signature",
        lambda lms, c: lms.sign(c, jku="https://evil.example/k"),
    ),
    "a certificate address in the header": (
        "bad_signature",
        lambda lms, c: lms.sign(c, x5u="https://evil.example"),
    ),
    "changed payload": ("bad_signature", lambda lms, c: _changed_payload(lms.sign(c))),
    "two parts": ("bad_token", lambda lms, c: ".".join(lms.sign(c).split(".")[:2])),
    "four parts": ("bad_token", lambda lms, c: lms.sign(c) + ".more"),
    "no JSON": ("bad_token", lambda lms, c: "a.b.c"),
    "a list for a body": (
        "bad_token",
        lambda lms, c: jwt.api_jws.encode(
            b"[1]", rsa_key("key-1"), "RS256", headers={"kid": "key-1"}
        ),
    ),
    "far too long": ("bad_token", lambda lms, c: lms.sign({**c, "x": "y" * 70_000})),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
def test_a_bad_token_is_refused(
    name: str, browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    asked = browser.asked()
    code, token_of = BAD_TOKENS[name]
    token = token_of(browser.lms, browser.lms.claims(asked["nonce"]))

    answer = browser.post(id_token=token, state=asked["state"])

    assert answer.status_code in {400, 401}
    assert f" {code}: " in caplog.text
    assert launches(database) == 0
