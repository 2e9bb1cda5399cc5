"""From when until when a launch's learner may answer.

The LMS's own dates, where it says any: they follow every change made there and
every copied course. Else those that the teacher gave when placing the activity; on
Canvas never, which closes what is over by itself and says so in its own dates.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from lti_tool.errors import Refused
from lti_tool.models import Launch, Placement
from lti_tool.services.claims import LaunchClaims
from lti_tool.services.ports import Availability, Window


def window_of(session: Session, claims: LaunchClaims, activity_id: UUID | None) -> Window:
    """Return when answers of a launch are taken; open ends where nothing is said."""
    if claims.dates or claims.product == "canvas":
        return claims.dates
    placed = session.get(Placement, activity_id) if activity_id else None
    return Window(placed.opens_at, placed.closes_at) if placed else Window()


def narrowest(availability: Availability) -> Window:
    """Return when something is both to be seen and to be handed in."""
    both = (availability.available, availability.submission)
    return Window(
        start=max((one.start for one in both if one.start), default=None),
        end=min((one.end for one in both if one.end), default=None),
    )


def check_open(launch: Launch, now: datetime) -> None:
    """Let a learner answer only while the activity is open; all others may try it.

    Raises:
        Refused: it is not open yet, or over.
    """
    if launch.role != "learner" or launch.is_test_user:
        return
    if launch.opens_at is not None and now < launch.opens_at:
        raise Refused("not_open_yet", at=launch.opens_at)
    if launch.closes_at is not None and now >= launch.closes_at:
        raise Refused("closed", at=launch.closes_at)
