"""Fits how to judge names and terms, on questions that were written for it.

Run ``python -m analytics.grading.naming_set`` with the ``train`` extra installed: it prints the
weights of each language, and what those of each half of the questions make of the other half.
The questions, ``naming_set.jsonl`` and ``naming_set_zh.jsonl``, were written by a language model.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from analytics.grading.chinese.naming import signs_of as chinese_signs_of
from analytics.grading.chinese.overlap import Reading
from analytics.grading.chinese.scorer import ChineseScorer
from analytics.grading.evaluate import SERVED
from analytics.grading.naming import Signs, signs_of
from analytics.grading.overlap import Item
from analytics.grading.scorer import Scorer

QUESTIONS: Final = {
    "en": Path(__file__).with_suffix(".jsonl"),
    "zh": Path(__file__).with_name("naming_set_zh.jsonl"),
}
BY_NETWORK: Final = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0)
"""Weights that leave the verdict as it is."""

_See = Callable[[Sequence[Item]], list[tuple[float, Signs]]]
"""Says of answers how likely the network takes each as right, and how it stands to the name."""

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


def named(language: str) -> list[Named]:
    """Return what the served network and the words say of each answer of a language."""
    see = _english(Scorer(SERVED)) if language == "en" else _chinese(ChineseScorer(SERVED / "zh"))
    found: list[Named] = []
    for number, line in enumerate(QUESTIONS[language].read_text(encoding="utf-8").splitlines()):
        row: dict[str, Any] = json.loads(line)
        for right in (True, False):
            texts = row["right" if right else "wrong"]
            for share, signs in see([(row["question"], row["references"], one) for one in texts]):
                inputs = (float(np.log(share / (1.0 - share))), *map(float, signs))
                found.append(Named(number, inputs, right))
    return found


def _english(scorer: Scorer) -> _See:
    def see(items: Sequence[Item]) -> list[tuple[float, Signs]]:
        readings = [scorer.reading(item) for item in items]
        rows = scorer.by_network(readings)
        return [(row[0], signs_of(*one.item)) for row, one in zip(rows, readings, strict=True)]

    return see


def _chinese(scorer: ChineseScorer) -> _See:
    def see(items: Sequence[Item]) -> list[tuple[float, Signs]]:
        readings = [Reading.of(item) for item in items]
        rows = scorer.by_forest(readings).probabilities
        seen = zip(rows, readings, strict=True)
        return [(row[0], chinese_signs_of(*one.item)) for row, one in seen]

    return see


def fit(answers: Sequence[Named]) -> tuple[float, ...]:
    """Return the bias and the weights of a regression on some answers."""
    model = LogisticRegression().fit([one.inputs for one in answers], [a.right for a in answers])
    return (float(model.intercept_[0]), *map(float, model.coef_[0]))


def accepted(answers: Sequence[Named], weights: Sequence[float]) -> tuple[float, float]:
    """Return the shares of right and of wrong answers that are taken as right."""
    logits = np.array([weights[0] + np.dot(weights[1:], one.inputs) for one in answers])
    right = np.array([one.right for one in answers])
    return float(np.mean(logits[right] >= 0)), float(np.mean(logits[~right] >= 0))


def tell(answers: Sequence[Named], by_network: Sequence[float]) -> None:
    """Print the weights, and the shares taken as right by the network and on held-out halves."""
    halves = [[one for one in answers if one.question % 2 == half] for half in (0, 1)]
    log.info("weights %s", " ".join(f"{one:.2f}" for one in fit(answers)))
    told = "%s: %.3f of the right answers taken as right, %.3f of the wrong ones"
    log.info(told, "the network alone", *accepted(answers, by_network))
    for held, other in (halves, halves[::-1]):
        log.info(told, "weights of the other half", *accepted(held, fit(other)))


def main() -> None:
    """Print what is fitted for each language."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for language in QUESTIONS:
        log.info("%s", language)
        tell(named(language), BY_NETWORK)


if __name__ == "__main__":
    main()
