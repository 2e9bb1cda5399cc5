"""Fits how to judge lists, on questions that were written for it.

Run ``python -m analytics.grading.list_set`` with the ``train`` extra installed: it prints the
weights, and what those of each half of the questions make of the other half. The questions,
``list_set.jsonl``, were written by a language model.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, Final

import numpy as np

from analytics.grading.evaluate import SERVED
from analytics.grading.lists import listed
from analytics.grading.naming_set import Named, tell
from analytics.grading.scorer import Scorer

QUESTIONS: Final = Path(__file__).with_suffix(".jsonl")
RIGHT: Final = "right"
KINDS: Final = (RIGHT, "lacking", "other")
"""All of it in another order or other words, less of it, something else among it."""
BY_NETWORK: Final = (0.0, 1.0, 0.0, 0.0, 0.0)

log = logging.getLogger(__name__)


def rows() -> list[dict[str, Any]]:
    """Return the questions with their answers of each kind."""
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def lists() -> list[Named]:
    """Return what the served network says of each answer that is read as a list."""
    scorer = Scorer(SERVED)
    found: list[Named] = []
    for number, row in enumerate(rows()):
        for kind in KINDS:
            for answer in row[kind]:
                reading = scorer.reading((row["question"], row["references"], answer))
                if seen := listed(*reading.item):
                    [[share, *_]] = scorer.by_network([reading]).tolist()
                    inputs = (float(np.log(share / (1.0 - share))), *map(float, seen.signs))
                    found.append(Named(number, inputs, kind == RIGHT))
    return found


def main() -> None:
    """Print the weights, and the shares taken as right by the network and on held-out halves."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tell(lists(), BY_NETWORK)


if __name__ == "__main__":
    main()
