"""Measures the release rules of weights that were trained already.

Run ``python -m analytics.grading.release_training`` with the ``train`` extra installed.
Training itself calls `cross_fitted` and then `release_fitting.fit_release`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analytics.grading.dataset import Example, data_folder, fold_of, load, of_split
from analytics.grading.evaluate import SERVED
from analytics.grading.fitting import fit_calibration, gold_verdicts
from analytics.grading.release_fitting import fit_release, write_release
from analytics.grading.scorer import Array, Scorer, verdicts

EXPORTS = Path("var/training/export")
TRAINED_FOLDS = 3
"""Folds that training cuts the questions into; it may have held out fewer."""
_FOLDS = 5


def cross_fitted(logits: Array, held_out: Sequence[Example]) -> Array:
    """Return verdicts of calibrations that did not see the answers' questions.

    Args:
        logits: The network's, for answers to questions that it was not trained on.
        held_out: The examples of the logits.
    """
    fold = np.array([fold_of(example, _FOLDS, salt="release") for example in held_out])
    given = np.zeros((len(held_out), 3))
    for held in np.unique(fold):
        seen, unseen = (np.flatnonzero(mask) for mask in (fold != held, fold == held))
        calibration, _ = fit_calibration(logits[seen], [held_out[i] for i in seen])
        items = [held_out[i].item for i in unseen]
        given[unseen] = verdicts(calibration.apply(logits[unseen], items))
    return given


def main() -> None:
    """Measure the rules of the last training's folds and store them with its weights."""
    training = of_split(load(data_folder()), "train")
    logits, held_out = [], list[Example]()
    for fold, folder in enumerate(sorted(EXPORTS.glob("fold*"))):
        left = [example for example in training if fold_of(example, TRAINED_FOLDS) == fold]
        logits.append(Scorer(folder).logits([example.item for example in left]))
        held_out += left
    questions = [example.group for example in held_out]
    given = cross_fitted(np.vstack(logits), held_out)
    rules = fit_release(given, gold_verdicts(held_out), questions)
    write_release({"en": rules}, SERVED)
    for name, rule in rules.items():
        print(name, rule)  # noqa: T201 -- a command


if __name__ == "__main__":
    main()
