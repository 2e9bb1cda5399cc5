"""What becomes of what the forest gave."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.grading.chinese.overlap import Reading
from analytics.grading.chinese.scorer import Calibration, Calibrations, Scored, fingerprint

PLAIN = Calibration(temperature=1.0, stretch=1.0, shift=0.0)
SEEN = Calibration(temperature=0.5, stretch=2.0, shift=-0.5)


def test_the_plain_calibration_leaves_the_forest_alone() -> None:
    given = np.array([[0.6, 0.1, 0.75], [0.2, 0.5, 0.3]])
    assert PLAIN.verdicts(given) == pytest.approx(np.array([[0.6, 0.3, 0.1], [0.2, 0.3, 0.5]]))
    assert PLAIN.shares(given) == pytest.approx([0.75, 0.3])


def test_a_lower_temperature_is_surer_of_the_same() -> None:
    given = np.array([[0.6, 0.1, 0.75]])
    plain, surer = (one.verdicts(given)[0] for one in (PLAIN, SEEN))
    assert surer[0] > plain[0]
    assert surer.argsort().tolist() == plain.argsort().tolist()


def test_stretched_shares_stay_within_the_marks() -> None:
    assert SEEN.shares(np.array([[0, 0, 0.1], [0, 0, 0.6], [0, 0, 0.9]])).tolist() == (
        pytest.approx([0.0, 0.7, 1.0])
    )


def test_a_question_that_was_trained_on_has_its_own_calibration(tmp_path: Path) -> None:
    one = {"temperature": 1.0, "stretch": 1.0, "shift": 0.0}
    stored = {"new": one, "seen": one | {"stretch": 2.0}, "questions": [fingerprint("栈？")]}
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(stored), encoding="utf-8")
    read = Calibrations.read(path)
    assert read.of(" 栈？\n").stretch == 2.0
    assert read.of("队列？").stretch == 1.0


@pytest.mark.parametrize(
    ("answer", "label"), [("", 4), ("天气很好", 3), ("水没有蒸发", 2), ("水蒸发了", 3)]
)
def test_what_earns_nothing_is_named_by_how_it_reads(answer: str, label: int) -> None:
    reading = Reading.of(("为什么？", ("水蒸发了",), answer))
    scored = Scored.of(np.array([[0.1, 0.2, 0.7]]), np.array([0.2]), [reading])
    assert scored.probabilities[0, [0, 1, label]].tolist() == [0.1, 0.2, 0.7]
    assert scored.probabilities.sum() == pytest.approx(1.0)
