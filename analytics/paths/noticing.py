"""Notice soon that a skill is there, by the answers to it and to what builds on it.

The learner model moves with care: it is made to predict and to be shown. Somebody who
gets it all at once answers right several times before mastery follows, and a path that
waits for it wastes those answers. Here the last answers are read as a hidden Markov
model (Corbett and Anderson, Knowledge tracing, 1995) in which a skill comes more slowly
while what it builds on is not there. So try after try without success makes the
prerequisites doubtful, and success speaks for them. The policy goes by a blend of this
and mastery; nothing of it is shown as mastery. Blend and chances were chosen on
simulated learners of the courses that are kept for trying.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from analytics.content.plan import Plan
from analytics.mastery import RIGHT, LearnerState
from analytics.mastery.filter import sigmoid
from analytics.mastery.resets import counts_for

SUDDEN: Final = 0.8
"""How much the hidden Markov model counts beside mastery."""

_AT_FIRST, _AT_FIRST_UNREADY = 0.4, 0.05
_COMES, _COMES_UNREADY = 0.05, 0.005
_GUESS_LOGIT = math.log(0.25 / 0.75)
"""Of a right answer to a mean item by who does not have the skill."""
_SLIP_LOGIT = math.log(0.22 / 0.78)
"""Of a wrong answer to a mean item by who has it."""
_MOST = 100.0
"""How much likelier one reading of a skill's answers may be than the other."""


@dataclass(slots=True)
class _Reading:
    """What the answers to one skill say.

    Attributes:
        ready, unready: chance that it is there, were its prerequisites there or not.
        ratio: how much likelier the answers are if they were.
    """

    ready: float = _AT_FIRST
    unready: float = _AT_FIRST_UNREADY
    ratio: float = 1.0

    def after(self, answers: Iterable[tuple[float, float]]) -> "_Reading":
        """Return what is read after more answers, as `_likelihoods` of each."""
        ready, unready, ratio = self.ready, self.unready, self.ratio
        for if_there, if_not in answers:
            likely = ready * if_there + (1 - ready) * if_not
            unlikely = unready * if_there + (1 - unready) * if_not
            ready *= if_there / likely
            unready *= if_there / unlikely
            ratio *= likely / unlikely
            ready += (1 - ready) * _COMES
            unready += (1 - unready) * _COMES_UNREADY
        return _Reading(ready, unready, min(_MOST, max(1 / _MOST, ratio)))

    def there(self, ready: float) -> float:
        """Return the chance of the skill, given the chance of what comes before it."""
        ready = _told(ready, self.ratio)
        return ready * self.ready + (1 - ready) * self.unready


def noticed(plan: Plan, state: LearnerState, known: Mapping[str, float]) -> dict[str, float]:
    """Return how surely each skill is there already, 0 to 1.

    Args:
        plan: Says which skills build on which.
        state: Of the learner; answers that have left its window are known by mastery.
        known: Mastery of each skill of the plan.
    """
    readings = _readings(state, known)
    told = _told_by_what_follows(plan, readings, _beside(plan, readings, known))
    there = _there(plan, readings, known, told)
    return {s: SUDDEN * there[s] + (1 - SUDDEN) * value for s, value in known.items()}


def _readings(state: LearnerState, known: Mapping[str, float]) -> dict[str, _Reading]:
    answers: dict[str, list[tuple[float, float]]] = {}
    resets = state.resets.values()
    for seen in state.recent:
        if (score := seen.score) is not None:
            likelihoods = _likelihoods(seen.difficulty, score >= RIGHT)
            for skill_id in seen.skills:
                if not resets or counts_for(seen, skill_id, resets):
                    answers.setdefault(skill_id, []).append(likelihoods)
    return {
        skill_id: _begun(state, skill_id, len(given), known[skill_id]).after(given)
        for skill_id, given in answers.items()
        if skill_id in known
    }


def _begun(state: LearnerState, skill_id: str, kept: int, mastery: float) -> _Reading:
    """Return the chances before the answers that are kept."""
    skill = state.now.skills.get(skill_id)
    if skill is None or skill.answers <= kept:
        return _Reading()
    return _Reading(max(_AT_FIRST, mastery), max(_AT_FIRST_UNREADY, mastery))


@lru_cache(4096)
def _likelihoods(difficulty: float, right: bool) -> tuple[float, float]:  # noqa: FBT001 - cached
    """Return how likely an answer to an item is from who has the skill, and from who has not."""
    guess, slip = sigmoid(_GUESS_LOGIT - difficulty), sigmoid(_SLIP_LOGIT + difficulty)
    return (1 - slip, guess) if right else (slip, 1 - guess)


def _beside(
    plan: Plan, readings: Mapping[str, _Reading], known: Mapping[str, float]
) -> dict[str, float]:
    """Return the chance of each skill by its own answers.

    Only a skill that stands beside others before a practised one is asked for; where
    there is none, nothing is worked out.
    """
    if all(len(plan.prerequisites[skill_id]) < 2 for skill_id in readings):
        return {}
    return _there(plan, readings, known, {})


def _there(
    plan: Plan,
    readings: Mapping[str, _Reading],
    known: Mapping[str, float],
    told: Mapping[str, float],
) -> dict[str, float]:
    """Return the chance of each skill, in teaching order, by its own answers and `told`."""
    there = dict(known)
    for skill_id, before in plan.prerequisites.items():
        ready = 1.0
        for one in before:
            ready *= there[one]
        if skill_id in readings:
            own = readings[skill_id].there(ready)
        else:
            own = ready * _AT_FIRST + (1 - ready) * _AT_FIRST_UNREADY
        there[skill_id] = _told(own, told[skill_id]) if skill_id in told else own
    return there


def _told_by_what_follows(
    plan: Plan, readings: Mapping[str, _Reading], there: Mapping[str, float]
) -> dict[str, float]:
    """Return how much likelier each skill is by the answers to what builds on it."""
    told: dict[str, float] = {}
    for skill_id, before in plan.prerequisites.items():
        if (reading := readings.get(skill_id)) is not None:
            for one in before:
                others = math.prod([there[o] for o in before if o != one])
                told[one] = told.get(one, 1.0) * (others * reading.ratio + 1 - others)
    return told


def _told(chance: float, ratio: float) -> float:
    return chance * ratio / (chance * ratio + 1 - chance)
