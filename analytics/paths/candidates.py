"""Which items may be asked now: the constraints that no score overrules."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from analytics.content.plan import Plan, PlanItem
from analytics.mastery import Beliefs

COOL_DOWN = 8
"""Answers that lie between two tries of the same item."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The items that may be asked: all of a plan but the barred ones, which are ids."""

    plan: Plan
    barred: set[str]

    def of(self, skill_id: str) -> list[PlanItem]:
        """Return the items that may be asked for a skill."""
        return [i for i in self.plan.items_by_skill[skill_id] if i.id not in self.barred]

    def any_of(self, skill_id: str) -> bool:
        """Say whether there is one for a skill."""
        # A loop, because it mostly ends with the first, and a path asks of every skill.
        for item in self.plan.items_by_skill[skill_id]:  # noqa: SIM110
            if item.id not in self.barred:
                return True
        return False


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
    for barred in _barred(beliefs):
        found = Candidates(plan, barred)
        if any(map(found.any_of, wanted)):
            return found
    return _longest_ago(plan, beliefs, wanted)


def _barred(beliefs: Beliefs) -> Iterator[set[str]]:
    """Yield what is not to be asked, and then what is not even where all else is solved."""
    rests = beliefs.answers - COOL_DOWN
    yield {one for one, note in beliefs.seen.items() if note.solved or note.last > rests}
    yield {one for one, note in beliefs.seen.items() if note.last > rests}


def _longest_ago(plan: Plan, beliefs: Beliefs, wanted: Collection[str]) -> Candidates:
    ago = {item.id: answers_ago(beliefs, item.id) or 0 for item in plan.items}
    of_wanted = (ago[i.id] for skill_id in wanted for i in plan.items_by_skill[skill_id])
    longest = max(of_wanted, default=0)
    return Candidates(plan, {one for one, answers in ago.items() if answers != longest})
