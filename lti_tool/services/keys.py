"""Our own signing keys: made once, rotated with an overlap, published."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwcrypto.jwk import JWK
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFound
from lti_tool.models import KeyPair

KEY_BITS = 2048
OVERLAP = timedelta(days=7)
"""How long a retired key stays published: platforms cache key sets."""
AHEAD = timedelta(hours=1)
"""How long a new key is published before it signs, for the same reason."""


class Box(Protocol):
    """Encrypts at rest."""

    def close(self, clear: bytes) -> bytes:
        """Return the secret, encrypted."""

    def open(self, closed: bytes) -> bytes | None:
        """Return the secret, or None when the key does not fit."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The pair that signs now; the private half is read already."""

    kid: str
    private: rsa.RSAPrivateKey = field(repr=False, compare=False)
    public_pem: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Keeps our key pairs in the database.

    Reading a private key costs tens of milliseconds of checks: the one in use stays read
    until another one takes its place.
    """

    box: Box
    clock: Callable[[], datetime]
    _read: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict, repr=False, compare=False)

    def signing_key(self, session: Session) -> SigningKey:
        """Return the newest usable key, making the first one if needed.

        The session must be a writer's when there may be no key yet.
        """
        now = self.clock()
        query = (
            select(KeyPair)
            .where(or_(KeyPair.retired_at.is_(None), KeyPair.retired_at > now))
            .where(or_(KeyPair.signs_from.is_(None), KeyPair.signs_from <= now))
            .order_by(KeyPair.created_at.desc(), KeyPair.kid)
        )
        for pair in session.scalars(query):
            private = self._private(pair)
            if private is not None:
                return SigningKey(pair.kid, private, pair.public_pem)
        return self._make(session, now)

    def rotate(self, session: Session) -> SigningKey:
        """Publish a new key now that signs in an hour; return it.

        Until then the old key signs; after that it stays published for a week. A
        key that waits for its hour is kept: rotating twice makes one new key.
        """
        now = self.clock()
        fresh = self.waiting(session)
        if fresh is not None and (private := self._private(fresh)) is not None:
            return SigningKey(fresh.kid, private, fresh.public_pem)
        signs_from = now + AHEAD
        for pair in session.scalars(select(KeyPair).where(KeyPair.retired_at.is_(None))):
            pair.retired_at = signs_from
        return self._make(session, signs_from)

    def withdraw(self, session: Session, kid: str) -> SigningKey:
        """Destroy a key that others may know; return the one that signs now.

        It leaves the key set at once and can never sign again. If it was the one
        that signed, a waiting key signs at once, or a new one does: platforms
        that keep key sets refuse us until they read ours again.

        Raises:
            NotFound: we have no such key.
        """
        pair = session.get(KeyPair, kid)
        if pair is None:
            raise NotFound(f"there is no key {kid}")
        now, fresh = self.clock(), self.waiting(session)
        session.delete(pair)
        session.flush()
        self._read.clear()
        if fresh is pair:
            self._stay(session, now)
        elif fresh is not None and pair.retired_at is not None and pair.retired_at > now:
            fresh.signs_from = now
            session.flush()
        return self.signing_key(session)

    @staticmethod
    def _stay(session: Session, now: datetime) -> None:
        """Let the keys that a new one was to follow go on signing."""
        for pair in session.scalars(select(KeyPair).where(KeyPair.retired_at > now)):
            pair.retired_at = None
        session.flush()

    def waiting(self, session: Session) -> KeyPair | None:
        """Return the key that is published and does not sign yet, if there is one."""
        query = select(KeyPair).where(KeyPair.signs_from > self.clock())
        return session.scalar(query.order_by(KeyPair.created_at.desc()).limit(1))

    def published(self, session: Session) -> Sequence[KeyPair]:
        """Return the pairs whose public half is published, newest first."""
        still = or_(KeyPair.retired_at.is_(None), KeyPair.retired_at > self.clock() - OVERLAP)
        query = select(KeyPair).where(still).order_by(KeyPair.created_at.desc(), KeyPair.kid)
        return session.scalars(query).all()

    def public_set(self, session: Session) -> dict[str, list[dict[str, Any]]]:
        """Return the published key set (RFC 7517), newest first."""
        return {"keys": [_public_jwk(pair) for pair in self.published(session)]}

    def _make(self, session: Session, signs_from: datetime) -> SigningKey:
        key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
        private_pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        public_pem = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        kid = JWK.from_pem(public_pem).thumbprint()
        session.add(
            KeyPair(
                kid=kid,
                private_pem=self.box.close(private_pem),
                public_pem=public_pem.decode(),
                created_at=self.clock(),
                signs_from=signs_from,
            )
        )
        session.flush()
        return SigningKey(kid, key, public_pem.decode())

    def _private(self, pair: KeyPair) -> rsa.RSAPrivateKey | None:
        """Return a pair's private half; None when our secret does not open it."""
        if (kept := self._read.get(pair.kid)) is not None:
            return kept
        pem = self.box.open(pair.private_pem)
        if pem is None:
            return None
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            return None
        self._read.clear()
        self._read[pair.kid] = key
        return key


def _public_jwk(pair: KeyPair) -> dict[str, Any]:
    public: dict[str, Any] = JWK.from_pem(pair.public_pem.encode()).export_public(as_dict=True)
    return {**public, "kid": pair.kid, "alg": "RS256", "use": "sig"}
