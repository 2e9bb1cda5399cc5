"""Local accounts: made by a one-time link, opened by a password.

A password is kept as Argon2id with OWASP's least cost (19 MiB, two passes).
Failures close an account and a place for a while (`tries`). An address that nobody
has is treated the same, in words and in time.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.adapters.database import Database
from lti_tool.admin_errors import AdminRefused, SignInFailed
from lti_tool.models import AdminAccount, AdminSession
from lti_tool.services.admin import tries
from lti_tool.services.logins import digest

SHORTEST = 12
LONGEST = 256
LINK_LIVES = timedelta(hours=24)
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$c2lnbnBvc3Qtbm9ib2R5$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)
"""A hash that no password has, of the same cost: checked when there is no account."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """Keeps local accounts and checks their passwords."""

    database: Database
    clock: Callable[[], datetime]
    _turns: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(2)
    )

    def add(self, email: str) -> str:
        """Return a one-time code that sets the password of an account.

        The account is made if there is none; an old password goes on working
        until the code is used.

        Raises:
            AdminRefused: that is no e-mail address.
        """
        address = address_of(email)
        code = secrets.token_urlsafe(32)
        with self.database.write() as session:
            account = _account(session, address)
            if account is None:
                account = AdminAccount(email=address, created_at=self.clock())
                session.add(account)
            account.link_hash = digest(code)
            account.link_expires_at = self.clock() + LINK_LIVES
        return code

    def set_password(self, code: str, password: str) -> UUID:
        """Set a password by a one-time code, once; sign out everybody else.

        Raises:
            SignInFailed: the code is unknown, used or too old.
            AdminRefused: the password is too short or too long.
        """
        self.owner_of(code)
        if not SHORTEST <= len(password) <= LONGEST:
            raise AdminRefused("password_length")
        hashed = self._hash(password)
        with self.database.write() as session:
            account = self._by_code(session, code)
            account.password_hash = hashed
            account.link_hash = account.link_expires_at = None
            session.execute(delete(AdminSession).where(AdminSession.account_id == account.id))
            tries.forget_account(session, account.email)
            return account.id

    def owner_of(self, code: str) -> str:
        """Return whose password a code would set. Raises as `set_password` does."""
        with self.database.read() as session:
            return self._by_code(session, code).email

    def check(self, email: str, password: str, place: str) -> UUID:
        """Return the account that an e-mail and a password open.

        `place` is the address that the try came from. The try is counted before
        the password is looked at, so that many at the same moment are not more
        than five either.

        Raises:
            SignInFailed: they open none, or the account or the place is closed
                for now.
        """
        one = tries.Try(email.strip().lower()[:255], place)
        with self.database.write() as session:
            counted = tries.count(session, one, self.clock())
        if not counted:
            raise SignInFailed("wrong_password", "closed for now")
        with self.database.read() as session:
            account = _account(session, one.email)
        usable = account.password_hash if account and account.enabled else None
        fits = self._fits(usable or _NOBODY, password[:LONGEST])
        if account is None or usable is None or not fits:
            raise SignInFailed("wrong_password")
        with self.database.write() as session:
            tries.succeed(session, one, self.clock())
            session.get_one(AdminAccount, account.id).signed_in_at = self.clock()
        return account.id

    def _by_code(self, session: Session, code: str) -> AdminAccount:
        query = select(AdminAccount).where(
            AdminAccount.link_hash == digest(code),
            AdminAccount.link_expires_at > self.clock(),
            AdminAccount.enabled,
        )
        account = session.scalar(query)
        if account is None:
            raise SignInFailed("link_used")
        return account

    def _hash(self, password: str) -> str:
        with self._turns:
            return _HASHER.hash(password)

    def _fits(self, hashed: str, password: str) -> bool:
        """Check a password, two at a time at most: each costs 19 MiB."""
        with self._turns:
            try:
                return _HASHER.verify(hashed, password)
            except (VerifyMismatchError, InvalidHashError):
                return False


def address_of(email: str) -> str:
    """Return an e-mail address in the one form that is kept.

    Raises:
        AdminRefused: it is none.
    """
    address = email.strip().lower()
    name, at, host = address.partition("@")
    plain = address.isprintable() and " " not in address and len(address) <= 255
    if not (name and at and host and plain):
        raise AdminRefused("bad_email")
    return address


def _account(session: Session, address: str) -> AdminAccount | None:
    return session.scalar(select(AdminAccount).where(AdminAccount.email == address))
