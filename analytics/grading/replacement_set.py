"""Fits how to judge a word in the place of another, on questions that were written for it.

Run ``python -m analytics.grading.replacement_set`` with the ``train`` extra installed: it prints
the weights, and what those of each half of the questions make of the other half. The questions,
``replacement_set.jsonl``, were written by a language model.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any, Final

import numpy as np

from analytics.grading.evaluate import SERVED
from analytics.grading.naming_set import Named, tell
from analytics.grading.replacements import has_unlike
from analytics.grading.scorer import Scorer

QUESTIONS: Final = Path(__file__).with_suffix(".jsonl")
BY_NETWORK: Final = (0.0, 1.0, 0.0)

log = logging.getLogger(__name__)


def rows() -> list[dict[str, Any]]:
    """Return the questions with their right and wrong answers."""
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def replaced() -> list[Named]:
    """Return what the served network says of each answer that puts a word in another's place."""
    scorer = Scorer(SERVED)
    found: list[Named] = []
    for number, row in enumerate(rows()):
        for right in (True, False):
            for answer in row["right" if right else "wrong"]:
                reading = scorer.reading((row["question"], row["references"], answer))
                unlike = has_unlike(*reading.item[1:])
                if unlike is not None:
                    [[share, *_]] = scorer.by_network([reading]).tolist()
                    inputs = (float(np.log(share / (1.0 - share))), float(unlike))
                    found.append(Named(number, inputs, right))
    return found


def main() -> None:
    """Print the weights, and the shares taken as right by the network and on held-out halves."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    tell(replaced(), BY_NETWORK)


if __name__ == "__main__":
    main()
