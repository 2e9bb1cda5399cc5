"""Gaps in a text: each right one earns its weight's share."""

import pytest
from pydantic import ValidationError

from analytics.content import ClozeItem, Gap
from analytics.grading.checkers import check

FACTS = {"id": "x", "skills": {"s": 1.0}}
ITEM = ClozeItem(
    **FACTS,
    prompt="Water is a [1], boils at [2] °C and is [3].",
    gaps=(
        Gap(answers=("liquid", "fluid")),
        Gap(answers=("100",), tolerance=0.5, weight=2),
        Gap(answers=("wet",), wrong=("dry", "hard")),
    ),
)


@pytest.mark.parametrize(
    ("answer", "score", "label"),
    [
        ("liquid\n100\nwet", 1.0, "correct"),
        ("  FLUID \n100,4\nwet", 1.0, "correct"),
        ("ｌｉｑｕｉｄ\n1e2\nwet", 1.0, "correct"),
        ("liquid\n101\nwet", 0.5, "partial"),
        ("\n100", 0.5, "partial"),
        ("gas\n100 °C\nwet", 0.25, "partial"),
        ("liquids\nmany\ndry", 0.0, "contradictory"),
        ("liquid\n100\nwet\nand more", 0.0, "irrelevant"),
        (" \n ", 0.0, "non_domain"),
    ],
)
def test_an_answer_scores_by_its_gaps(answer: str, score: float, label: str) -> None:
    found = check(ITEM, answer)
    assert (found.score, found.label) == (pytest.approx(score), label)


def test_what_is_told_names_gaps_by_number_only() -> None:
    [note] = check(ITEM, "gas\n100\n").notes
    assert (note.code, note.facts) == ("gaps_wrong", {"gaps": "1, 3"})


def test_options_stand_in_an_order_that_tells_nothing() -> None:
    assert ITEM.gaps[2].options == ("dry", "hard", "wet")
    assert ITEM.gaps[0].options == ()


@pytest.mark.parametrize("prompt", ["No gap.", "[2] then [1]", "[1] and [1]", "[1] [2] [3]"])
def test_each_gap_is_marked_once_and_in_order(prompt: str) -> None:
    with pytest.raises(ValidationError):
        ClozeItem(**FACTS, prompt=prompt, gaps=(Gap(answers=("a",)), Gap(answers=("b",))))


@pytest.mark.parametrize(
    "fields",
    [
        {"answers": ()},
        {"answers": ("a", "b"), "wrong": ("c",)},
        {"answers": ("a",), "wrong": ("A",)},
        {"answers": ("a",), "tolerance": 0.1},
        {"answers": ("1",), "wrong": ("2",), "tolerance": 0.1},
        {"answers": ("a\nb",)},
    ],
)
def test_a_gap_is_filled_in_one_way(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Gap.model_validate(fields)
