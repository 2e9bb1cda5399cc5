"""Tries to sign in, counted by account and by where they come from.

After five failures an account is closed for a minute, then two, four, up to a
quarter of an hour, wherever the tries come from; after twenty a place is, whatever
accounts it tries, up to an hour. Where somebody has signed in to an account in the
last month, their own tries are counted alone: strangers who try that account from
elsewhere, however many, lock its owner out of nothing.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_
from sqlalchemy.orm import Session

from lti_tool.models import SignInFailures
from lti_tool.services.logins import digest

FIRST_WAIT = timedelta(minutes=1)
FORGET = timedelta(days=1)
"""Failures this old count no more."""
KNOWN_FOR = timedelta(days=30)
"""So long a place is known where an account signed in."""
_IPV6_SITE = 64


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free, and how long the longest wait is."""

    free: int
    longest: timedelta


OF_ACCOUNT = Limit(free=5, longest=timedelta(minutes=15))
OF_PLACE = Limit(free=20, longest=timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Try:
    """One try: an e-mail address, known or not, and where it came from."""

    email: str
    place: str

    @property
    def of_account(self) -> str:
        """Return what tries on this account are counted under."""
        return digest(f"account {self.email}")

    @property
    def of_place(self) -> str:
        """Return what tries from this place are counted under."""
        return digest(f"place {_site(self.place)}")

    @property
    def of_both(self) -> str:
        """Return what the account's tries from its own place are counted under."""
        return digest(f"account {self.email} place {_site(self.place)}")


def count(session: Session, one: Try, now: datetime) -> bool:
    """Count a try before its password is looked at; return whether it may be.

    A try while the account or the place is closed is not looked at and not
    counted: it does not make the wait longer.
    """
    _forget(session, now)
    own = session.get(SignInFailures, one.of_both)
    limits = (
        {one.of_account: OF_ACCOUNT, one.of_place: OF_PLACE}
        if own is None
        else {one.of_both: OF_ACCOUNT}
    )
    rows = {key: session.get(SignInFailures, key) for key in limits}
    if any(row and row.closed_until and row.closed_until > now for row in rows.values()):
        return False
    for key, limit in limits.items():
        row = rows[key] or _begin(session, key)
        row.count, row.at = row.count + 1, now
        row.closed_until = now + wait_after(row.count, limit)
    return True


def succeed(session: Session, one: Try, now: datetime) -> None:
    """Forget an account's failures, and know the place from now on."""
    session.execute(delete(SignInFailures).where(SignInFailures.address == one.of_account))
    place = session.get(SignInFailures, one.of_place)
    if place is not None and session.get(SignInFailures, one.of_both) is None:
        place.count = max(place.count - 1, 0)
        place.closed_until = None
    own = session.get(SignInFailures, one.of_both) or _begin(session, one.of_both)
    own.count, own.at, own.closed_until = 0, now, None


def forget_account(session: Session, email: str) -> None:
    """Forget the failures of an account whose owner has proved themselves anew."""
    of_account = Try(email, "").of_account
    session.execute(delete(SignInFailures).where(SignInFailures.address == of_account))


def wait_after(failures: int, limit: Limit) -> timedelta:
    """Return how long is to be waited after so many failures in a row."""
    if failures < limit.free:
        return timedelta(0)
    doubled = 1 << min(failures - limit.free, 10)
    return min(limit.longest, FIRST_WAIT * doubled)


def _begin(session: Session, key: str) -> SignInFailures:
    row = SignInFailures(address=key, count=0)
    session.add(row)
    return row


def _forget(session: Session, now: datetime) -> None:
    """Forget old failures; a place without one is known for longer."""
    failed = and_(SignInFailures.count > 0, SignInFailures.at < now - FORGET)
    known = SignInFailures.at < now - KNOWN_FOR
    session.execute(delete(SignInFailures).where(or_(failed, known)))


def _site(place: str) -> str:
    """Return an address; of the newer kind only the half that names a site."""
    try:
        address = ipaddress.ip_address(place)
    except ValueError:
        return place[:64]
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_SITE), strict=False))
