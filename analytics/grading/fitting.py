"""Fits the calibration and the lexical floor on the training split.

Only training imports this module: it needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from analytics.grading.alignment import ALIGNED
from analytics.grading.calibration import (
    STACKED,
    VERDICTS,
    Array,
    choose,
    digests,
    softmax,
    stacked,
)
from analytics.grading.dataset import Example, fold_of
from analytics.grading.metrics import Labels, log_loss, log_losses, macro_f1
from analytics.grading.overlap import COUNTED, lexical_features
from analytics.grading.practice_set.reading import SPLIT

_FOLDS: Final = 5
_STRENGTHS: Final = (0.003, 0.01, 0.03, 0.1)
_COLUMNS: Final = {
    "network": VERDICTS,
    "overlap": VERDICTS + COUNTED,
    "aligned": VERDICTS + COUNTED + ALIGNED,
    "familiar": STACKED,
}
_PRACTICE_COUNTS: Final = 0.2
"""Of a practice answer beside a learner's: it is written clearly, which learners often are not."""
_MADE_COUNTS: Final = 2.0
"""Of a made answer: few are asked about, and they alone show what words out of order are worth."""
_TEMPERATURES: Final = np.linspace(0.1, 2.0, 191)
_CONTRADICTORY: Final = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5)
"""Weights that are tried for the rarest verdict."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a network and the overlap say of some answers, one row each.

    Attributes:
        logits: Shape (answers, 5).
        features: Counts of overlap and aligned tokens.
        familiar: Share of each question's words that the network was trained on, 0 to 1.
    """

    logits: Array
    features: Array
    familiar: Array


@dataclass(frozen=True, slots=True)
class Asked:
    """What a network and the overlap say of answers that the network did not learn.

    Attributes:
        examples: The answers; made ones come after the real ones.
        real: How many are real.
        inputs: Of the calibration, shape (answers, `STACKED`).
    """

    examples: tuple[Example, ...]
    real: int
    inputs: Array

    @classmethod
    def of(cls, said: Said, examples: Sequence[Example], real: int) -> Asked:
        """Join what was said of some answers."""
        return cls(tuple(examples), real, stacked(said.logits, said.features, said.familiar))

    @classmethod
    def joined(cls, parts: Sequence[Asked]) -> Asked:
        """Join what several networks were asked, the real answers first."""
        rows = [(part, slice(None, part.real)) for part in parts]
        rows += [(part, slice(part.real, None)) for part in parts]
        return cls(
            tuple(example for part, chosen in rows for example in part.examples[chosen]),
            sum(part.real for part in parts),
            np.vstack([part.inputs[chosen] for part, chosen in rows]),
        )

    @property
    def answered(self) -> Asked:
        """Return the real answers alone."""
        return Asked(self.examples[: self.real], self.real, self.inputs[: self.real])

    @property
    def gold(self) -> Labels:
        """Return the three-way gold verdicts."""
        return gold_verdicts(self.examples)

    @property
    def counts(self) -> Array:
        """Return how much each answer counts in a fit."""
        practised = np.array([example.split == SPLIT for example in self.examples])
        made = np.arange(len(self.examples)) >= self.real
        return np.where(made, _MADE_COUNTS, np.where(practised, _PRACTICE_COUNTS, 1.0))

    def folds(self, salt: str) -> Labels:
        """Return the fold of each answer's topic."""
        return np.array([fold_of(example, _FOLDS, salt) for example in self.examples])

    def at(self, rows: Labels) -> Asked:
        """Return some of the answers, whose real ones come first."""
        kept = tuple(self.examples[row] for row in rows)
        return Asked(kept, int(np.sum(rows < self.real)), self.inputs[rows])


def gold_verdicts(examples: Sequence[Example]) -> Labels:
    """Return the three-way gold verdicts."""
    return np.array([example.verdict for example in examples], dtype=np.int64)


def fit_lexical(examples: Sequence[Example]) -> Array:
    """Return the weights of a logistic regression on the overlap features alone.

    One row a verdict; the last column is the bias.
    """
    features = np.array([lexical_features(example.item) for example in examples])
    return _regression(features, gold_verdicts(examples), 1.0, np.ones(len(examples)))


