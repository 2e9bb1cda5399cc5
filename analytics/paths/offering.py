"""What a learner may pick from: the advised step, and others that are as good.

Where skills are nearly equal the policy's order between them means little, and
whoever picks goes at it more willingly. What is much worse is not offered.
"""

from collections.abc import Iterator

from analytics.content.plan import Plan
from analytics.mastery import LearnerState
from analytics.paths.step import Advice, Step
from analytics.paths.view import View, view_of

MOST_OFFERED = 3

AS_GOOD = 0.5
"""The least share of the best skill's score with which another one is offered."""


def offer(plan: Plan, state: LearnerState, advice: Advice) -> tuple[Step, ...]:
    """Return up to three steps to pick from, the advised one first.

    Each is of another skill; where there is but one, a second question of it is
    offered. In a placement test nothing is picked. Empty when every skill is reached.
    """
    if advice.step is None:
        return ()
    if advice.reason.code == "placement":
        return (advice.step,)
    view = view_of(plan, state)
    found = [advice.step]
    for step in _others(view, advice):
        if _is_new(step, found):
            found.append(step)
        if len(found) == MOST_OFFERED:
            break
    if len(found) == 1:
        found += _same_skill(view, advice.step)
    return tuple(found)


def _others(view: View, advice: Advice) -> Iterator[Step]:
    if advice.runner_up is not None:
        yield advice.runner_up
    options = view.options
    for option in options:
        if option.score >= AS_GOOD * options[0].score and not view.is_spent(option.skill_id):
            yield view.step(option)


def _is_new(step: Step, found: list[Step]) -> bool:
    skills, items = {s.skill_id for s in found}, {s.item_id for s in found}
    return step.skill_id not in skills and step.item_id not in items


def _same_skill(view: View, first: Step) -> list[Step]:
    """Return another question of a skill, none for a skill that is reviewed."""
    if first.skill_id not in view.open:
        return []
    items = [item for item in view.free.of(first.skill_id) if item.id != first.item_id]
    return [view.step_of(first.skill_id, min(items, key=view.item_cost))] if items else []
