"""Accept an event: write it in the transaction that makes it true."""

from uuid import UUID

from sqlalchemy.orm import Session

from analytics.events import AnyEvent
from lti_tool.models import OutboxEvent


def accept(session: Session, event: AnyEvent) -> None:
    """Add an event to the outbox; it is accepted when `session` commits."""
    session.add(
        OutboxEvent(
            event_id=event.event_id,
            tenant_id=UUID(event.tenant),
            kind=event.kind,
            key=event.learner_id,
            payload=event.to_json(),
        )
    )
