"""Place a learner by few questions: each the one whose answer is expected to tell most.

What an answer takes from the variance of ability and skills does not depend on how it
turns out, so it is known before the question is asked. A skill counts the more, the
more of the plan waits behind it. This is adaptive testing by minimum expected posterior
variance (van der Linden and Pashley, Item selection and ability estimation in adaptive
testing, 2010) with the learner model's own filter.
"""

import math
from collections.abc import Collection, Mapping
from typing import Final

from analytics.content.plan import Plan, PlanItem
from analytics.mastery import LearnerState
from analytics.mastery.asking import authored
from analytics.mastery.beliefs import situation_of
from analytics.mastery.estimates import skill_state
from analytics.mastery.filter import RIGHT, pull
from analytics.paths.step import Advice, Step
from analytics.paths.view import View, view_of

NAME: Final = "placement:1"
FEWEST: Final = 15
MOST: Final = 25

SURE: Final = 0.7
"""The mean variance of a skill, in squared logits, at which `FEWEST` questions are enough.

A learner never seen begins at 1.8; what no question has touched stays at .5 at least.
"""

BEHIND: Final = 0.08
"""How much a skill that waits behind another one adds to its weight, as for a path."""

_MAY_WAIT: Final = 0.5
"""What a free text's answer tells beside another one's: it may wait for a person."""


def opening_question(plan: Plan, state: LearnerState) -> Step | None:
    """Return the question that tells most; None where nothing unseen may be asked."""
    view = view_of(plan, state)
    unseen = _unseen(view)
    if not unseen:
        return None
    weights = _weights(view.plan, view.open)
    skill_id, item = max(unseen, key=lambda pair: (_told(view, weights, pair[1]), pair[1].id))
    return view.step_of(skill_id, item, "placement")


def placed(plan: Plan, state: LearnerState, given: int, then: Advice) -> Advice:
    """Return what follows a placement question, `then` where the test is over.

    While it goes on, what `then` says comes second: it is for who leaves the test.

    Args:
        plan: What may be asked.
        state: Of the learner, who has answered.
        given: Which question of the test that was, 1 to `MOST`.
        then: What the policy advises outside of a test.
    """
    if given >= MOST or (given >= FEWEST and doubt(plan, state) <= SURE):
        return then
    question = opening_question(plan, state)
    if question is None:
        return then
    return Advice(
        step=question,
        runner_up=then.step,
        reason=question.reason,
        progress=then.progress,
    )


def doubt(plan: Plan, state: LearnerState) -> float:
    """Return the mean variance of the skills that may be asked, by what waits behind each.

    In squared logits; 0 where nothing may be asked.
    """
    view = view_of(plan, state)
    weights = _weights(view.plan, view.known)
    if not weights:
        return 0.0
    own = math.fsum(
        weight * skill_state(state.now, skill_id).belief.variance
        for skill_id, weight in weights.items()
    )
    return state.now.ability.variance + own / math.fsum(weights.values())


def _weights(plan: Plan, skills: Collection[str]) -> dict[str, float]:
    return {skill_id: 1 + BEHIND * len(plan.descendants[skill_id]) for skill_id in skills}


def _unseen(view: View) -> list[tuple[str, PlanItem]]:
    seen = view.state.now.seen
    return [
        (skill_id, item)
        for skill_id in view.open
        for item in view.plan.items_by_skill[skill_id]
        if item.id not in seen
    ]


def _told(view: View, weights: Mapping[str, float], item: PlanItem) -> float:
    """Return by how much an answer lowers the variance of all that is left, weighted."""
    situation = situation_of(view.state.now, authored(item.id, item.skills, item.difficulty))
    _, curvature = pull(situation.logit, situation.variance, RIGHT)
    drop = situation.ability.variance**2 * sum(weights.values())
    for term, skill_id in zip(situation.terms, item.skills, strict=True):
        drop += weights.get(skill_id, 0) * (term.weight * term.own.variance) ** 2
    return curvature * drop * (_MAY_WAIT if item.kind == "short_answer" else 1.0)
