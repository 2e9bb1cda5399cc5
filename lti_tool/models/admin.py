"""Who runs Signpost itself: accounts, their sessions, what they did and allowed."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class AdminAccount(Base):
    """A person who runs Signpost.

    `password_hash` is Argon2's text, none for who signs in elsewhere.
    `link_hash` is the SHA-256 of the one-time link that sets a password.
    """

    __tablename__ = "admin_accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(255))
    link_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    link_expires_at: Mapped[datetime | None]
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    signed_in_at: Mapped[datetime | None]


class SignInFailures(Base):
    """How often signing in failed for an account, known or not, or from a place.

    `address` is a digest, so that a row tells nobody who has an account. A row of
    an account and a place together without a failure: it signed in there.
    """

    __tablename__ = "admin_sign_in_failures"

    address: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    closed_until: Mapped[datetime | None]
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class AdminSession(Base):
    """Somebody signed in to the admin pages.

    Without an account it was opened by an LTI launch of an administrator, and
    reaches one registration; where its platform serves several schools, as
    hosted Canvas does, one deployment of it.
    """

    __tablename__ = "admin_sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("admin_accounts.id"))
    registration_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE")
    )
    tenant_id: Mapped[UUID | None] = mapped_column(ForeignKey("deployments.id", ondelete="CASCADE"))
    who: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SsoLogin(Base):
    """One started single sign-on: its state, nonce and verifier work once."""

    __tablename__ = "admin_sso_logins"

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    browser_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class Invitation(Base):
    """Leave to register a platform; the code itself is kept only as a digest."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(String(255), default="")
    made_by: Mapped[str] = mapped_column(String(255))
    uses_left: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_for: Mapped[str] = mapped_column(String(512), default="")


class RegistrationChange(Base):
    """What registering again would change; waits for a yes."""

    __tablename__ = "registration_changes"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE")
    )
    values: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RoleOverride(Base):
    """What one role name of one registration means: never more than teacher."""

    __tablename__ = "role_overrides"
    __table_args__ = (UniqueConstraint("registration_id", "role_uri"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    registration_id: Mapped[UUID] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    role_uri: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))


class Preflight(Base):
    """The last check of a deployment: each step's verdict."""

    __tablename__ = "preflights"

    tenant_id: Mapped[UUID] = mapped_column(
        ForeignKey("deployments.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]
    findings: Mapped[dict[str, Any]]


class AdminAction(Base):
    """Something that an administrator did. Outlives what it was done to.

    `subject` names it in words; `details` of an erasure are its receipt.
    """

    __tablename__ = "admin_actions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    who: Mapped[str] = mapped_column(String(255))
    registration_id: Mapped[UUID | None] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(Text, default="")
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
