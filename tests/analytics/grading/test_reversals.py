"""A reference turned round by one word is told from the same in other words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.reversals import opposed_at, reversed_at

WHY = "Why is it so?"
PRESSURE = "Air pressure decreases as you climb."


@pytest.mark.parametrize(
    ("reference", "answer", "turning"),
    [
        (PRESSURE, "air pressure increases as you climb", "increases"),
        (PRESSURE, "Air pressure doesn't decrease as you climb", "doesn't"),
        ("All metals conduct electricity.", "Some metals conduct electricity", "Some"),
        ("Veins carry blood to the heart.", "veins carry blood from the heart", "from"),
        ("Producers make their own food.", "Producers cannot make their own food", "cannot"),
        ("White blood cells fight infection.", "Red blood cells fight infection", "Red"),
        ("Without it the loop never ends.", "With it the loop never ends", "With"),
        ("He is in the story.", "He is outside the story", "outside"),
        ("He feels quite hopeful here.", "he feels quite hopeless here", "hopeless"),
        ("Lines always meet here.", "Lines never meet here", "never"),
        ("Deep ones are older, so it is older.", "Deep ones are newer, so it is newer", "newer"),
        ("It is set before the loop.", "It is set after the loop", "after"),
        ("It does not burn in air.", "It does burn in air", "It does burn in air"),
    ],
)
def test_the_words_that_turn_it_round_are_named(reference: str, answer: str, turning: str) -> None:
    place = reversed_at(WHY, [reference], answer)
    assert place is not None
    assert answer[slice(*place)] == turning


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (PRESSURE, "Air pressure decreases as you climb"),
        (PRESSURE, "The pressure of the air gets lower as you climb."),
        (PRESSURE, "Air pressure does not increase as you climb"),
        (PRESSURE, "air presure decreases while you climb"),
        ("The higher it is, the more dissolves.", "The lower it is, the less dissolves"),
        ("The path is open.", "There is no closed path"),
        ("No, the cookies are not pure sugar.", "The cookies are not pure sugar"),
        ("The ship hit an iceberg and sank.", "The ship hit a berg and went down"),
        ("It was not in a closed path.", 'It wasn"t in a closed path'),
    ],
)
def test_the_same_and_what_is_turned_twice_is_not_reversed(reference: str, answer: str) -> None:
    assert reversed_at(WHY, [reference], answer) is None


def test_who_repeats_another_reference_reverses_none() -> None:
    assert (
        reversed_at(WHY, [PRESSURE, "Depth: pressure increases as you dive."], "it is so") is None
    )
    both = [PRESSURE, "Air pressure increases as you dive."]
    assert reversed_at(WHY, both, "Air pressure increases as you dive") is None


def test_another_example_is_no_reversal() -> None:
    assert reversed_at("Name one primary colour.", ["Red is a colour."], "Blue is a colour") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it_or_reverses_itself(text: str, other: str) -> None:
    assert reversed_at(WHY, [text], text) is None
    reversed_at(WHY, [text], other)


@pytest.mark.parametrize(
    ("reference", "answer", "opposed"),
    [
        ("All adult citizens can vote.", "some adult citizens", "some"),
        ("They have free electrons that can move.", "they have free protons", "protons"),
        ("They migrate to find food and warmer weather.", "to find colder weather", "colder"),
    ],
)
def test_a_contrary_among_some_words_of_a_reference_is_named(
    reference: str, answer: str, opposed: str
) -> None:
    place = opposed_at(WHY, [reference], answer)
    assert place is not None
    assert answer[slice(*place)] == opposed


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("All adult citizens can vote.", "all adults"),
        ("All adult citizens can vote.", "some"),
        ("All adult citizens can vote.", "some adult women"),
        ("All adult citizens can vote.", "not some adult citizens"),
        ("Light is faster than sound.", "sound is slower than light"),
        ("They have different hands.", "their hands are not the same"),
    ],
)
def test_who_says_more_or_denies_or_compares_is_not_opposed(reference: str, answer: str) -> None:
    assert opposed_at(WHY, [reference], answer) is None


def test_who_is_opposed_to_one_reference_alone_is_not() -> None:
    both = ["All adult citizens can vote.", "Some adult citizens can vote."]
    assert opposed_at(WHY, both, "some adult citizens") is None
