"""A teacher is asked of each answer once; needs the `train` extra."""

import os
from pathlib import Path

import pytest

pytest.importorskip("peft")

import numpy as np

from analytics.grading.network import CrossEncoder, build_network
from analytics.grading.overlap import Item
from analytics.grading.recipe import Recipe
from analytics.grading.views import Views, views_of

pytestmark = pytest.mark.filterwarnings("ignore")

ITEMS: list[Item] = [("Why?", ("the sun heats it",), said) for said in ("the sun", "wind", "rain")]


class Teacher:
    """Counts how often it is fetched."""

    def __init__(self) -> None:
        self.fetched = 0

    def __call__(self) -> CrossEncoder:
        self.fetched += 1
        return build_network(Recipe(layers=1)).eval()


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    path = tmp_path / "large-seed1-full.pt"
    path.write_bytes(b"weights")
    return path


def test_views_are_probabilities_in_the_order_asked(weights: Path) -> None:
    views = Views.of_weights(weights, Teacher())
    there, back = views.of(ITEMS), views.of(ITEMS[::-1])
    assert np.array(there).shape == (3, 5)
    assert np.array(there).sum(axis=1) == pytest.approx([1.0] * 3)
    assert there == back[::-1]
    assert len(set(there)) == 3


def test_what_was_asked_is_kept_for_when_the_teacher_is_gone(weights: Path) -> None:
    said = Views.of_weights(weights, Teacher()).of(ITEMS[:2])
    kept = Views(views_of(weights)).of(ITEMS)
    assert np.array(kept[:2]) == pytest.approx(np.array(said), abs=1e-6)
    assert kept[2] is None


def test_only_what_is_new_is_asked(weights: Path) -> None:
    teacher = Teacher()
    views = Views.of_weights(weights, teacher)
    views.of(ITEMS[:2])
    views.of(ITEMS[:2])
    assert teacher.fetched == 1
    views.of(ITEMS)
    assert teacher.fetched == 2


def test_views_of_a_network_that_was_trained_anew_are_forgotten(weights: Path) -> None:
    Views.of_weights(weights, Teacher()).of(ITEMS)
    kept = views_of(weights).stat().st_mtime
    os.utime(weights, (kept + 10, kept + 10))
    teacher = Teacher()
    Views.of_weights(weights, teacher).of(ITEMS)
    assert teacher.fetched == 1
