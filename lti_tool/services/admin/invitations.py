"""Codes that let a platform register: single use, expiring, kept as digests."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from lti_tool.models import Invitation
from lti_tool.services.logins import digest

LIVES = timedelta(days=7)


def invite(session: Session, now: datetime, made_by: str, note: str = "") -> str:
    """Return a new code for one registration."""
    code = secrets.token_urlsafe(18)
    admit(session, now, code, made_by=made_by, note=note)
    return code


def admit(
    session: Session, now: datetime, code: str, *, made_by: str, note: str = "", uses: int = 1
) -> None:
    """Let a code of the caller's register platforms, from now on."""
    kept = session.scalar(select(Invitation).where(Invitation.code_hash == digest(code)))
    if kept is None:
        kept = Invitation(code_hash=digest(code), made_by=made_by, note=note[:255], created_at=now)
        session.add(kept)
    kept.uses_left, kept.expires_at = uses, now + LIVES


def is_good(session: Session, now: datetime, code: str) -> bool:
    """Tell whether a code would let somebody register."""
    query = select(Invitation.id).where(
        Invitation.code_hash == digest(code),
        Invitation.uses_left > 0,
        Invitation.expires_at > now,
    )
    return session.scalar(query) is not None


def spend(session: Session, now: datetime, code: str) -> bool:
    """Use a code up; False when it is unknown, used or too old."""
    spent = session.execute(
        update(Invitation)
        .where(
            Invitation.code_hash == digest(code),
            Invitation.uses_left > 0,
            Invitation.expires_at > now,
        )
        .values(uses_left=Invitation.uses_left - 1, used_at=now)
    )
    return isinstance(spent, CursorResult) and spent.rowcount == 1


def give_back(session: Session, code: str) -> None:
    """Undo `spend`: the registration came to nothing."""
    session.execute(
        update(Invitation)
        .where(Invitation.code_hash == digest(code))
        .values(uses_left=Invitation.uses_left + 1, used_at=None)
    )


def say_used_for(session: Session, code: str, platform: str) -> None:
    """Keep which platform came by a code."""
    session.execute(
        update(Invitation)
        .where(Invitation.code_hash == digest(code))
        .values(used_for=platform[:512])
    )


def all_invitations(session: Session, limit: int = 100) -> Sequence[Invitation]:
    """Return the invitations, newest first."""
    query = select(Invitation).order_by(Invitation.created_at.desc(), Invitation.id)
    return session.scalars(query.limit(limit)).all()
