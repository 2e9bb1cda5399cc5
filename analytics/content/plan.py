"""Plans: what one activity may ask, in the few words that a policy needs."""

from functools import cached_property
from graphlib import TopologicalSorter
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from analytics.content.items import Slug, Value, Weight


class PlanSkill(Value):
    """A skill inside a plan; prerequisites outside the plan are left out."""

    id: Slug
    prerequisites: tuple[Slug, ...] = ()


class PlanItem(Value):
    """An item inside a plan: whom it exercises and how hard it is."""

    id: Slug
    kind: Literal["short_answer", "numeric", "expression", "multiple_choice", "multiple_select"]
    skills: dict[Slug, Weight]
    difficulty: float = 0.0


class Experiment(Value):
    """Two path policies that an activity compares, until a moment.

    Attributes:
        policies: of the first arm and of the second, as `Plan.policy` names one.
        share: of the learners that chance puts into the second arm.
        until: answers from then on are taught by the activity's own policy.
    """

    id: UUID
    policies: tuple[Slug, Slug]
    share: Annotated[float, Field(ge=0.1, le=0.9)]
    until: AwareDatetime


class Plan(Value):
    """Everything that the path policy may know of an activity.

    It travels inside the answer's event, so that a stream worker needs no
    other source to advise the next step.

    Attributes:
        skills: in teaching order; every prerequisite named is in the plan.
        items: what may be asked.
        threshold: mastery at which a skill counts as reached, 0.5 to 0.99.
        target_success: the chance of success that the next item aims at.
        policy: what chooses the next step, a policy's name without its version; None
            for the default.
        experiment: what is compared now; it goes before `policy` while it runs.
    """

    skills: tuple[PlanSkill, ...] = Field(min_length=1)
    items: tuple[PlanItem, ...] = Field(min_length=1)
    threshold: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    target_success: Annotated[float, Field(ge=0.5, le=0.95)] = 0.63
    policy: Slug | None = None
    experiment: Experiment | None = None

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
