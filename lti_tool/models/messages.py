"""What leaves and what came in: outbox, inbox, news for pages, passbacks."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.models.base import Base, utc_now


class OutboxEvent(Base):
    """An accepted event: written with the state that it tells of.

    `published_at`: last handed to the broker. `confirmed_at`: seen in the
    warehouse with all that must follow from it; only then it is done.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_waiting", "published_at", "seq"),
        Index("ix_outbox_unconfirmed", "confirmed_at", "seq"),
        {"sqlite_autoincrement": True},
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    kind: Mapped[str] = mapped_column(String(32))
    key: Mapped[UUID]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    published_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    sends: Mapped[int] = mapped_column(default=0)


class AppliedEvent(Base):
    """An event from the streams that the SQL state already shows."""

    __tablename__ = "applied_events"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    applied_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)


class Change(Base):
    """News for open pages: something of this learner's activity moved."""

    __tablename__ = "changes"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    activity_id: Mapped[UUID] = mapped_column(index=True)
    learner_id: Mapped[UUID]
    attempt_id: Mapped[UUID | None]
    kind: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Passback(Base):
    """One learner's score for one gradebook column: pending and last sent.

    `status`: "pending", "sent", "conflict" (the LMS has a grade that is not
    ours), "kept" (the teacher keeps that one), "not_gradable" or "refused".
    Scores are 0 to 1. A newer release replaces a pending one. The `sending_…`
    columns are written before a POST leaves and emptied by its outcome: what is
    found there was perhaps received, and is sent again with the same timestamp.
    `perhaps_sent` are all scores since `sent_score` that may have arrived.
    `lms_score` is what the LMS had at `lms_seen_at` (None: no grade);
    `lms_agreed` the grade there that the teacher lets ours replace.
    """

    __tablename__ = "passbacks"
    __table_args__ = (
        UniqueConstraint("resource_link_id", "learner_id"),
        Index("ix_passbacks_due", "status", "next_try_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("deployments.id"))
    resource_link_id: Mapped[UUID] = mapped_column(ForeignKey("resource_links.id"))
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    activity_id: Mapped[UUID] = mapped_column(ForeignKey("activities.id"))
    score: Mapped[float]
    state_seq: Mapped[int]
    release_event_id: Mapped[UUID]
    submitted_at: Mapped[datetime]
    comment: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(String(16), default="pending")
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=utc_now)
    sent_score: Mapped[float | None]
    sent_timestamp: Mapped[datetime | None]
    sending_score: Mapped[float | None]
    sending_timestamp: Mapped[datetime | None]
    sending_submitted_at: Mapped[datetime | None]
    sending_event_id: Mapped[UUID | None]
    sending_tries: Mapped[int] = mapped_column(default=0)
    perhaps_sent: Mapped[list[float]] = mapped_column(JSON, default=list, server_default="[]")
    lms_score: Mapped[float | None]
    lms_seen_at: Mapped[datetime | None]
    lms_agreed: Mapped[float | None]
    ask_after: Mapped[datetime | None]
    detail: Mapped[str] = mapped_column(Text, default="")
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
