"""Plans: what one activity may ask, in the few words that a policy needs."""

from functools import cached_property
from graphlib import TopologicalSorter
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
    kind: Literal["short_answer", "numeric", "expression", "multiple_choice"]
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

    @cached_property
    def items_by_skill(self) -> dict[str, tuple[PlanItem, ...]]:
        """Return what exercises each skill, in the order of the plan."""
        found: dict[str, list[PlanItem]] = {skill.id: [] for skill in self.skills}
        for item in self.items:
            for skill_id in item.skills:
                found[skill_id].append(item)
        return {skill_id: tuple(items) for skill_id, items in found.items()}

    @cached_property
    def successors(self) -> dict[str, tuple[str, ...]]:
        """Return the skills that name each skill as a prerequisite."""
        found: dict[str, list[str]] = {skill.id: [] for skill in self.skills}
        for skill in self.skills:
            for before in skill.prerequisites:
                found[before].append(skill.id)
        return {skill_id: tuple(after) for skill_id, after in found.items()}

    @cached_property
    def descendants(self) -> dict[str, frozenset[str]]:
        """Return every skill that waits for each skill, near or far."""
        found: dict[str, frozenset[str]] = {}
        for skill_id in TopologicalSorter(self.successors).static_order():
            after = self.successors[skill_id]
            found[skill_id] = frozenset(after).union(*(found[s] for s in after))
        return found
