"""Shows how answers that say which way something goes are judged, on questions written for it.

Run ``python -m analytics.grading.change_set``: it prints for each language what is taken as right
by the network or the forest alone, and as it is served. The questions, ``change_set.jsonl``, were
written by a language model.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from analytics.grading.chinese.overlap import Reading as ChineseReading
from analytics.grading.chinese.scorer import ChineseScorer
from analytics.grading.evaluate import SERVED
from analytics.grading.overlap import Item, Reading
from analytics.grading.scorer import Scorer

QUESTIONS: Final = Path(__file__).with_suffix(".jsonl")
LANGUAGES: Final = ("en", "zh")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer: whether it is right, and whether it is taken as right.

    Attributes:
        alone: By the network or the forest.
        served: With what is read beside it.
    """

    right: bool
    alone: bool
    served: bool


def answers(language: str) -> Iterator[tuple[Item, bool]]:
    """Yield the answers of a language, and whether each is right."""
    for line in QUESTIONS.read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        if row["language"] == language:
            for right in (True, False):
                for said in row["right" if right else "wrong"]:
                    yield (row["question"], tuple(row["references"]), said), right


def judged(language: str) -> list[Judged]:
    """Return how the committed weights of a language judge its answers."""
    items, right = zip(*answers(language), strict=True)
    if language == "en":
        scorer = Scorer(SERVED)
        alone = scorer.by_network([Reading.of(item) for item in items])[:, 0]
        served = scorer.probabilities(items)[:, 0]
    else:
        chinese = ChineseScorer(SERVED / "zh")
        alone = chinese.by_forest([ChineseReading.of(item) for item in items]).probabilities[:, 0]
        served = chinese.scored(items).probabilities[:, 0]
    return [Judged(*one) for one in zip(right, alone >= 0.5, served >= 0.5, strict=True)]


def main() -> None:
    """Print the shares for each language."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    for language in LANGUAGES:
        found = judged(language)
        for right in (True, False):
            some = [one for one in found if one.right is right]
            alone, served = (sum(one.alone for one in some), sum(one.served for one in some))
            what = "right" if right else "wrong"
            told = "%s: of %d %s answers %d are taken as right alone, %d as served"
            log.info(told, language, len(some), what, alone, served)


if __name__ == "__main__":
    main()
