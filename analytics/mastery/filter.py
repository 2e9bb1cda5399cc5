"""The Bayesian logistic filter: how one graded answer moves beliefs.

A learner is an ability plus a deviation for each skill; an item is a
difficulty. Each is a Gaussian in logits and all are taken as independent. An
answer with a score of 0 to 1 is one extended Kalman step on the logistic
curve, so fractional scores need nothing special. The probit-style shrinking of
a prediction by its variance is MacKay's approximation (The evidence framework
applied to classification networks, Neural Computation 4(5), 1992).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analytics.mastery.state import Gaussian

RIGHT = 0.5
"""The least score that counts as a right answer."""


@dataclass(frozen=True, slots=True)
class Constants:
    """Numbers of an untrained system, in logits.

    Chosen on public answer logs (assist09, statics) for the filter to be usable
    from the first answer; a fit on local data replaces them.

    Attributes:
        base: success of a mean learner on a mean item, in logits.
        ability_variance: of general ability among learners; also its ceiling.
        skill_variance: of one skill's deviation from it; also its ceiling.
        ability_noise: variance that ability gains with each answer, because
            people change.
        skill_noise: the same for a practised skill.
        gain_right: what a right answer teaches by itself.
        gain_wrong: what a wrong answer teaches by itself.
        author_item_variance: doubt about a difficulty that an author gave.
        shared_skill_variance: doubt about how hard a skill is for everybody.
        slope: steepness of mastery over what is believed.
        mastered_success: success on a mean item from which a skill counts as
            known; mastery is the chance that the learner is beyond it.
        doubt: deviation over which mastery is not claimed for certain; wider than
            with fitted items, whose own doubt is smaller.
    """

    base: float = 0.0
    ability_variance: float = 1.3
    skill_variance: float = 0.5
    ability_noise: float = 0.001
    skill_noise: float = 0.01
    gain_right: float = 0.01
    gain_wrong: float = 0.01
    author_item_variance: float = 0.5
    shared_skill_variance: float = 0.1
    slope: float = 2.1
    mastered_success: float = 0.6
    doubt: float = 1.1

    @property
    def mastered_logit(self) -> float:
        """Return `mastered_success` in logits."""
        return math.log(self.mastered_success / (1 - self.mastered_success))


START = Constants()
"""The constants of an untrained system."""


@dataclass(frozen=True, slots=True)
class Term:
    """One skill of an item: its weight and what is believed of it.

    Attributes:
        own: the learner's deviation in the skill.
        shared: how easy the skill is for everybody.
    """

    weight: float
    own: Gaussian
    shared: Gaussian


@dataclass(frozen=True, slots=True)
class Situation:
    """One learner before one item."""

    ability: Gaussian
    terms: Sequence[Term]
    item: Gaussian

    def logit(self, constants: Constants) -> float:
        """Return the mean logit of a right answer."""
        skills = sum(t.weight * (t.own.mean + t.shared.mean) for t in self.terms)
        return constants.base + self.ability.mean + skills - self.item.mean

    def variance(self) -> float:
        """Return the variance of that logit."""
        skills = sum(t.weight**2 * (t.own.variance + t.shared.variance) for t in self.terms)
        return self.ability.variance + self.item.variance + skills


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of the learner after an answer, terms in order."""

    ability: Gaussian
    own: tuple[Gaussian, ...]


def sigmoid(logit: float) -> float:
    """Return the logistic function, without overflow."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1 + odds)


def shrunk(logit: float, variance: float) -> float:
    """Return a logit drawn to zero by doubt about it."""
    return logit / math.sqrt(1 + math.pi * variance / 8)


def success(situation: Situation, constants: Constants = START) -> float:
    """Return the predicted score of an answer, 0 to 1."""
    return sigmoid(shrunk(situation.logit(constants), situation.variance()))


def update(situation: Situation, score: float, constants: Constants = START) -> Posterior:
    """Return beliefs after an answer with a score of 0 to 1."""
    noisy = _with_noise(situation, constants)
    expected = sigmoid(noisy.logit(constants))
    slope = expected * (1 - expected)
    scale = 1 + slope * noisy.variance()
    residual, curvature = (score - expected) / scale, slope / scale
    gain = constants.gain_right if score >= RIGHT else constants.gain_wrong
    return Posterior(
        ability=_moved(noisy.ability, 1.0, residual, curvature),
        own=tuple(_moved(t.own, t.weight, residual, curvature, gain) for t in noisy.terms),
    )


def shift(situation: Situation, difference: float, constants: Constants = START) -> Posterior:
    """Return beliefs as if a long past answer had scored differently.

    First order: in a linear Gaussian model a changed observation moves the
    mean of today by today's variance times the change, wherever in the past
    it lies; variances do not move.
    """
    expected = sigmoid(situation.logit(constants))
    doubt = situation.item.variance + sum(t.weight**2 * t.shared.variance for t in situation.terms)
    residual = difference / (1 + expected * (1 - expected) * doubt)
    return Posterior(
        ability=_moved(situation.ability, 1.0, residual, 0.0),
        own=tuple(_moved(t.own, t.weight, residual, 0.0) for t in situation.terms),
    )


def _with_noise(situation: Situation, constants: Constants) -> Situation:
    return Situation(
        ability=_loosened(situation.ability, constants.ability_noise, constants.ability_variance),
        terms=[
            Term(
                t.weight,
                _loosened(t.own, constants.skill_noise, constants.skill_variance),
                t.shared,
            )
            for t in situation.terms
        ],
        item=situation.item,
    )


def _loosened(belief: Gaussian, noise: float, ceiling: float) -> Gaussian:
    return Gaussian(mean=belief.mean, variance=min(belief.variance + noise, ceiling))


def _moved(
    belief: Gaussian, weight: float, residual: float, curvature: float, gain: float = 0.0
) -> Gaussian:
    variance = belief.variance
    return Gaussian(
        mean=belief.mean + weight * variance * residual + gain,
        variance=variance - (weight * variance) ** 2 * curvature,
    )
