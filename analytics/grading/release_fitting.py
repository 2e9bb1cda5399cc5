"""Measures from how certain a grade on a teacher need not look at it first.

Thresholds are tried from strict to loose, and the first one that breaks the promise ends
the search. What is promised is what to expect, so each is held to the conformal bound in
expectation: one more answer, counted as wrong, joins those that were released (Angelopoulos
et al. 2022). The folds share no question, so every held-out answer is to a new one. Every
data set has to keep the promise by itself: on the mean of two the easier one would pay for
the other, and nobody knows which of them a teacher's questions are like.

How far another draw of questions could fall below is stored beside it: answers to one
question resemble each other, so it is Wilson's bound at the sample size that as many
independent answers would have (Franco et al. 2019, for clustered surveys). To promise that
bound itself would take several times the held-out questions there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analytics.grading.calibration import Array
from analytics.grading.metrics import Labels
from analytics.grading.release import (
    PROMISED,
    RELEASE_FILE,
    ReleaseRule,
    ReleaseTable,
    Strictness,
)

TRUST = 0.9
"""Chance that the accuracy on other questions is at least the stored bound."""
LEAST_SHARE = 0.1
"""A rule that releases fewer answers helps nobody, and too few tell if it is right."""
LEAST_ANSWERS = 50
"""From fewer released answers of a data set nothing is concluded."""
_GRID = tuple(round(0.99 - 0.01 * step, 2) for step in range(50))

Flags = npt.NDArray[np.bool_]


def fit_release(
    verdicts: Array, gold: Labels, questions: Sequence[str], sources: Sequence[str]
) -> dict[Strictness, ReleaseRule]:
    """Return the rule of each promise that can be kept, for one language.

    Args:
        verdicts: Calibrated probabilities of shape (answers, 3) for real answers to
            questions that neither network nor calibration was fitted on.
        gold: 0 correct, 1 contradictory, 2 otherwise wrong.
        questions: The question of each answer.
        sources: The data set of each answer.
    """
    accepted = verdicts[:, 0]
    certainty = np.maximum(accepted, 1.0 - accepted)
    right = (accepted >= 0.5) == (gold == 0)
    _, group = np.unique(np.asarray(questions), return_inverse=True)
    judged = _Judged(certainty, right, group, np.asarray(sources))
    found = {strictness: _loosest(judged, promise) for strictness, promise in PROMISED.items()}
    return {strictness: rule for strictness, rule in found.items() if rule is not None}


def lower_bound(right: Flags, group: Labels, trust: float = TRUST) -> float:
    """Return what the accuracy is at least, given that answers cluster in questions.

    Args:
        right: Whether each grade was right.
        group: Number of each answer's question.
        trust: Chance that the bound holds, 0 to 1.
    """
    accuracy = float(np.mean(right))
    size = min(_effective(right, group, accuracy), float(len(right)))
    z = NormalDist().inv_cdf(trust)
    centre = accuracy + z**2 / (2 * size)
    spread = z * sqrt(accuracy * (1 - accuracy) / size + z**2 / (4 * size**2))
    return (centre - spread) / (1 + z**2 / size)


def write_release(languages: Mapping[str, Mapping[Strictness, ReleaseRule]], served: Path) -> None:
    """Store the table beside the code and in the calibration of the weights.

    Args:
        languages: What `fit_release` found, by primary language subtag.
        served: Folder of the weights, with its ``calibration.json``.
    """
    rounded = {
        language: {
            name: ReleaseRule(**{k: round(v, 4) for k, v in rule.model_dump().items()})
            for name, rule in rules.items()
        }
        for language, rules in languages.items()
    }
    table = ReleaseTable(languages=rounded)
    RELEASE_FILE.write_text(table.model_dump_json(indent=1) + "\n", encoding="utf-8")
    path = served / "calibration.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    stored["release"] = table.model_dump(mode="json")["languages"]
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class _Judged:
    """Held-out answers, one place each in every array.

    Attributes:
        certainty: Of the grade, 0.5 to 1.
        right: Whether the grade was right.
        group: Number of the question.
        source: Name of the data set.
    """

    certainty: Array
    right: Flags
    group: Labels
    source: npt.NDArray[np.str_]

    def rule(self, threshold: float) -> ReleaseRule | None:
        """Return what a threshold means for the data set that it is worst for."""
        chosen = self.certainty >= threshold
        share = float(np.mean(chosen))
        parts = [chosen & (self.source == name) for name in np.unique(self.source)]
        if share < LEAST_SHARE or min(int(np.sum(part)) for part in parts) < LEAST_ANSWERS:
            return None
        worst = min(parts, key=self._expected)
        return ReleaseRule(
            certainty=threshold,
            accuracy=self._expected(worst),
            at_least=lower_bound(self.right[worst], self.group[worst]),
            share=share,
        )

    def _expected(self, chosen: Flags) -> float:
        return float(np.sum(self.right[chosen])) / (int(np.sum(chosen)) + 1)


def _loosest(judged: _Judged, promise: float) -> ReleaseRule | None:
    kept: ReleaseRule | None = None
    for threshold in _GRID:
        rule = judged.rule(threshold)
        if rule is None:
            continue
        if rule.accuracy < promise:
            break
        kept = rule
    return kept


def _effective(right: Flags, group: Labels, accuracy: float) -> float:
    """Return how many independent answers would tell as much as these."""
    questions = len(np.unique(group))
    spread = accuracy * (1.0 - accuracy)
    if questions < 2 or spread == 0.0:
        return float(questions)
    gaps = np.bincount(group, weights=right - accuracy)
    between = questions / (questions - 1) * float(np.sum(gaps**2)) / len(right) ** 2
    return spread / between if between > 0 else float(questions)
