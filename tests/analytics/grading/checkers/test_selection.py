"""A choice of several options: each right one earns its share, a wrong one takes one away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analytics.content import MultipleSelectItem, Option
from analytics.grading.checkers import check

IDS = ("a", "b", "c", "d")


def select(*correct: str) -> MultipleSelectItem:
    options = tuple(Option(id=one, text=one.upper()) for one in IDS)
    facts = {"id": "x", "skills": {"s": 1.0}, "prompt": "Which?"}
    return MultipleSelectItem(**facts, options=options, correct=correct)


@pytest.mark.parametrize(
    ("answer", "score", "label"),
    [
        ("a b", 1.0, "correct"),
        ("b a", 1.0, "correct"),
        ("a", 0.5, "partial"),
        ("a b c", 0.5, "partial"),
        ("a c", 0.0, "contradictory"),
        ("a b c d", 0.0, "contradictory"),
        ("c", 0.0, "contradictory"),
        ("a z", 0.0, "irrelevant"),
        (" ", 0.0, "non_domain"),
    ],
)
def test_an_answer_scores_by_its_right_and_wrong_options(
    answer: str, score: float, label: str
) -> None:
    found = check(select("a", "b"), answer)
    assert (found.score, found.label) == (score, label)
    assert (found.covered != ()) == (score == 1)


@given(right=st.sets(st.sampled_from(IDS), min_size=1), chosen=st.sets(st.sampled_from(IDS)))
def test_only_all_the_right_ones_and_no_other_get_all_marks(
    right: set[str], chosen: set[str]
) -> None:
    score = check(select(*sorted(right)), " ".join(sorted(chosen))).score
    assert 0 <= score <= 1
    assert (score == 1) == (right == chosen)


@pytest.mark.parametrize("correct", [(), ("z",), ("a", "a")])
def test_right_options_are_options_each_once(correct: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        select(*correct)
