"""The platform's one RSA key: made once, kept in a file, published as a JWKS."""

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

KEY_BITS = 2048


def _base64url(number: int) -> str:
    raw = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Sign the platform's messages and show the public half."""

    private: rsa.RSAPrivateKey
    kid: str

    @classmethod
    def of(cls, private: rsa.RSAPrivateKey) -> "SigningKey":
        """Name a key by the digest of its public half."""
        der = private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(private, hashlib.sha256(der).hexdigest()[:16])

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the claims as an RS256 JWT with our `kid`."""
        return jwt.encode(dict(claims), self.private, algorithm="RS256", headers={"kid": self.kid})

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the public key set (RFC 7517)."""
        numbers = self.private.public_key().public_numbers()
        key = {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.kid,
            "n": _base64url(numbers.n),
            "e": _base64url(numbers.e),
        }
        return {"keys": [key]}


def load_or_make_key(path: Path) -> SigningKey:
    """Read the key at `path`, making it first when there is none.

    Two processes that start together agree: the file is linked into place
    whole, and the loser reads the winner's.
    """
    if not path.exists():
        _write_new_key(path)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key")
    return SigningKey.of(key)


def _write_new_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_bytes(pem)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
