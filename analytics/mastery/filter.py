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
from dataclasses import dataclass, field
from functools import cache

from analytics.mastery.state import Gaussian, SkillState

RIGHT = 0.5
"""The least score that counts as a right answer."""

SOLVED = 0.75
"""The least score at which an item need not be asked again, and a skill was recalled well."""

_DOUBT = math.pi / 8


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
        return _logit_of(self.mastered_success)


@cache
def _logit_of(share: float) -> float:
    return math.log(share / (1 - share))


START = Constants()
"""The constants of an untrained system."""


@dataclass(slots=True)
class Term:
    """One skill of an item: its weight and what is believed of it.

    Attributes:
        own: the learner's deviation in the skill.
        shared: how easy the skill is for everybody.
    """

    weight: float
    own: Gaussian
    shared: Gaussian


@dataclass(slots=True)
class Situation:
    """One learner before one item.

    Attributes:
        base: logit of a mean learner on a mean item.
        states: all that is known of each term's skill; the filter reads none of it.
        own, shared: logits that the learner's skills and everybody's add.
        own_variance: mean variance of the learner's skills.
        logit, variance: of a right answer, as all of the above say it.
    """

    ability: Gaussian
    terms: Sequence[Term]
    item: Gaussian
    base: float = START.base
    states: Sequence[SkillState] = ()
    own: float = field(init=False)
    own_variance: float = field(init=False)
    shared: float = field(init=False)
    logit: float = field(init=False)
    variance: float = field(init=False)

    def __post_init__(self) -> None:
        """Add up the logit and its variance, once for all who ask."""
        own = own_variance = shared = 0.0
        variance = self.ability.variance + self.item.variance
        for term in self.terms:
            weight, mine, common = term.weight, term.own, term.shared
            own += weight * mine.mean
            own_variance += weight * mine.variance
            shared += weight * common.mean
            variance += weight * weight * (mine.variance + common.variance)
        self.own, self.own_variance = own, own_variance
        self.shared, self.variance = shared, variance
        self.logit = self.base + self.ability.mean - self.item.mean + own + shared

    def shrink(self) -> float:
        """Return by how much doubt divides the logit; see `shrinking`."""
        return shrinking(self.variance)


@dataclass(slots=True)
class Posterior:
    """What is believed of the learner after an answer, terms in order.

    Attributes:
        residual, curvature: what moved them; `moved` does the same to what is
            shared by learners, an item with a weight of -1.
    """

    ability: Gaussian
    own: Sequence[Gaussian]
    residual: float
    curvature: float


def sigmoid(logit: float) -> float:
    """Return the logistic function, without overflow."""
    if logit >= 0:
        return 1 / (1 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1 + odds)


def shrinking(variance: float) -> float:
    """Return by how much doubt divides a logit, which draws it to zero; at least 1."""
    return math.sqrt(1 + _DOUBT * variance)


def success(situation: Situation) -> float:
    """Return the predicted score of an answer, 0 to 1."""
    return sigmoid(situation.logit / situation.shrink())


def update(situation: Situation, score: float, constants: Constants = START) -> Posterior:
    """Return beliefs after an answer with a score of 0 to 1."""
    c, ability = constants, situation.ability
    doubt = min(ability.variance + c.ability_noise, c.ability_variance)
    variance = situation.variance + doubt - ability.variance
    loosened = []
    for term in situation.terms:
        weight, own = term.weight, term.own
        loose = min(own.variance + c.skill_noise, c.skill_variance)
        variance += weight * weight * (loose - own.variance)
        loosened.append((weight, own.mean, loose))
    residual, curvature = pull(situation.logit, variance, score)
    gain = c.gain_right if score >= RIGHT else c.gain_wrong
    own_now = []
    for weight, mean, loose in loosened:
        share = weight * loose
        own_now.append(Gaussian(mean + share * residual + gain, loose - share * share * curvature))
    ability_now = Gaussian(ability.mean + doubt * residual, doubt - doubt * doubt * curvature)
    return Posterior(ability_now, own_now, residual, curvature)


def pull(logit: float, variance: float, score: float) -> tuple[float, float]:
    """Return how far a score pulls a mean, and shrinks a variance, by unit of it."""
    expected = sigmoid(logit)
    slope = expected * (1 - expected)
    scale = 1 + slope * variance
    return (score - expected) / scale, slope / scale


def shift(situation: Situation, difference: float) -> Posterior:
    """Return beliefs as if a long past answer had scored differently.

    First order: in a linear Gaussian model a changed observation moves the
    mean of today by today's variance times the change, wherever in the past
    it lies; variances do not move.
    """
    expected = sigmoid(situation.logit)
    doubt = situation.item.variance + sum(t.weight**2 * t.shared.variance for t in situation.terms)
    residual = difference / (1 + expected * (1 - expected) * doubt)
    return Posterior(
        ability=moved(situation.ability, 1.0, residual, 0.0),
        own=[moved(t.own, t.weight, residual, 0.0) for t in situation.terms],
        residual=residual,
        curvature=0.0,
    )


def moved(belief: Gaussian, weight: float, residual: float, curvature: float) -> Gaussian:
    """Return a belief after the answer of a `Posterior` in which it had a weight."""
    variance = belief.variance
    return Gaussian(
        belief.mean + weight * variance * residual,
        variance - (weight * variance) ** 2 * curvature,
    )
