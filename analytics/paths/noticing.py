"""Notice soon that a skill has come, by the last answers to it.

The learner model moves with care: it is made to predict and to be shown. Somebody who
gets it all at once answers right several times before mastery follows, and a path that
waits for it wastes those answers. Here the last answers to a skill are read as a hidden
Markov model (Corbett and Anderson, Knowledge tracing, 1995), and the policy goes by a
blend of both. Nothing of this is shown as mastery. Blend and chances were chosen on
simulated learners of the courses that are kept for trying.
"""

from collections.abc import Mapping
from typing import Final

from analytics.mastery import RIGHT, LearnerState

SUDDEN: Final = 0.4
"""How much the hidden Markov model counts beside mastery."""

_AT_FIRST: Final = 0.15
_COMES: Final = 0.05
_SLIPS: Final = 0.05
_GUESSES: Final = 0.2


def noticed(state: LearnerState, known: Mapping[str, float]) -> dict[str, float]:
    """Return how surely each skill is there already, 0 to 1.

    Args:
        state: Of the learner; answers that have left its window are known by mastery.
        known: Mastery of each skill.
    """
    answers: dict[str, list[float]] = {skill_id: [] for skill_id in known}
    for seen in state.recent:
        if seen.score is not None:
            for skill_id in seen.skills:
                answers.setdefault(skill_id, []).append(seen.score)
    return {
        skill_id: SUDDEN * _there(answers[skill_id], _begin(state, skill_id, answers, value))
        + (1 - SUDDEN) * value
        for skill_id, value in known.items()
    }


def _begin(
    state: LearnerState, skill_id: str, answers: Mapping[str, list[float]], value: float
) -> float:
    """Return the chance before the answers that are kept."""
    skill = state.now.skills.get(skill_id)
    forgotten = skill is not None and skill.answers > len(answers[skill_id])
    return max(_AT_FIRST, value) if forgotten else _AT_FIRST


def _there(scores: list[float], chance: float) -> float:
    for score in scores:
        if score >= RIGHT:
            there, not_yet = chance * (1 - _SLIPS), (1 - chance) * _GUESSES
        else:
            there, not_yet = chance * _SLIPS, (1 - chance) * (1 - _GUESSES)
        chance = there / (there + not_yet)
        chance += (1 - chance) * _COMES
    return chance
