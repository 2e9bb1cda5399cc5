"""Probabilities from a network's logits and what else is known of an answer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.alignment import ALIGNED
from analytics.grading.calibration import (
    STACKED,
    VERDICTS,
    Calibration,
    choose,
    digests,
    softmax,
    verdicts,
)
from analytics.grading.familiarity import Familiarity
from analytics.grading.overlap import COUNTED, Item

FEATURES = np.zeros((1, COUNTED + ALIGNED))
WARM: Item = ("Why is it warm?", ("The sun heats the ground.",), "because of the sun")
COLD: Item = ("Why is it cold?", ("The wind takes the heat away.",), "the wind")
ICE: Item = ("Does ice float?", ("It is light.",), "it floats")


def test_a_plain_calibration_leaves_the_network_as_it_is() -> None:
    logits = np.array([[2.0, 1.0, 0.0, -1.0, -2.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
    given_ = Calibration.plain().apply(logits, np.repeat(FEATURES, 2, axis=0), [WARM, COLD])
    assert given_ == pytest.approx(softmax(logits), abs=1e-6)


@given(st.lists(st.floats(-30, 30), min_size=5, max_size=5))
def test_calibrated_probabilities_sum_to_one(logits: list[float]) -> None:
    weights = np.random.default_rng(0).normal(size=(VERDICTS, STACKED + 1))
    rows = Calibration(weights, weights).apply(np.array([logits]), FEATURES, [WARM])
    assert rows.sum() == pytest.approx(1.0, abs=1e-3)
    assert (rows >= 0).all()


def test_a_question_that_was_learnt_has_weights_of_its_own() -> None:
    doubting = np.zeros((VERDICTS, STACKED + 1))
    plain = np.eye(VERDICTS, STACKED + 1)
    calibration = Calibration(doubting, plain, digests(*WARM[:2]))
    logits = np.array([[4.0, 0.0, 0.0, 0.0, 0.0]] * 2)
    features = np.repeat(FEATURES, 2, axis=0)
    same = ("why is  it WARM?", *WARM[1:])
    rows = verdicts(calibration.apply(logits, features, [same, COLD]))
    assert rows[0] == pytest.approx(verdicts(softmax(logits))[0], abs=1e-6)
    assert rows[1] == pytest.approx([1 / 3] * 3)


def test_a_question_is_known_by_its_words_and_one_of_its_references() -> None:
    plain = np.eye(VERDICTS, STACKED + 1)
    calibration = Calibration(plain, plain, digests(*WARM[:2]))
    question, references, answer = WARM
    assert calibration.knows((question, ("It is summer.", *references), answer))
    assert not calibration.knows((question, ("It is summer.",), answer))
    assert not calibration.knows((COLD[0], references, answer))


def test_the_network_is_believed_by_how_familiar_a_question_is() -> None:
    believing = np.zeros((VERDICTS, STACKED + 1))
    believing[:, STACKED - VERDICTS - 1 : STACKED - 1] = np.eye(VERDICTS)
    calibration = Calibration(believing, believing, familiarity=Familiarity.of([WARM, ICE]))
    logits = np.array([[4.0, 0.0, 0.0, 0.0, 0.0]] * 2)
    rows = calibration.apply(logits, np.repeat(FEATURES, 2, axis=0), [WARM, COLD])
    assert verdicts(rows)[0] == pytest.approx(verdicts(softmax(logits))[0], abs=1e-6)
    assert verdicts(rows)[1, 0] < verdicts(rows)[0, 0]


def test_the_rare_verdict_counts_for_more_only_where_the_network_does_not_know() -> None:
    plain = np.eye(VERDICTS, STACKED + 1)
    calibration = Calibration(plain, plain, digests(*WARM[:2]), (1.0, 2.0, 1.0))
    assert calibration.decision_on(WARM) == (1.0, 1.0, 1.0)
    assert calibration.decision_on(COLD) == (1.0, 2.0, 1.0)


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    shape = (VERDICTS, STACKED + 1)
    written = Calibration(
        rng.normal(size=shape),
        rng.normal(size=shape),
        frozenset(["ab"]),
        (1.0, 1.5, 1.0),
        Familiarity.of([WARM]),
    )
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps(written.to_plain()), encoding="utf-8")
    read = Calibration.read(path)
    assert read.fresh == pytest.approx(written.fresh, abs=1e-5)
    assert read.known == pytest.approx(written.known, abs=1e-5)
    assert (read.questions, read.decision) == (written.questions, written.decision)
    assert read.familiarity == written.familiarity


def test_three_verdicts_are_sums_of_five_labels() -> None:
    assert verdicts(np.array([[0.1, 0.2, 0.3, 0.15, 0.25]])) == pytest.approx(
        np.array([[0.1, 0.3, 0.6]])
    )


def test_labels_are_chosen_by_the_weights_of_the_verdicts() -> None:
    rows = np.array([[0.6, 0.3, 0.1], [0.3, 0.3, 0.4]])
    assert choose(rows, (1.0, 1.0, 1.0)).tolist() == [0, 2]
    assert choose(rows, (1.0, 3.0, 1.0)).tolist() == [0, 1]
