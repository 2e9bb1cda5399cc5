"""Opposites, denials and other numbers are counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.contrast import Stance
from analytics.grading.wording import words


def stance(text: str) -> Stance:
    return Stance.of(words(text))


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        (
            "The open switch does not break the circuit, so current still flows",
            "The open switch breaks the circuit, so no current flows",
            4,
        ),
        ("Sound needs no medium", "Sound needs a medium, and there is none in a vacuum", 1),
        ("No heat is lost", "No heat gets lost", 0),
        ("It is not metal but glass", "It is glass and not metal", 0),
        ("The water gets warm", "The water becomes warm", 0),
    ],
)
def test_a_denial_counts_for_the_words_it_reaches(
    answer: str, reference: str, expected: int
) -> None:
    assert stance(answer).turned(stance(reference)) == expected


@pytest.mark.parametrize(
    ("answer", "reference", "count"),
    [
        ("the pitch gets lower", "the pitch gets higher", 1),
        ("it expands when hotter", "it contracts when colder", 2),
        ("more or less the same", "more of it, and less of that", 0),
        ("the pitch gets higher", "the pitch gets higher", 0),
        ("a bulb", "a lamp", 0),
    ],
)
def test_opposites_count_unless_both_are_said(answer: str, reference: str, count: int) -> None:
    assert stance(answer).opposed(stance(reference)) == count


def test_numbers_are_kept_apart() -> None:
    assert stance("bulbs 2 and 3 are in parallel").numbers == {"2", "3"}


TEXT = st.lists(
    st.sampled_from(
        ["no", "not", "more", "less", "up", "down", "lamp", "bulb", "and", "but", "2", "3", "heats"]
    ),
    max_size=12,
)


@given(TEXT)
def test_no_text_contradicts_itself(text: list[str]) -> None:
    one = Stance.of(text)
    assert one.turned(one) == one.opposed(one) == 0


@given(TEXT, TEXT)
def test_contradicting_is_mutual(text: list[str], other: list[str]) -> None:
    one, two = Stance.of(text), Stance.of(other)
    assert one.turned(two) == two.turned(one)
    assert bool(one.opposed(two)) == bool(two.opposed(one))
