"""What became of each login and launch, without anything personal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class LaunchRecord(Base):
    """One attempt to come in, as an administrator may see it.

    `claim_names` are names only, never values. `verdict` is "started",
    "accepted" or the code of a refusal; `reference` is what the refusal's page
    showed. `login` is the SHA-256 of the login's state: the launch that ends a
    login takes over its row.
    """

    __tablename__ = "launch_log"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    registration_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("registrations.id", ondelete="CASCADE"), index=True
    )
    login: Mapped[str | None] = mapped_column(String(64), index=True)
    stage: Mapped[str] = mapped_column(String(8))
    issuer: Mapped[str] = mapped_column(String(255), default="")
    client_id: Mapped[str] = mapped_column(String(255), default="")
    deployment_id: Mapped[str] = mapped_column(String(255), default="")
    message_type: Mapped[str] = mapped_column(String(64), default="")
    claim_names: Mapped[list[str]] = mapped_column(default=list)
    role: Mapped[str] = mapped_column(String(16), default="")
    cookie_mode: Mapped[str] = mapped_column(String(16), default="")
    verdict: Mapped[str] = mapped_column(String(32))
    reference: Mapped[str] = mapped_column(String(16), default="")
