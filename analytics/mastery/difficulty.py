"""What answers say of how hard an item is, and what is believed of it after them.

The filter moves an item beside the learner, one step after the other. Here each answer
makes a reading of the difficulty instead, with a precision: readings are added up in any
order, and one can be put in place of another. That is the same step in another form
(an information filter), but for its chance of success. The filter's step takes the
logistic curve where the learner is believed to be; over all whom that may be, chances
are nearer to one half, and each of many readings of an item that is far from its author's
guess would stop short by the same amount. So the curve here is the one drawn out by the
doubt about the learner (MacKay 1992, as in `analytics.mastery.filter`): with it, on
simulated learners, difficulties come out nearer and their deviations are honest; see
`tests/analytics/mastery/test_difficulty.py`.

No reading can be infinite: a success that is as good as certain weighs next to nothing.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from analytics.mastery.beliefs import asked, situation_of
from analytics.mastery.explaining import known_before
from analytics.mastery.filter import START, Constants, Situation, shrinking, sigmoid
from analytics.mastery.model import Model
from analytics.mastery.state import LearnerState, Observation
from analytics.mastery.updates import is_known

FARTHEST: Final = 2.0
"""How far from its author's difficulty an item is ever taken to be, in logits."""
FEWEST: Final = 5
"""Answers before which an item is as hard as its author says."""
_LEAST_SLOPE: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Reading:
    """What one answer says of its item.

    Attributes:
        value: a difficulty in logits; may be far out where `weight` is small.
        weight: its precision, one over a variance; at most 1/4. 0 says nothing.
        repetition: how many answers the learner had given to the item before.
    """

    value: float
    weight: float
    repetition: int


class Sums(Protocol):
    """All readings of an item, added up."""

    @property
    def answers(self) -> int:
        """How many readings there are."""

    @property
    def weight(self) -> float:
        """Sum of their weights."""

    @property
    def weighted(self) -> float:
        """Sum of their values, each times its weight."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What is believed of an item after its answers.

    Attributes:
        difficulty: in logits, at most `FARTHEST` from the author's.
        deviation: standard deviation of it, in logits.
        answers: how many it rests on.
    """

    difficulty: float
    deviation: float
    answers: int


def reading_of(state: LearnerState, seen: Observation, model: Model) -> Reading:
    """Return what a graded answer says of its item.

    Told again of the same grade it says the same, whatever the learner did since. Of an
    answer so old that what was known before it is no longer kept, the reading is taken
    from the oldest that is; it counts as a repetition if the item was answered again
    by then.

    Args:
        state: Of the learner; whether it knows the answer or not.
        seen: The answer with its score; of one without, the reading weighs nothing.
        model: The learner model in force.
    """
    known = known_before(state, seen.attempt_id, model) if is_known(state, seen) else state.now
    beliefs = state.before if known is None else known
    old = beliefs.seen.get(seen.item_id)
    times = (old.times if old else 0) - (known is None)
    if seen.score is None:
        return Reading(seen.difficulty, 0.0, max(times, 0))
    situation = situation_of(beliefs, asked(seen, model.constants), model.constants)
    value, weight = read_off(situation, seen.score)
    return Reading(value, weight, max(times, 0))


def read_off(situation: Situation, score: float) -> tuple[float, float]:
    """Return the difficulty that a score of 0 to 1 speaks for, and its precision.

    One step of Fisher scoring on the chance of success drawn out by the doubt about the
    learner: that about the item is what the readings are to settle.
    """
    doubt = shrinking(situation.variance - situation.item.variance)
    chance = sigmoid(situation.logit / doubt)
    slope = max(chance * (1 - chance), _LEAST_SLOPE)
    return situation.item.mean - (score - chance) * doubt / slope, slope / (doubt * doubt)


def learned(author: float, sums: Sums, constants: Constants = START) -> Learned:
    """Return what is believed of an item: its author's word and its answers, weighed.

    The author's counts as one reading with the precision of `author_item_variance`. It
    draws what few answers say to itself.
    """
    prior = 1 / constants.author_item_variance
    precision = prior + sums.weight
    mean = (prior * author + sums.weighted) / precision
    near = min(max(mean, author - FARTHEST), author + FARTHEST)
    return Learned(near, math.sqrt(1 / precision), sums.answers)


def usable(author: float, sums: Sums, constants: Constants = START) -> float:
    """Return the difficulty to ask an item by, to a hundredth of a logit.

    That is the author's until `FEWEST` answers say another.
    """
    if sums.answers < FEWEST:
        return author
    return round(learned(author, sums, constants).difficulty, 2)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Readings of one item, added up."""

    answers: int = 0
    weight: float = 0.0
    weighted: float = 0.0


def added_up(readings: Iterable[Reading]) -> Evidence:
    """Return the sums of some readings; repetitions and what says nothing do not count.

    The sums are exact before they are rounded, so no order of the readings matters.
    """
    counted = [one for one in readings if one.weight > 0 and one.repetition == 0]
    return Evidence(
        len(counted),
        math.fsum(one.weight for one in counted),
        math.fsum(one.weight * one.value for one in counted),
    )
