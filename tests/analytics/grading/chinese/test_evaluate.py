"""What is reported of the committed Chinese grader."""

import json
from pathlib import Path

import pytest

from analytics.grading.chinese import evaluate
from analytics.grading.chinese.evaluate import (
    ChineseFigures,
    FiguresOutdated,
    FoldFigures,
    evaluate_chinese,
)
from analytics.grading.probe_set.measuring import ProbeFigures

FOLDS = FoldFigures(
    at="2026-01-01T00:00:00+00:00",
    commit="abc",
    folds=5,
    answers=10,
    questions=2,
    weights="f" * 64,
    unseen_answers={"qwk": 0.7, "ece": 0.02},
    unseen_questions={"qwk": 0.5, "ece": 0.04},
)
PROBE = ProbeFigures(
    accepted={"copied_question": 0.0, "keyword_list": 0.1},
    by_class={"copied_question": 1.0, "keyword_list": 0.9},
    spelling_gap=0.0,
    names_changed=0.0,
)


def test_figures_of_folds_are_said_to_be_of_the_training_run() -> None:
    plain = ChineseFigures(FOLDS, PROBE, 0.9).plain()
    assert (plain["ua_qwk"], plain["uq_qwk"]) == (0.7, 0.5)
    assert plain["training_run"]["commit"] == "abc"
    assert plain["probe"]["copied_or_stuffed_accepted"] == pytest.approx(0.05)
    json.dumps(plain)


def test_figures_of_other_weights_are_refused(tmp_path: Path) -> None:
    (tmp_path / "forest.npz").write_bytes(b"another forest")
    with pytest.raises(FiguresOutdated):
        evaluate_chinese(tmp_path)


def test_the_committed_figures_are_of_the_committed_weights() -> None:
    root = Path(__file__).parents[4]
    stored = FoldFigures.model_validate_json(
        (Path(evaluate.__file__).parent / evaluate.FIGURES).read_text(encoding="utf-8")
    )
    assert stored.weights == evaluate.weights_of(root / evaluate.SERVED)
