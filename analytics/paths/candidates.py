"""Which items may be asked now: the constraints that no score overrules."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from analytics.content.plan import Plan, PlanItem
from analytics.mastery import Beliefs

COOL_DOWN = 8
"""Answers that lie between two tries of the same item."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The items that may be asked, found when they are asked for."""

    plan: Plan
    allowed: Callable[[PlanItem], bool]

    def of(self, skill_id: str) -> list[PlanItem]:
        """Return the items that may be asked for a skill."""
        return list(filter(self.allowed, self.plan.items_by_skill[skill_id]))

    def any_of(self, skill_id: str) -> bool:
        """Say whether there is one for a skill."""
        return any(map(self.allowed, self.plan.items_by_skill[skill_id]))


def answers_ago(beliefs: Beliefs, item_id: str) -> int | None:
    """Return how many answers ago an item was answered, 1 for the last."""
    note = beliefs.seen.get(item_id)
    return None if note is None else beliefs.answers - note.last + 1


def candidates(plan: Plan, beliefs: Beliefs, wanted: Collection[str]) -> Candidates:
    """Return what may be asked for some skills.

    An item rests for `COOL_DOWN` answers. One that was solved does not come
    again while another is unseen or unsolved. Only when nothing else is left
    are the rules loosened, so that there always is something to ask.
    """

    def rested(item: PlanItem) -> bool:
        ago = answers_ago(beliefs, item.id)
        return ago is None or ago > COOL_DOWN

    def fresh(item: PlanItem) -> bool:
        note = beliefs.seen.get(item.id)
        return note is None or (not note.solved and rested(item))

    def ago(item: PlanItem) -> int:
        return answers_ago(beliefs, item.id) or 0

    for rule in (fresh, rested):
        found = Candidates(plan, rule)
        if any(map(found.any_of, wanted)):
            return found
    of_all = (ago(item) for skill_id in wanted for item in plan.items_by_skill[skill_id])
    longest = max(of_all, default=0)
    return Candidates(plan, lambda item: ago(item) == longest)
