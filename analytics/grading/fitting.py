"""Fits the calibration and the lexical floor on the training split.

Only training imports this module: it needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from analytics.grading.dataset import Example, fold_of
from analytics.grading.metrics import Labels, log_loss
from analytics.grading.overlap import lexical_features
from analytics.grading.scorer import Array, Calibration, stacked_inputs

_FOLDS = 5
_STRENGTHS = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_NETWORK_INPUTS = 3


def gold_verdicts(examples: Sequence[Example]) -> Labels:
    """Return the three-way gold verdicts."""
    return np.array([example.verdict for example in examples], dtype=np.int64)


def fit_lexical(examples: Sequence[Example]) -> Array:
    """Return the weights of a logistic regression on the overlap features alone.

    One row a verdict; the last column is the bias.
    """
    features = np.array([lexical_features(example.item) for example in examples])
    return _regression(features, gold_verdicts(examples), 1.0)


def fit_calibration(
    logits: Array, held_out: Sequence[Example]
) -> tuple[Calibration, dict[str, float]]:
    """Return the calibration and what it costs in log loss beside two simpler ones.

    How strongly to regularise, and whether overlap helps at all, is chosen by folds over
    the questions of the held out.

    Args:
        logits: The network's, for answers to questions that it was not trained on.
        held_out: The examples of the logits.
    """
    inputs, gold = (
        stacked_inputs(logits, [example.item for example in held_out]),
        gold_verdicts(held_out),
    )
    fold = np.array([fold_of(example, _FOLDS, salt="calibration") for example in held_out])
    columns = {"network": _NETWORK_INPUTS, "stacked": inputs.shape[1]}
    losses = {
        (name, strength): _folded_loss(inputs[:, : columns[name]], gold, fold, strength)
        for name, strength in product(columns, _STRENGTHS)
    }
    name, strength = min(losses, key=lambda choice: losses[choice])
    used = columns[name]
    weights = np.zeros((3, inputs.shape[1] + 1))
    fitted = _regression(inputs[:, :used], gold, strength)
    weights[:, :used], weights[:, -1] = fitted[:, :-1], fitted[:, -1]
    best = {n: min(loss for (m, _), loss in losses.items() if m == n) for n in columns}
    raw = log_loss(gold, np.exp(inputs[:, :_NETWORK_INPUTS]))
    return Calibration(weights), {"raw": raw, **best, "strength": strength}


def _folded_loss(inputs: Array, gold: Labels, fold: Labels, strength: float) -> float:
    total = 0.0
    for held in np.unique(fold):
        inside = fold == held
        weights = _regression(inputs[~inside], gold[~inside], strength)
        logits = inputs[inside] @ weights[:, :-1].T + weights[:, -1]
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        total += log_loss(gold[inside], shares) * float(inside.sum())
    return total / len(gold)


def _regression(inputs: Array, gold: Labels, strength: float) -> Array:
    """Fit on scaled inputs and fold the scaling into the weights."""
    scaler = StandardScaler().fit(inputs)
    model = LogisticRegression(C=strength, max_iter=3_000).fit(scaler.transform(inputs), gold)
    weights = model.coef_ / scaler.scale_
    return np.hstack([weights, (model.intercept_ - weights @ scaler.mean_)[:, None]])
