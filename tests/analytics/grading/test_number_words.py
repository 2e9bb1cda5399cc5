"""Numbers in words are the numbers that they mean."""

import re
from decimal import Decimal

import pytest

from analytics.grading.number_words import PATTERN, value_of


def found(text: str) -> list[Decimal | None]:
    return [value_of(one.group()) for one in re.finditer(PATTERN, text, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Eight legs", ["8"]),
        ("twenty-five", ["25"]),
        ("Ninety nine", ["99"]),
        ("one hundred and five", ["105"]),
        ("a hundred", ["100"]),
        ("two thousand", ["2000"]),
        ("two hundred thousand", ["200000"]),
        ("a million", ["1000000"]),
        ("nineteen fourteen", ["1914"]),
        ("twenty twenty-four", ["2024"]),
        ("two and three", ["2", "3"]),
        ("half of it", ["0.5"]),
        ("three quarters", ["0.75"]),
        ("a quarter", ["0.25"]),
        ("a fifth of them", ["0.2"]),
        ("two-fifths", ["0.4"]),
    ],
)
def test_they_are_read(text: str, values: list[str]) -> None:
    assert found(text) == [Decimal(value) for value in values]


@pytest.mark.parametrize("text", ["the first half", "a third planet", "often", "tension"])
def test_other_words_are_none(text: str) -> None:
    assert not found(text)


def test_one_alone_is_a_pronoun() -> None:
    assert found("this one") == [None]
