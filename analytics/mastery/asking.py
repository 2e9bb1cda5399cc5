"""An item as it stands before a learner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from analytics.mastery.filter import START, Constants
from analytics.mastery.state import Gaussian


@dataclass(slots=True)
class Ask:
    """One item, and what is believed of it for everybody.

    Attributes:
        weights: skill id to weight.
        item: its difficulty.
        shared: how easy each skill is for everybody, in the order of `weights`.
        at: when it was answered; None where that is not known.
    """

    item_id: str
    weights: Mapping[str, float]
    item: Gaussian
    shared: Sequence[Gaussian]
    at: datetime | None = None


def authored(
    item_id: str,
    weights: Mapping[str, float],
    difficulty: float,
    constants: Constants = START,
    at: datetime | None = None,
) -> Ask:
    """Return an item of which only the author's difficulty is known."""
    item = Gaussian(difficulty, constants.author_item_variance)
    shared = _unknown(constants.shared_skill_variance, len(weights))
    return Ask(item_id, weights, item, shared, at)


@cache
def _unknown(variance: float, count: int) -> tuple[Gaussian, ...]:
    return (Gaussian(0.0, variance),) * count
