"""The floor under every grader: word overlap alone, fitted for each data set."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from analytics.grading.calibration import Array, softmax
from analytics.grading.dataset import Example
from analytics.grading.overlap import lexical_features

FLOOR_FILE = Path(__file__).with_name("lexical_floor.json")


def read_floor(path: Path = FLOOR_FILE) -> dict[str, Array]:
    """Return the lexical weights of each data set."""
    stored = json.loads(path.read_text(encoding="utf-8"))
    return {name: np.asarray(weights, dtype=np.float64) for name, weights in stored.items()}


def write_floor(weights: Mapping[str, Array], path: Path = FLOOR_FILE) -> None:
    """Store the lexical weights of each data set."""
    stored = {name: np.round(values, 5).tolist() for name, values in weights.items()}
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def floor_verdicts(weights: Array, examples: Sequence[Example]) -> Array:
    """Return three verdict probabilities an example from overlap alone."""
    features = np.array([[*lexical_features(example.item), 1.0] for example in examples])
    return softmax(features @ weights.T)
