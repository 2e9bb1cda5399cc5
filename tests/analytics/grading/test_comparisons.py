"""A comparison is told from the same one turned round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.comparisons import turned

ICE = "Ice is less dense than water."


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (ICE, "Ice is more dense than water"),
        (ICE, "Water is less dense than ice."),
        (ICE, "It is denser than water."),
        (ICE, "more dense than water"),
        ("The mud is heavier than water.", "The mud is lighter than water, so it rose."),
        ("Light travels much faster than sound.", "Sound travels faster than light"),
        ("Prices grow faster than wages.", "prices grow slower than wages"),
        ("Air scatters blue light more than red.", "Red light is scattered more than blue light"),
        ("Memory is built rather than recorded.", "Memory is recorded rather than built."),
    ],
)
def test_less_for_more_or_one_side_for_the_other_is_turned(reference: str, answer: str) -> None:
    assert turned([reference], answer)


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (ICE, "Water is denser than ice."),
        (ICE, "Ice has a lower density than water."),
        (ICE, "It is not more dense than water."),
        (ICE, "Ice is colder than water."),
        (ICE, "Copper does nothing, being more dense than water."),
        (ICE, "less dense"),
        ("The price more than makes up for the sales.", "The sales more than make up for it."),
        ("A is bigger than B.", "B is smaller than A"),
        ("Ice floats.", "Ice is more dense than water"),
        ("It is more reactive than hydrogen.", "Copper is less reactive than hydrogen."),
    ],
)
def test_the_same_and_what_cannot_be_compared_is_not(reference: str, answer: str) -> None:
    assert not turned([reference], answer)


def test_who_repeats_one_reference_turns_none_round() -> None:
    assert not turned([ICE, "Water is less heavy than ice."], "Ice is less dense than water")


@given(st.text(max_size=60))
def test_no_text_breaks_it_or_turns_itself_round(text: str) -> None:
    assert not turned([text], text)


def test_the_clause_that_turns_it_is_named() -> None:
    answer = "It floats, since water is less dense than ice; I saw it."
    place = turned([ICE], answer)
    assert place is not None
    start, end = place
    assert answer[start:end] == "water is less dense than ice"
