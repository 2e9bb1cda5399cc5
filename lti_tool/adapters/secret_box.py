"""Encrypts what must not lie in the database in clear: Fernet, one key."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SecretBox:
    """Closes and opens secrets with a key derived from the settings' one."""

    def __init__(self, secret_key: str) -> None:
        """Derive the key; another purpose gets another one from the same secret."""
        derived = HKDF(SHA256(), length=32, salt=None, info=b"signpost at rest").derive(
            secret_key.encode()
        )
        self._fernet = Fernet(base64.urlsafe_b64encode(derived))

    def close(self, clear: bytes) -> bytes:
        """Return the secret, encrypted and signed."""
        return self._fernet.encrypt(clear)

    def open(self, closed: bytes) -> bytes | None:
        """Return the secret, or None when it was closed with another key."""
        try:
            return self._fernet.decrypt(closed)
        except InvalidToken:
            return None
