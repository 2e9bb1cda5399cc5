"""Plans: what one activity may ask, in the few words that a policy needs."""

from collections.abc import Callable, Iterable, Set
from functools import cached_property
from graphlib import TopologicalSorter
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from analytics.content.items import ItemKind
from analytics.content.values import LookedUp, Slug, Value, Weight


class PlanSkill(Value):
    """A skill inside a plan; prerequisites outside the plan are left out."""

    id: Slug
    prerequisites: tuple[Slug, ...] = ()


class PlanItem(Value):
    """An item inside a plan: whom it exercises and how hard it is.

    Attributes:
        difficulty: in logits: the author's, or what enough answers say of it.
        revision: of the item; what answers say of one says nothing of the next.
    """

    id: Slug
    kind: ItemKind
    skills: dict[Slug, Weight]
    difficulty: float = 0.0
    revision: Annotated[int, Field(ge=1)] = 1


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


class PathOrders(Value):
    """What a teacher decided of a path; no score of a policy overrules it.

    Attributes:
        locked: skills that wait, and with them what builds on them.
        skipped: skills that are left out; they count for nothing.
        mastered: skills that count as reached, whatever the model says.
        pinned: the skill that comes next, until it is reached.
    """

    locked: tuple[Slug, ...] = ()
    skipped: tuple[Slug, ...] = ()
    mastered: tuple[Slug, ...] = ()
    pinned: Slug | None = None


class Plan(LookedUp):
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
        orders: what the teacher decided for the class or for one learner.
    """

    skills: tuple[PlanSkill, ...] = Field(min_length=1)
    items: tuple[PlanItem, ...] = Field(min_length=1)
    threshold: Annotated[float, Field(ge=0.5, le=0.99)] = 0.8
    target_success: Annotated[float, Field(ge=0.5, le=0.95)] = 0.63
    policy: Slug | None = None
    experiment: Experiment | None = None
    orders: PathOrders = PathOrders()

    @cached_property
    def items_by_skill(self) -> dict[str, tuple[PlanItem, ...]]:
        """Return what exercises each skill, in the order of the plan."""
        found: dict[str, list[PlanItem]] = {skill.id: [] for skill in self.skills}
        for item in self.items:
            for skill_id in item.skills:
                if skill_id in found:
                    found[skill_id].append(item)
        return {skill_id: tuple(items) for skill_id, items in found.items()}

    @cached_property
    def prerequisites(self) -> dict[str, tuple[str, ...]]:
        """Return what each skill builds on at once, skills in teaching order."""
        return {skill.id: skill.prerequisites for skill in self.skills}

    @cached_property
    def successors(self) -> dict[str, tuple[str, ...]]:
        """Return the skills that name each skill as a prerequisite."""
        found: dict[str, list[str]] = {skill.id: [] for skill in self.skills}
        for skill in self.skills:
            for before in skill.prerequisites:
                found[before].append(skill.id)
        return {skill_id: tuple(after) for skill_id, after in found.items()}

    @cached_property
    def descendants(self) -> dict[str, tuple[str, ...]]:
        """Return every skill that waits for each skill, near or far, in teaching order.

        The order makes a sum over them the same in every process.
        """
        found: dict[str, frozenset[str]] = {}
        for skill_id in TopologicalSorter(self.successors).static_order():
            after = self.successors[skill_id]
            found[skill_id] = frozenset(after).union(*(found[s] for s in after))
        place = {skill.id: number for number, skill in enumerate(self.skills)}
        return {s: tuple(sorted(after, key=place.__getitem__)) for s, after in found.items()}

    @cached_property
    def waiting(self) -> frozenset[str]:
        """Return the skills that are locked, or behind one that is."""
        locked = [skill_id for skill_id in self.orders.locked if skill_id in self.descendants]
        behind = frozenset(locked).union(*(self.descendants[one] for one in locked))
        return behind.difference(self.orders.skipped, self.orders.mastered)

    @cached_property
    def askable(self) -> "Plan":
        """Return what the teacher's orders leave; it may be without skills and items.

        No item of it exercises a skill that waits or is skipped. A prerequisite that is
        not in it holds nothing up.
        """
        if self.orders == PathOrders():
            return self
        shut = self.waiting.union(self.orders.skipped)
        items = [item for item in self.items if not shut & item.skills.keys()]
        return self._over(
            {skill.id for skill in self.skills} - shut - set(self.orders.mastered), items
        )

    @cached_property
    def practice(self) -> "Plan":
        """Return what to ask, also of who has nothing to learn any more; never empty.

        That is what counts as mastered too; what waits or is skipped only where there
        is nothing else at all.
        """
        for tried in (self.askable, self.allowed):
            if tried.skills:
                return tried
        return self.ordered(PathOrders())

    @cached_property
    def allowed(self) -> "Plan":
        """Return what neither waits nor is skipped, with what counts as mastered; or none."""
        return self.ordered(self.orders.model_copy(update={"mastered": ()})).askable

    def left(self, best: Callable[[str], float]) -> "Plan":
        """Return what may be asked; only the pinned skill while it is not reached.

        `best` tells the best mastery of a skill ever.
        """
        pinned = self.orders.pinned
        if pinned in self.askable.items_by_skill and best(pinned) < self.threshold:
            return self.askable.only(pinned)
        return self.askable

    def only(self, skill_id: str) -> "Plan":
        """Return the plan with nothing but one skill in it."""
        return self._over({skill_id}, self.items)

    def asking(self, item_id: str, revision: int) -> "Plan":
        """Return the plan with an item in the revision that an answer was given to."""
        if all(item.id != item_id or item.revision == revision for item in self.items):
            return self
        kept = (
            item.model_copy(update={"revision": revision}) if item.id == item_id else item
            for item in self.items
        )
        return self.model_copy(update={"items": tuple(kept)})

    def ordered(self, orders: PathOrders) -> "Plan":
        """Return the plan under other orders."""
        return self.model_copy(update={"orders": orders})

    def _over(self, kept: Set[str], items: Iterable[PlanItem]) -> "Plan":
        left = tuple(item for item in items if kept & item.skills.keys())
        asked = {skill_id for item in left for skill_id in item.skills} & kept
        skills = tuple(
            PlanSkill(id=one.id, prerequisites=tuple(p for p in one.prerequisites if p in asked))
            for one in self.skills
            if one.id in asked
        )
        return self.model_copy(update={"skills": skills, "items": left})
