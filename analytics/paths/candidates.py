"""Which items may be asked now: the constraints that no score overrules."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from analytics.content.plan import Plan, PlanItem
from analytics.mastery import Beliefs

COOL_DOWN = 8
"""Answers that lie between two tries of the same item."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The items that may be asked, by skill; no skill has an empty list."""

    by_skill: dict[str, tuple[PlanItem, ...]]

    def of(self, skill_id: str) -> Sequence[PlanItem]:
        """Return the items that may be asked for a skill."""
        return self.by_skill.get(skill_id, ())


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

    def fresh(item: PlanItem) -> bool:
        note = beliefs.seen.get(item.id)
        return note is None or (not note.solved and rested(item))

    def rested(item: PlanItem) -> bool:
        ago = answers_ago(beliefs, item.id)
        return ago is None or ago > COOL_DOWN

    unseen_left = any(
        item.id not in beliefs.seen for skill_id in wanted for item in plan.items_by_skill[skill_id]
    )
    rules: list[Callable[[PlanItem], bool]] = [fresh]
    if not unseen_left:
        rules.append(rested)
    for rule in rules:
        if found := _matching(plan, wanted, rule):
            return Candidates(found)
    return Candidates(_longest_ago(plan, beliefs, wanted))


def _matching(
    plan: Plan, wanted: Collection[str], rule: Callable[[PlanItem], bool]
) -> dict[str, tuple[PlanItem, ...]]:
    found = {s: tuple(filter(rule, plan.items_by_skill[s])) for s in wanted}
    return {skill_id: items for skill_id, items in found.items() if items}


def _longest_ago(
    plan: Plan, beliefs: Beliefs, wanted: Collection[str]
) -> dict[str, tuple[PlanItem, ...]]:
    def ago(item: PlanItem) -> int:
        return answers_ago(beliefs, item.id) or 0

    longest = max(ago(i) for s in wanted for i in plan.items_by_skill[s])
    return _matching(plan, wanted, lambda item: ago(item) == longest)
