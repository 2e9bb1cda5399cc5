"""Who does what to whom is told from the same the other way round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.roles import restated, swapped

GASES = "Plants take in carbon dioxide and release oxygen."
HEAT = "Heat flows from hot objects to cold objects."
ICE = "The ice melted because the sun warmed it."
VIRUS = "The virus infected the cell."


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("The moon orbits the planet.", "The planet orbits the moon"),
        (GASES, "Plants take in oxygen and release carbon dioxide"),
        (HEAT, "heat flows from cold objects to hot objects"),
        (VIRUS, "The cell infected the virus."),
        (VIRUS, "The virus was infected by the cell"),
        ("Evaporation changes liquid into gas.", "Evaporation changes gas into liquid"),
        ("The numerator is above the denominator.", "The denominator is above the numerator"),
        (ICE, "The sun warmed it because the ice melted."),
        (
            "Weather is short-term, climate long-term.",
            "Climate is short term and weather long term",
        ),
        ("Cats chase mice and dogs.", "Dogs chase mice and cats"),
        ("The whale is a mammal, not a fish.", "The whale is a fish, not a mammal"),
        ("Water does not flow into oil.", "Oil doesn't flow into water"),
        ("It pulls the mean up more than the median.", "It pulls the median up more than the mean"),
        ("Colonists protested against British taxes.", "British protested against colonists taxes"),
    ],
)
def test_two_things_that_change_places_are_swapped(reference: str, answer: str) -> None:
    assert swapped([reference], answer)
    assert restated([reference], answer) is None


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (VIRUS, "The cell was infected by the virus"),
        (HEAT, "heat flows to cold objects from hot objects"),
        (ICE, "Because the sun warmed it, the ice melted"),
        (GASES, "Plants release oxygen and take in carbon dioxide"),
        ("Hydrogen reacts with oxygen here.", "Oxygen reacts with hydrogen here"),
        ("Line AB is parallel to line CD.", "Line CD is parallel to line AB"),
        ("The capital of France is Paris.", "Paris is the capital of France"),
        ("In the morning the sun is low.", "The sun is low in the morning"),
        ("Cats eat mice.", "Mice do not eat cats"),
        ("It is a gas, not a liquid.", "It is no liquid but a gas"),
        ("Red, green and blue paint is primary.", "Blue, red and green paint is primary."),
        ("One makes two cells and one makes four cells.", "One makes four cells and one makes two"),
        ("Many East Germans, skilled and young, left.", "Many young, skilled East Germans left"),
        ("Cats eat mice.", "Mice fear the cat that eats cheese"),
    ],
)
def test_what_takes_along_what_ties_it_and_what_is_so_both_ways_is_not(
    reference: str, answer: str
) -> None:
    assert swapped([reference], answer) is None


def test_who_says_as_much_of_another_sentence_in_its_order_swaps_nothing() -> None:
    references = ["The sun is east of us at dawn.", "The west wind is from the sun at dawn."]
    assert swapped(references, "The sun is east of us at dawn") is None
    both = "The moon orbits the planet. The planet orbits the moon."
    assert swapped([both], "the planet orbits the moon") is None


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (VIRUS, "the cell was infected by the virus"),
        ("The cell was infected by the virus.", "the virus infected the cell"),
        ("Cats and dogs are mammals.", "Dogs and cats are mammals."),
        ("Mice fear cats and dogs.", "mice fear dogs and cats"),
        ("Warm air rises and cold air sinks.", "cold air sinks and warm air rises"),
    ],
)
def test_a_passive_and_equal_things_in_another_order_say_the_same(
    reference: str, answer: str
) -> None:
    assert restated([reference], answer) == reference


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("Cats eat fish and dogs eat meat.", "Cats eat dogs and fish eat meat"),
        ("Warm air rises and cold air sinks.", "cold air rises and warm air sinks"),
        ("All cats and dogs are mammals.", "Some dogs and cats are mammals"),
        ("It goes on when cold and off when warm.", "It goes off when cold and on when warm"),
        ("It is -5 degrees.", "It is 5 degrees"),
        ("Ice and water have 5% salt.", "Water and ice have 5 salt"),
        ("Cats and dogs eat. They do not fly.", "Dogs and cats eat"),
    ],
)
def test_another_meaning_is_not_taken_for_the_same(reference: str, answer: str) -> None:
    assert restated([reference], answer) is None


def test_the_sentence_that_swaps_is_named() -> None:
    answer = "I saw it. The planet orbits the moon!"
    place = swapped(["The moon orbits the planet."], answer)
    assert place is not None
    start, end = place
    assert answer[start:end] == "The planet orbits the moon"


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it_or_swaps_its_own_things(text: str, other: str) -> None:
    assert swapped([text], text) is None
    assert restated([text], other) in {None, text}
