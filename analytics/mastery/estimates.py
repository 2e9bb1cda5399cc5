"""Mastery as every screen shows it, from what is believed."""

import math
from dataclasses import replace
from functools import cache
from random import Random

from analytics.content.plan import Plan
from analytics.mastery.filter import START, Constants, shrinking, sigmoid
from analytics.mastery.state import Beliefs, Gaussian, LearnerState, SkillMastery, SkillState


def skill_state(beliefs: Beliefs, skill_id: str, constants: Constants = START) -> SkillState:
    """Return what is believed of a skill; of one never practised, the start."""
    return beliefs.skills.get(skill_id) or _unpractised(constants.skill_variance)


def current(ability: Gaussian, own: Gaussian, constants: Constants = START) -> float:
    """Return mastery now: the chance of being beyond `mastered_success`."""
    logit = constants.base + ability.mean + own.mean - constants.mastered_logit
    return _mastery(logit, ability.variance + own.variance, constants)


def mastery(beliefs: Beliefs, skill_id: str, constants: Constants = START) -> SkillMastery:
    """Return a skill's mastery with its band of one standard deviation.

    A skill never practised is never certain, however able the learner.
    """
    return _shown(beliefs.ability, skill_id, skill_state(beliefs, skill_id, constants), constants)


def _shown(
    ability: Gaussian, skill_id: str, skill: SkillState, constants: Constants
) -> SkillMastery:
    own = skill.belief
    logit = constants.base + ability.mean + own.mean - constants.mastered_logit
    variance = ability.variance + own.variance
    deviation, root, slope = math.sqrt(variance), shrinking(variance), constants.slope
    return SkillMastery(
        skill_id,
        sigmoid(slope * (logit / root)),
        skill.best,
        sigmoid(slope * ((logit - deviation) / root)),
        sigmoid(slope * ((logit + deviation) / root)),
        certain=skill.answers > 0 and deviation <= constants.doubt,
        answers=skill.answers,
        due=skill.card.due if skill.card else None,
    )


def values(state: LearnerState, plan: Plan, constants: Constants = START) -> dict[str, float]:
    """Return what `masteries` calls the value of each skill, and no more."""
    ability, skills = state.now.ability, state.now.skills
    new = current(ability, skill_state(state.now, "", constants).belief, constants)
    return {
        skill_id: current(ability, skills[skill_id].belief, constants)
        if skill_id in skills
        else new
        for skill_id in plan.prerequisites
    }


def sampled_values(
    state: LearnerState, plan: Plan, rng: Random, constants: Constants = START
) -> dict[str, float]:
    """Return mastery of each skill of a learner drawn from what is believed."""
    beliefs, known = state.now, {}
    ability = rng.gauss(beliefs.ability.mean, math.sqrt(beliefs.ability.variance))
    for skill in plan.skills:
        own = skill_state(beliefs, skill.id, constants).belief
        logit = ability + rng.gauss(own.mean, math.sqrt(own.variance))
        centred = constants.base + logit - constants.mastered_logit
        known[skill.id] = _mastery(centred, 0.0, constants)
    return known


def masteries(
    state: LearnerState, plan: Plan, constants: Constants = START
) -> tuple[SkillMastery, ...]:
    """Return the mastery of each skill of a plan, in plan order."""
    beliefs = state.now
    # Those never practised differ in name only.
    new = mastery(beliefs, "", constants)
    found = tuple(
        _shown(beliefs.ability, skill.id, known, constants)
        if (known := beliefs.skills.get(skill.id))
        else SkillMastery(skill.id, new.value, 0.0, new.low, new.high, certain=False, answers=0)
        for skill in plan.skills
    )
    return _with_what_was_kept(found, state) if state.resets else found


def _with_what_was_kept(
    found: tuple[SkillMastery, ...], state: LearnerState
) -> tuple[SkillMastery, ...]:
    """Return masteries that also tell of what lies before the resets in force."""
    before: dict[str, list[SkillState]] = {}
    for reset in state.resets.values():
        if reset.in_force and reset.kept is not None:
            for skill_id, skill in reset.kept.skills.items():
                before.setdefault(skill_id, []).append(skill)
    return tuple(
        replace(
            one,
            best=max(one.best, *(skill.best for skill in kept)),
            anew=one.best,
            uncounted=sum(skill.answers for skill in kept),
        )
        if (kept := before.get(one.skill_id))
        else one
        for one in found
    )


@cache
def _unpractised(variance: float) -> SkillState:
    return SkillState(Gaussian(0.0, variance))


def _mastery(logit: float, variance: float, constants: Constants) -> float:
    return sigmoid(constants.slope * (logit / shrinking(variance)))
