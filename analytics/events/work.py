"""What events about a learner's work have in common."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from analytics.content.values import Slug
from analytics.events.base import Event
from analytics.events.known_plans import PLANS, SharedPlan

_PLAN = {"plan"}


class Work(Event):
    """An event about a learner's work on one item of an activity.

    Attributes:
        attempt_id: one learner's one answer to one item.
        placement: which question of a placement test it answers; None outside of one.
    """

    activity_id: UUID
    attempt_id: UUID
    item_id: Slug
    bank_id: Slug
    placement: Annotated[int, Field(ge=1)] | None = None


class PlannedWork(Work):
    """Work that steps follow, which ask what the activity may ask next.

    Attributes:
        plan: what it may ask; it travels along, so that no step looks it up.
    """

    plan: SharedPlan

    def to_json(self) -> bytes:
        """Return the event as it travels: UTF-8 JSON, the plan first."""
        own = self.model_dump_json(exclude=_PLAN).encode()
        return b'{"plan":%b,%b' % (PLANS.words_of(self.plan), own[1:])
