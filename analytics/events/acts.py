"""What learners do beside answering: events that no step follows."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from analytics.content.values import Slug
from analytics.events.base import Event
from analytics.paths.step import Step


class StepChosen(Event):
    """A learner picked one of the steps that were put before them.

    Its parent is the advice that offered them.

    Attributes:
        item_id: what was picked.
        offered: what there was to pick from, in the order shown.
        policy: who advised.
        propensity: chance with which the policy put the first one first; the pick
            is the learner's own.
    """

    kind: Literal["step.chosen"] = "step.chosen"
    activity_id: UUID
    bank_id: Slug
    item_id: Slug
    offered: tuple[Step, ...] = Field(min_length=2, max_length=3)
    policy: str
    propensity: float = Field(gt=0, le=1)


class EstimateContested(Event):
    """A learner does not believe the estimate of a skill.

    Attributes:
        wish: "question" to be asked one, "look" for the teacher to look at it.
        mastery: what the learner saw; None before the first answer.
        reason: in the learner's words; empty where a question is asked for.
    """

    kind: Literal["estimate.contested"] = "estimate.contested"
    activity_id: UUID
    bank_id: Slug
    skill_id: Slug
    wish: Literal["question", "look"]
    mastery: float | None = Field(default=None, ge=0, le=1)
    reason: str = Field(default="", max_length=1_000)
