"""A teacher gives or changes the grade of one answer of the activity."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from analytics.content import ItemBank
from lti_tool.errors import NotFound
from lti_tool.models import Attempt, Launch
from lti_tool.services.marking.deciding import Mark, Seen, decide


@dataclass(frozen=True, slots=True)
class Verdict:
    """A teacher's grade.

    Attributes:
        score: 0 to 1.
        reason: in the teacher's words; the learner reads it.
        seen_version: the grade version that the teacher saw.
    """

    score: float
    reason: str
    seen_version: int


def find_attempt(session: Session, launch: Launch, attempt_id: UUID) -> Attempt:
    """Return an attempt of the launch's activity.

    Raises:
        NotFound: there is none.
    """
    attempt = session.scalars(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.activity_id == launch.activity_id)
        .with_for_update()
    ).one_or_none()
    if attempt is None:
        raise NotFound
    return attempt


def override_grade(
    session: Session,
    launch: Launch,
    banks: Mapping[str, ItemBank],
    attempt_id: UUID,
    verdict: Verdict,
    now: datetime,
) -> Attempt:
    """Put a teacher's grade on an answer, held ones too, and tell the streams.

    It is a decision like those of the desk: kept, counted and taken back there.

    Raises:
        NotFound: no such answer here, or its item is gone.
        Refused: the score or reason breaks a rule, or the grade moved since
            the teacher saw it.
    """
    attempt = find_attempt(session, launch, attempt_id)
    seen = [Seen(attempt.id, verdict.seen_version)]
    decide(session, launch, banks, seen, Mark(verdict.score, verdict.reason), now)
    return attempt
