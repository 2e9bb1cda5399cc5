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
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from analytics.content.plan import Plan
from analytics.mastery import RIGHT, LearnerState
from analytics.mastery.filter import sigmoid

SUDDEN: Final = 0.8
"""How much the hidden Markov model counts beside mastery."""

_AT_FIRST, _AT_FIRST_UNREADY = 0.15, 0.05
_COMES, _COMES_UNREADY = 0.05, 0.005
_GUESS_LOGIT = math.log(0.25 / 0.75)
"""Of a right answer to a mean item by who does not have the skill."""
_SLIP_LOGIT = math.log(0.1 / 0.9)
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

    def take(self, *, right: bool, guess: float, slip: float) -> None:
        """Read one more answer."""
        if_there, if_not = (1 - slip, guess) if right else (slip, 1 - guess)
        likely = self.ready * if_there + (1 - self.ready) * if_not
        unlikely = self.unready * if_there + (1 - self.unready) * if_not
        self.ready *= if_there / likely
        self.unready *= if_there / unlikely
        self.ratio *= likely / unlikely
        self.ready += (1 - self.ready) * _COMES
        self.unready += (1 - self.unready) * _COMES_UNREADY

    def there(self, ready: float) -> float:
        """Return the chance of the skill, given the chance of what comes before it."""
        ready = _after(ready, self.ratio)
        return ready * self.ready + (1 - ready) * self.unready


def noticed(plan: Plan, state: LearnerState, known: Mapping[str, float]) -> dict[str, float]:
    """Return how surely each skill is there already, 0 to 1.

    Args:
        plan: Says which skills build on which.
        state: Of the learner; answers that have left its window are known by mastery.
        known: Mastery of each skill of the plan.
    """
    readings = _readings(state, known)
    alone = _there(plan, readings, known, {})
    there = _there(plan, readings, known, _told_by_what_follows(plan, readings, alone))
    return {s: SUDDEN * there[s] + (1 - SUDDEN) * value for s, value in known.items()}


def _readings(state: LearnerState, known: Mapping[str, float]) -> dict[str, _Reading]:
    graded = [(seen, seen.score) for seen in state.recent if seen.score is not None]
    kept: dict[str, int] = {}
    for seen, _ in graded:
        for skill_id in seen.skills:
            kept[skill_id] = kept.get(skill_id, 0) + 1
    found = {s: _begun(state, s, kept[s], known[s]) for s in kept if s in known}
    for seen, score in graded:
        guess, slip = _chances(seen.difficulty)
        for skill_id in seen.skills:
            if (reading := found.get(skill_id)) is not None:
                reading.take(right=score >= RIGHT, guess=guess, slip=slip)
    for reading in found.values():
        reading.ratio = min(_MOST, max(1 / _MOST, reading.ratio))
    return found


def _begun(state: LearnerState, skill_id: str, kept: int, mastery: float) -> _Reading:
    """Return the chances before the answers that are kept."""
    skill = state.now.skills.get(skill_id)
    if skill is None or skill.answers <= kept:
        return _Reading()
    return _Reading(max(_AT_FIRST, mastery), max(_AT_FIRST_UNREADY, mastery))


@lru_cache(4096)
def _chances(difficulty: float) -> tuple[float, float]:
    """Return the chances of a lucky and of an unlucky answer to an item."""
    return sigmoid(_GUESS_LOGIT - difficulty), sigmoid(_SLIP_LOGIT + difficulty)


def _there(
    plan: Plan,
    readings: Mapping[str, _Reading],
    known: Mapping[str, float],
    told: Mapping[str, float],
) -> dict[str, float]:
    """Return the chance of each skill, in teaching order, by its own answers and `told`."""
    there = dict(known)
    for skill in plan.skills:
        ready = 1.0
        for one in skill.prerequisites:
            ready *= there[one]
        reading = readings.get(skill.id)
        own = reading.there(ready) if reading else _unread(ready)
        there[skill.id] = _after(own, told[skill.id]) if skill.id in told else own
    return there


def _unread(ready: float) -> float:
    return ready * _AT_FIRST + (1 - ready) * _AT_FIRST_UNREADY


def _told_by_what_follows(
    plan: Plan, readings: Mapping[str, _Reading], there: Mapping[str, float]
) -> dict[str, float]:
    """Return how much likelier each skill is by the answers to what builds on it."""
    told: dict[str, float] = {}
    for skill in plan.skills:
        if (reading := readings.get(skill.id)) is not None:
            for one in skill.prerequisites:
                others = math.prod([there[o] for o in skill.prerequisites if o != one])
                told[one] = told.get(one, 1.0) * (others * reading.ratio + 1 - others)
    return told


def _after(chance: float, ratio: float) -> float:
    return chance * ratio / (chance * ratio + 1 - chance)
