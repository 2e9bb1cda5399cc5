"""Fits how to judge names and terms, on questions that were written for it.

Run ``python -m analytics.grading.naming_set`` with the ``train`` extra installed: it prints the
weights, and what those of each half of the questions make of the other half. The
questions, ``naming_set.jsonl``, were written by a language model.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from analytics.grading.evaluate import SERVED
from analytics.grading.naming import signs_of
from analytics.grading.scorer import Scorer

QUESTIONS: Final = Path(__file__).with_suffix(".jsonl")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Named:
    """One answer to a question that asks for a name: what is seen of it, and if it is right.

    Attributes:
        question: Its number in the file.
        inputs: Log odds by the network, and the signs.
    """

    question: int
    inputs: tuple[float, ...]
    right: bool


def named(scorer: Scorer) -> list[Named]:
    """Return what the network and the words say of each answer."""
    found: list[Named] = []
    for number, line in enumerate(QUESTIONS.read_text(encoding="utf-8").splitlines()):
        row: dict[str, Any] = json.loads(line)
        for right in (True, False):
            texts = row["right" if right else "wrong"]
            readings = [scorer.reading((row["question"], row["references"], t)) for t in texts]
            for reading, shares in zip(readings, scorer.by_network(readings), strict=True):
                odds = float(np.log(shares[0] / (1.0 - shares[0])))
                inputs = (odds, *map(float, astuple(signs_of(*reading.item))))
                found.append(Named(number, inputs, right))
    return found


def fit(answers: Sequence[Named]) -> tuple[float, ...]:
    """Return the bias and the weights of a regression on some answers."""
    model = LogisticRegression().fit([one.inputs for one in answers], [a.right for a in answers])
    return (float(model.intercept_[0]), *map(float, model.coef_[0]))


def accepted(answers: Sequence[Named], weights: Sequence[float]) -> tuple[float, float]:
    """Return the shares of right and of wrong answers that are taken as right."""
    logits = np.array([weights[0] + np.dot(weights[1:], one.inputs) for one in answers])
    right = np.array([one.right for one in answers])
    return float(np.mean(logits[right] >= 0)), float(np.mean(logits[~right] >= 0))


def main() -> None:
    """Print the weights, and the shares taken as right by the network and on held-out halves."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    answers = named(Scorer(SERVED))
    halves = [[one for one in answers if one.question % 2 == half] for half in (0, 1)]
    log.info("weights %s", " ".join(f"{weight:.2f}" for weight in fit(answers)))
    told = "%s: %.3f of the right answers taken as right, %.3f of the wrong ones"
    log.info(told, "the network alone", *accepted(answers, (0.0, 1.0, 0.0, 0.0, 0.0)))
    for held, other in (halves, halves[::-1]):
        log.info(told, "weights of the other half", *accepted(held, fit(other)))


if __name__ == "__main__":
    main()
