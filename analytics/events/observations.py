"""What answers say of items: told beside the learner's mastery, by the same step."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from analytics.content.values import Slug
from analytics.events.base import Event
from analytics.events.topics import item_key


class ItemObserved(Event):
    """A grade said how hard its item is, given what was believed of the learner.

    What an answer says is a reading of the difficulty with a precision, in logits, so
    all that is known of an item is a weighted mean: in whatever order, and however
    often, its readings come. Of one attempt the newest grade version counts alone.

    Its key is the item, not the learner: one partition has all that is said of an item.

    Attributes:
        attempt_id: the answer.
        revision: of the item that was asked.
        grade_version: of the grade that says it.
        difficulty: of the item as the plan had it, where the reading was taken.
        value: the reading; see `analytics.mastery.difficulty`.
        weight: its precision; 0 where a teacher took the grade back, so that nothing
            of the answer counts any more.
        repetition: how many answers the learner had given to the item before.
    """

    kind: Literal["item.observed"] = "item.observed"
    activity_id: UUID
    attempt_id: UUID
    item_id: Slug
    bank_id: Slug
    revision: Annotated[int, Field(ge=1)]
    grade_version: Annotated[int, Field(ge=1)]
    difficulty: float
    value: Annotated[float, Field(allow_inf_nan=False)]
    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    repetition: Annotated[int, Field(ge=0)] = 0

    @property
    def key(self) -> bytes:
        """Return the key of the message: the item's."""
        return item_key(self.tenant, self.bank_id, self.item_id)
