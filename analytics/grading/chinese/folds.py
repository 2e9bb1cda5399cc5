"""Measures the Chinese grader on answers and on questions that it was not trained on.

Only training imports this module: it needs scikit-learn.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.grading.chinese.dataset import Fold, Scored, folds_of
from analytics.grading.chinese.growing import agreed, fit, grow, shares_of, verdicts_of
from analytics.grading.chinese.scorer import Array
from analytics.grading.metrics import calibration_error, log_loss

FOLDS: Final = 5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What forests make of real answers that they did not see.

    Attributes:
        examples: The real answers.
        given: By the forest of the other folds.
        verdicts, shares: By a calibration of the other folds as well.
    """

    examples: Sequence[Scored]
    given: Array
    verdicts: Array
    shares: Array

    def figures(self) -> dict[str, float]:
        """Return quadratic kappa on points of ten, accuracies and calibration error."""
        gold = verdicts_of(self.examples)
        correct = (self.verdicts[:, 0] >= 0.5) == (gold == 0)
        marks = shares_of(self.examples)
        return {
            "qwk": agreed(self.shares, marks),
            "qwk_unstretched": agreed(np.clip(self.given[:, 2], 0.0, 1.0), marks),
            "rmse": float(np.sqrt(np.mean((self.shares - marks) ** 2))),
            "accuracy_3way": float(np.mean(self.verdicts.argmax(axis=1) == gold)),
            "accuracy_2way": float(np.mean(correct)),
            "ece": calibration_error(gold, self.verdicts),
            "log_loss": log_loss(gold, self.verdicts),
        }


def hold_out(rows: Array, examples: Sequence[Scored], by: Fold, seed: int) -> HeldOut:
    """Return what is made of each real answer by what was fitted without its fold.

    Made answers go with their question; to hold out answers, they are always learnt.

    Args:
        rows: Features of the examples.
        examples: Real answers, and those to practise on.
        by: What folds share nothing of.
        seed: Of the forests.
    """
    real = np.array([example.kind == "real" for example in examples])
    answers = [example for example in examples if example.kind == "real"]
    fold = np.full(len(examples), -1)
    fold[real] = folds_of(answers, by, FOLDS)
    if by == "questions":
        of = {example.group: at for example, at in zip(answers, fold[real], strict=True)}
        fold[~real] = [of.get(e.group, -1) for e in examples if e.kind != "real"]
    given = np.zeros((len(examples), 3))
    for held in range(FOLDS):
        kept, left = np.flatnonzero(fold != held), real & (fold == held)
        forest = grow(rows[kept], [examples[i] for i in kept], seed)
        given[left] = forest.ask(rows[left])
        log.info("unseen %s: fold %d of %d done", by, held + 1, FOLDS)
    return _calibrated(answers, given[real], fold[real])


def _calibrated(answers: Sequence[Scored], given: Array, fold: Array) -> HeldOut:
    verdicts, shares = np.zeros((len(answers), 3)), np.zeros(len(answers))
    for held in np.unique(fold):
        seen, left = np.flatnonzero(fold != held), fold == held
        calibration = fit(given[seen], [answers[i] for i in seen])
        verdicts[left] = calibration.verdicts(given[left])
        shares[left] = calibration.shares(given[left])
    return HeldOut(answers, given, verdicts, shares)
