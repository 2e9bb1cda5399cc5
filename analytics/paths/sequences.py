"""Policies that go through a plan in teaching order."""

from dataclasses import dataclass

from analytics.content.plan import Plan
from analytics.mastery import RIGHT, LearnerState
from analytics.mastery.resets import counted_for
from analytics.paths.candidates import answers_ago, candidates
from analytics.paths.choosing import Choice, advice
from analytics.paths.step import Advice
from analytics.paths.view import Option, View

IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class FixedSequence:
    """Every item once, in the order of the plan, whatever is answered."""

    name: str = "fixed-sequence:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; `seed` is not used, nothing is left to chance."""
        del seed
        return advice(plan, state, _next_in_order)


@dataclass(frozen=True, slots=True)
class MasteryLearning:
    """The first skill that is not reached, until it is."""

    name: str = "mastery-learning:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; `seed` is not used, nothing is left to chance."""
        del seed
        return advice(plan, state, lambda view: _of_first(view, list(view.open)))


@dataclass(frozen=True, slots=True)
class ThreeInARow:
    """The next skill after three right answers in a row, as many drills do it."""

    name: str = "three-in-a-row:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; `seed` is not used, nothing is left to chance."""
        del seed
        return advice(plan, state, _until_in_a_row)


def _next_in_order(view: View) -> Choice:
    plan, seen = view.plan, view.state.now.seen
    order = [(s.id, item) for s in plan.skills for item in plan.items_by_skill[s.id]]
    for skill_id, item in order:
        if item.id not in seen:
            return Choice(view.step_of(skill_id, item))
    skill_id, item = max(order, key=lambda pair: answers_ago(view.state.now, pair[1].id) or 0)
    return Choice(view.step_of(skill_id, item))


def _until_in_a_row(view: View) -> Choice:
    order = [skill.id for skill in view.plan.skills]
    begun = [n for n, skill_id in enumerate(order) if skill_id in view.state.now.skills]
    at = max(begun, default=0)
    if _passed(view, order[at]):
        at += 1
    free = candidates(view.plan, view.state.now, order)
    for skill_id in (*order[at:], *order[:at]):
        if items := free.of(skill_id):
            return Choice(view.step_of(skill_id, min(items, key=view.item_cost)))
    return _of_first(view, order)


def _passed(view: View, skill_id: str) -> bool:
    of_skill = [seen.score or 0.0 for seen in counted_for(view.state, skill_id)]
    last = of_skill[-IN_A_ROW:]
    return len(last) == IN_A_ROW and min(last) >= RIGHT


def _of_first(view: View, order: list[str]) -> Choice:
    possible = [Option(skill_id, 0.0) for skill_id in order if view.free.any_of(skill_id)]
    second = view.step(possible[1]) if len(possible) > 1 else None
    return Choice(view.step(possible[0]), second)
