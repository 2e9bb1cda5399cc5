"""Asking a forest."""

from pathlib import Path

import numpy as np
import pytest

from analytics.grading.chinese.forest import Forest


@pytest.fixture
def forest() -> Forest:
    """Return a tree that splits once at 0.5 and another that never does."""
    return Forest(
        roots=np.array([0, 3], dtype=np.int32),
        feature=np.array([1, -2, -2, -2], dtype=np.int16),
        threshold=np.array([0.5, -2, -2, -2], dtype=np.float32),
        left=np.array([1, -1, -1, -1], dtype=np.int32),
        right=np.array([2, -1, -1, -1], dtype=np.int32),
        value=np.array([[9, 9], [0, 1], [1, 0], [0, 0]], dtype=np.float16),
    )


def test_the_answer_is_the_mean_of_the_leaves_that_are_reached(forest: Forest) -> None:
    given = forest.ask(np.array([[7.0, 0.5], [7.0, 0.6]]))
    assert given.tolist() == [[0.0, 0.5], [0.5, 0.0]]


def test_no_rows_give_no_answers(forest: Forest) -> None:
    assert forest.ask(np.zeros((0, 2))).shape == (0, 2)


def test_a_stored_forest_gives_the_same(forest: Forest, tmp_path: Path) -> None:
    forest.write(tmp_path / "forest.npz")
    row = np.array([[0.0, 0.2]])
    assert Forest.read(tmp_path / "forest.npz").ask(row).tolist() == forest.ask(row).tolist()