def fit_weights(asked: Asked) -> tuple[Array, dict[str, float]]:
    """Return the weights of a calibration and the log loss of it and of simpler ones.

    How strongly to regularise, and which inputs help at all, is chosen by folds over
    the topics.
    """
    gold, fold = asked.gold, asked.folds("calibration")
    losses = {
        (name, strength): _log_loss(asked, used, fold, strength)
        for (name, used), strength in product(_COLUMNS.items(), _STRENGTHS)
    }
    name, strength = min(losses, key=lambda choice: losses[choice])
    used = _COLUMNS[name]
    weights = _placed(_regression(asked.inputs[:, :used], gold, strength, asked.counts))
    best = {n: min(loss for (m, _), loss in losses.items() if m == n) for n in _COLUMNS}
    raw = log_loss(gold, np.exp(asked.inputs[:, :VERDICTS]))
    return weights, {"raw": raw, **best, "strength": strength}


def fit_known(asked: Asked) -> Array:
    """Return the weights of a calibration for questions that the network was trained on.

    Half of them is the network's own verdict, made less sure by one temperature, half a
    regression on overlap and aligned tokens too: the answers kept aside of such questions
    are few, and a regression alone leans on what is chance among them. Its strength is
    chosen by folds over answers, since their questions stay the same.
    """
    used = _COLUMNS["aligned"]
    fold = np.random.default_rng(0).integers(0, _FOLDS, len(asked.examples))
    strength = min(_STRENGTHS, key=lambda one: _log_loss(asked, used, fold, one))
    fitted = _regression(asked.inputs[:, :used], asked.gold, strength, asked.counts)
    return (_placed(fitted) + _temperature(asked)) / 2


def _temperature(asked: Asked) -> Array:
    said = asked.inputs[:, :VERDICTS]
    best = min(_TEMPERATURES, key=lambda factor: log_loss(asked.gold, softmax(said * factor)))
    return np.eye(VERDICTS, STACKED + 1) * float(best)


def _placed(fitted: Array) -> Array:
    """Return weights of the first inputs and a bias as weights of all inputs and it."""
    weights = np.zeros((VERDICTS, STACKED + 1))
    weights[:, : fitted.shape[1] - 1], weights[:, -1] = fitted[:, :-1], fitted[:, -1]
    return weights


def folded(asked: Asked, salt: str = "judged") -> Array:
    """Return verdicts of each answer by weights that were fitted without its topic."""
    fold, given = asked.folds(salt), np.zeros((len(asked.examples), VERDICTS))
    for held in np.unique(fold):
        inside = np.flatnonzero(fold == held)
        weights, _ = fit_weights(asked.at(np.flatnonzero(fold != held)))
        given[inside] = _shares(asked.inputs[inside], weights)
    return given


def fit_decision(given: Array, asked: Asked) -> tuple[float, ...]:
    """Return the weights of the verdicts that make macro-F1 best, each data set alike."""
    gold = asked.gold
    kinds = np.array([example.split for example in asked.examples])

    def quality(weight: float) -> float:
        chosen = choose(given, (1.0, weight, 1.0))
        scores = [macro_f1(gold[kinds == k], chosen[kinds == k]) for k in np.unique(kinds)]
        return float(np.mean(scores))

    return (1.0, max(_CONTRADICTORY, key=quality), 1.0)


def known_questions(examples: Sequence[Example]) -> frozenset[str]:
    """Return what a calibration knows the questions of some answers by."""
    items = (example.item for example in examples)
    return frozenset().union(*(digests(question, tuple(given)) for question, given, _ in items))


def _log_loss(asked: Asked, used: int, fold: Labels, strength: float) -> float:
    """Return the log loss of the first inputs on answers of folds that a fit left out."""
    inputs, gold, counts = asked.inputs[:, :used], asked.gold, asked.counts
    losses = np.zeros(len(gold))
    for held in np.unique(fold):
        inside = fold == held
        weights = _regression(inputs[~inside], gold[~inside], strength, counts[~inside])
        losses[inside] = log_losses(gold[inside], _shares(inputs[inside], weights))
    return float(np.average(losses, weights=counts))


def _shares(inputs: Array, weights: Array) -> Array:
    return softmax(inputs @ weights[:, :-1].T + weights[:, -1])


def _regression(inputs: Array, gold: Labels, strength: float, counts: Array) -> Array:
    """Fit on scaled inputs, each answer as it counts; fold the scaling into the weights."""
    scaler = StandardScaler().fit(inputs)
    model = LogisticRegression(C=strength, max_iter=3_000)
    model.fit(scaler.transform(inputs), gold, sample_weight=counts)
    weights = model.coef_ / scaler.scale_
    return np.hstack([weights, (model.intercept_ - weights @ scaler.mean_)[:, None]])
