"""Turns the five label probabilities into what a person is shown.

Pure; export copies this file beside the weights.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from .labels import LABELS, GradeLabel

MARKS = (1.0, 0.5, 0.0, 0.0, 0.0)
"""Share of the marks that each label earns, in the order of `LABELS`."""

_VERDICTS = ((0,), (2,), (1, 3, 4))
"""Correct, contradictory, otherwise wrong: what the model is calibrated on."""
_USUAL = (0.455, 0.164, 0.381)
"""Share of each among 18,186 training answers."""
_WRONG = 2
_EARNING = (0, 1)
_RATHER = 0.5
_TINY = 1e-300
_SURE = 1e-6
_OFTEN_SAYING_SOME = (1.0, 0.77, 1.0, 0.47, 0.005)
"""Share of the public training answers of each label that say some of a reference beyond the
question's words (919 partial, 113 irrelevant, 195 non-domain); the others are not compared."""


def score_of(probabilities: Sequence[float]) -> float:
    """Return the expected share of the marks, 0 to 1.

    A right answer earns all, a partly right one half, any other nothing; each is
    weighed by its probability, so an unsure grade lies between.
    """
    earned = sum(p * mark for p, mark in zip(probabilities, MARKS, strict=True))
    return min(max(earned, 0.0), 1.0)


def rated(probabilities: Sequence[float], often: Sequence[float]) -> tuple[float, ...]:
    """Return the probabilities after something was seen that verdicts show unequally often.

    Args:
        probabilities: Of the five labels.
        often: How often each verdict shows it: correct, contradictory, otherwise wrong.
    """
    shares = list(probabilities)
    for rate, labels in zip(often, _VERDICTS, strict=True):
        for at in labels:
            shares[at] *= rate
    whole = max(sum(shares), _TINY)
    return tuple(share / whole for share in shares)


def unheard(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Return the probabilities of who does not hear the network out: the usual verdicts.

    Inside each the network alone shares it out.
    """
    shares = list(probabilities)
    for usual, labels in zip(_USUAL, _VERDICTS, strict=True):
        whole = max(sum(probabilities[at] for at in labels), _TINY)
        for at in labels:
            shares[at] *= usual / whole
    return tuple(shares)


def weighed(
    probabilities: Sequence[float], signs: Iterable[bool], weights: Sequence[float]
) -> tuple[float, ...]:
    """Return the probabilities of the labels by the network and by other signs.

    What is not right is shared out as the network has it.

    Args:
        probabilities: Of the five labels.
        signs: That an answer is right or wrong, each seen or not.
        weights: Of a logistic regression: bias, log odds by the network, and each sign.
    """
    right = min(max(probabilities[0], _SURE), 1.0 - _SURE)
    bias, network, *others = weights
    logit = bias + network * math.log(right / (1.0 - right))
    logit += sum(weight for weight, sign in zip(others, signs, strict=True) if sign)
    chance = 1.0 / (1.0 + math.exp(-logit))
    rest = (1.0 - chance) / (1.0 - right)
    return (chance, *(share * rest for share in probabilities[1:]))


def saying_some(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Return the probabilities of an answer that says some of the reference.

    Inside the wrong verdict each label counts by how often its answers do so; what the
    verdict has in all stays as it is.
    """
    rated = [p * often for p, often in zip(probabilities, _OFTEN_SAYING_SOME, strict=True)]
    wrong = _VERDICTS[_WRONG]
    kept = _mass(probabilities, wrong) / max(_mass(rated, wrong), _TINY)
    return tuple(
        rated[at] * kept if at in wrong else probability
        for at, probability in enumerate(probabilities)
    )


def decided(verdicts: Sequence[float], decision: Sequence[float]) -> int:
    """Return the index of the verdict that a label is chosen from.

    An answer that is rather right than wrong is right. Of the others a rare verdict
    would never be the likeliest one, so each counts by its weight.

    Args:
        verdicts: Probabilities of correct, contradictory and otherwise wrong.
        decision: Weight of each.
    """
    if verdicts[0] >= _RATHER:
        return 0
    return max(range(len(verdicts)), key=lambda at: verdicts[at] * decision[at])


def label_of(
    probabilities: Sequence[float], decision: Sequence[float] = (1.0, 1.0, 1.0)
) -> GradeLabel:
    """Return the likeliest label of the verdict that is decided on.

    What is not right but earns something rather than nothing is partly right.
    """
    verdict = decided([_mass(probabilities, labels) for labels in _VERDICTS], decision)
    if verdict == _WRONG and _mass(probabilities, _EARNING) >= _RATHER:
        return "partial"
    return LABELS[max(_VERDICTS[verdict], key=lambda index: probabilities[index])]


def likeliest(probabilities: Sequence[float]) -> GradeLabel:
    """Return the likeliest label, where each stands for marks of its own."""
    return LABELS[max(range(len(LABELS)), key=lambda index: probabilities[index])]


def confidence_of(probabilities: Sequence[float], label: GradeLabel) -> float:
    """Return the probability of a label's verdict, 0 to 1."""
    index = LABELS.index(label)
    [verdict] = [labels for labels in _VERDICTS if index in labels]
    return min(_mass(probabilities, verdict), 1.0)


def _mass(probabilities: Sequence[float], labels: Sequence[int]) -> float:
    return sum(probabilities[index] for index in labels)
