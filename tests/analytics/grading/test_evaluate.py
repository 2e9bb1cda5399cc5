"""What is reported of the grades that are released."""

import json
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from analytics.grading.calibration import Array
from analytics.grading.dataset import Example
from analytics.grading.evaluate import released
from analytics.grading.overlap import Item
from analytics.grading.release import ReleaseRule
from analytics.grading.report import write_report
from analytics.grading.scorer import Scorer

RULE = ReleaseRule(certainty=0.9, accuracy=0.9, at_least=0.8, share=0.5)
RIGHT, WRONG = (0,), (1,)


class FakeScorer:
    """Takes each answer, a number, for the probability that it is right."""

    def probabilities(self, items: list[Item]) -> Array:
        accepted = np.array([float(answer) for _, _, answer in items])
        none = np.zeros_like(accepted)
        return np.stack([accepted, 1 - accepted, none, none, none], axis=1)


def example(kind: str, accepted: float, gold: tuple[int, ...]) -> Example:
    return Example(f"set_{kind}", "q", ("?", ("!",), str(accepted)), gold)


def test_only_what_is_certain_counts_and_each_kind_of_split_by_itself() -> None:
    examples = [
        *(example("ua", p, gold) for p, gold in ((0.95, RIGHT), (0.05, WRONG), (0.6, WRONG))),
        *(example("uq", p, gold) for p, gold in ((0.95, WRONG), (0.5, RIGHT))),
        example("ud", 0.7, RIGHT),
    ]
    found = released(cast("Scorer", FakeScorer()), examples, RULE)
    assert found["coverage_ua"] == pytest.approx(2 / 3)
    assert found["coverage_uq"] == pytest.approx(1 / 2)
    assert (found["accuracy_ua"], found["accuracy_uq"]) == (1.0, 0.0)
    assert found["accuracy"] == pytest.approx(2 / 3)
    assert found["coverage_ud"] == 0.0
    assert "accuracy_ud" not in found


def test_a_report_keeps_what_it_is_told_to_keep_and_nothing_else(tmp_path: Path) -> None:
    write_report("run", {"small": 1, "large": 2, "seeds": 3}, tmp_path)
    path = write_report("run", {"small": 4}, tmp_path, keep=("small", "large"))
    stored = json.loads(path.read_text())
    assert (stored["small"], stored["large"]) == (4, 2)
    assert "seeds" not in stored
