"""Platforms: who may launch us, with what keys and tokens."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.models.base import Base, utc_now


class KeyPair(Base):
    """A signing key of ours. The private part is encrypted at rest.

    Published from `created_at`, it signs from `signs_from` (from the first moment
    if none) until `retired_at`.
    """

    __tablename__ = "key_pairs"

    kid: Mapped[str] = mapped_column(String(64), primary_key=True)
    private_pem: Mapped[bytes] = mapped_column(LargeBinary)
    public_pem: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    signs_from: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class Registration(Base):
    """A platform's client: one issuer may have several."""

    __tablename__ = "registrations"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(255), default="")
    product: Mapped[str] = mapped_column(String(64), default="")
    auth_login_url: Mapped[str] = mapped_column(Text)
    auth_token_url: Mapped[str] = mapped_column(Text)
    auth_audience: Mapped[str | None] = mapped_column(Text)
    key_set_url: Mapped[str] = mapped_column(Text)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    deployments: Mapped[list["Deployment"]] = relationship(back_populates="registration")


class Deployment(Base):
    """A tenant: issuer, client and deployment together.

    `id` as text is the `tenant` of every event and row. Learners who stay away for
    `forget_after_days` are erased; None: never.
    """

    __tablename__ = "deployments"
    __table_args__ = (UniqueConstraint("registration_id", "deployment_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    deployment_id: Mapped[str] = mapped_column(String(255))
    approved: Mapped[bool] = mapped_column(default=False)
    forget_after_days: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    registration: Mapped[Registration] = relationship(back_populates="deployments")


class Login(Base):
    """One started OIDC login: its state and nonce work once.

    `params` begin it once more, in a window of its own; `cookie_mode` names
    what carries it: "cookie", "storage_access" or "window".
    """

    __tablename__ = "logins"

    state: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    registration_id: Mapped[UUID] = mapped_column(ForeignKey("registrations.id"))
    target_link_uri: Mapped[str] = mapped_column(Text)
    browser_hash: Mapped[str] = mapped_column(String(64))
    storage_target: Mapped[str | None] = mapped_column(String(255))
    params: Mapped[dict[str, Any] | None]
    cookie_mode: Mapped[str] = mapped_column(String(16), default="cookie", server_default="cookie")
    created_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    used_at: Mapped[datetime | None]


class AccessToken(Base):
    """A platform's access token, kept until it expires.

    `cache_key` is a digest of issuer, client, token URL and scopes; `token` is
    encrypted at rest.
    """

    __tablename__ = "access_tokens"

    cache_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    token: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
