"""Measures the release rules of a network in training.

Only training imports this module: it needs scikit-learn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from analytics.grading.dataset import Example, fold_of
from analytics.grading.fitting import fit_calibration, gold_verdicts
from analytics.grading.release import ReleaseRule, Strictness
from analytics.grading.release_fitting import fit_release
from analytics.grading.scorer import Array, verdicts

_FOLDS = 5


def release_of(logits: Array, held_out: Sequence[Example]) -> Mapping[Strictness, ReleaseRule]:
    """Return the rules of a network, each answer judged by a calibration new to its question.

    Args:
        logits: The network's, for real answers to questions that it was not trained on.
        held_out: The examples of the logits.
    """
    fold = np.array([fold_of(example, _FOLDS, salt="release") for example in held_out])
    given = np.zeros((len(held_out), 3))
    for held in np.unique(fold):
        seen, unseen = (np.flatnonzero(mask) for mask in (fold != held, fold == held))
        calibration, _ = fit_calibration(logits[seen], [held_out[i] for i in seen])
        items = [held_out[i].item for i in unseen]
        given[unseen] = verdicts(calibration.apply(logits[unseen], items))
    return fit_release(given, gold_verdicts(held_out), [one.group for one in held_out])
