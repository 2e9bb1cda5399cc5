"""Tokens that no honest platform writes."""

import base64
import hashlib
import hmac
import json
from typing import Any

import jwt

from deploy.launch_check.platform import CheckPlatform

Claims = dict[str, Any]


def unsigned(platform: CheckPlatform, claims: Claims) -> str:
    """Return a token of algorithm "none"."""
    return f"{_part({'alg': 'none', 'typ': 'JWT', 'kid': platform.kid})}.{_part(claims)}."


def with_algorithm(
    platform: CheckPlatform, claims: Claims, algorithm: str, kid: str | None = ""
) -> str:
    """Return a token signed by the right key in another way; None leaves kid out."""
    named = platform.kid if kid == "" else kid
    headers = {} if named is None else {"kid": named}
    body = json.dumps(claims).encode()
    return jwt.api_jws.encode(body, platform.key(platform.kid), algorithm, headers=headers)


def hs256_with_public_key(platform: CheckPlatform, claims: Claims) -> str:
    """Return a token whose secret is the platform's public key."""
    head = {"alg": "HS256", "typ": "JWT", "kid": platform.kid}
    body = f"{_part(head)}.{_part(claims)}"
    mac = hmac.new(platform.public_pem(), body.encode(), hashlib.sha256).digest()
    return f"{body}.{_text(mac)}"


def changed_payload(token: str, change: Claims) -> str:
    """Return a token whose payload is not what was signed."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return f"{head}.{_part({**claims, **change})}.{signature}"


def _part(value: Claims) -> str:
    return _text(json.dumps(value).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
