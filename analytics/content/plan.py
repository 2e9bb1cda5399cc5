"""Plans: what one activity may ask, in the few words that a policy needs."""

from typing import Annotated, Literal

from pydantic import Field

from analytics.content.items import Slug, Value, Weight


class PlanSkill(Value):
    """A skill inside a plan; prerequisites outside the plan are left out."""

    id: Slug
    prerequisites: tuple[Slug, ...] = ()


class PlanItem(Value):
    """An item inside a plan: whom it exercises and how hard it is."""

    id: Slug
    kind: Literal["short_answer", "numeric", "multiple_choice"]
    skills: dict[Slug, Weight]
    difficulty: float = 0.0


class Plan(Value):
    """Everything that the path policy may know of an activity.

    It travels inside the answer's event, so that a stream worker needs no
    other source to advise the next step.

    Attributes:
        skills: in teaching order; every prerequisite named is in the plan.
        items: what may be asked.
        threshold: mastery at which a skill counts as reached, 0.5 to 0.99.
        target_success: the chance of success that the next item aims at.
    """

    skills: tuple[PlanSkill, ...] = Field(min_length=1)
    items: tuple[PlanItem, ...] = Field(min_length=1)
    threshold: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    target_success: Annotated[float, Field(ge=0.5, le=0.95)] = 0.63
