"""A teacher is found where it was trained, or by what is kept of it; needs the `train` extra."""

from pathlib import Path

import pytest

pytest.importorskip("peft")

import numpy as np
import torch

from analytics.grading.network import build_network
from analytics.grading.overlap import Item
from analytics.grading.recipe import Recipe
from analytics.grading.run_export import NoSuchRun
from analytics.grading.teachers import Teachers

pytestmark = pytest.mark.filterwarnings("ignore")

RECIPE = Recipe(layers=1)
ITEMS: list[Item] = [("Why?", ("the sun heats it",), said) for said in ("the sun", "wind")]


@pytest.fixture
def teachers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Teachers:
    monkeypatch.chdir(tmp_path)
    return Teachers(RECIPE, tmp_path, tmp_path / "kept")


@pytest.fixture
def weights(teachers: Teachers) -> Path:
    path = teachers.folder / "large-seed1-fold0.pt"
    torch.save({"step": 1, "network": build_network(RECIPE).state_dict()}, path)
    return path


def test_what_a_teacher_said_outlives_its_weights(teachers: Teachers, weights: Path) -> None:
    said = teachers.views("fold0").of(ITEMS)
    teachers.keep(["fold0"])
    weights.unlink()
    kept = teachers.views("fold0").of([*ITEMS, ("Why?", ("the sun",), "rain")])
    assert np.array(kept[:2]) == pytest.approx(np.array(said), abs=1e-6)
    assert kept[2] is None


def test_nothing_is_kept_of_a_teacher_that_was_not_asked(teachers: Teachers, weights: Path) -> None:
    teachers.keep(["fold0", "full"])
    assert not teachers.kept.exists()


def test_a_teacher_that_is_nowhere_is_named(teachers: Teachers) -> None:
    with pytest.raises(NoSuchRun, match=r"large-seed1-full.*--kind large"):
        teachers.views("full")
