"""Which way something changes is read in whatever words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.directions import otherwise_at, restated

GAS = "What happens to the volume of a gas when the pressure increases?"
SMALLER = "The volume decreases."
RATE = "What happened to the temperature?"
UP = "It went up."
LINKED = "What does a negative correlation mean?"
OTHER_WAY = "As one variable increases, the other decreases."
KING = "What was the purpose of the Magna Carta?"
LIMITED = "It limited the power of the king."
PRICES = "What happens to prices when demand falls?"
FALL = "Prices fall when demand falls."


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (GAS, SMALLER, "it gets smaller"),
        (GAS, SMALLER, "smaller"),
        (GAS, SMALLER, "It shrinks a lot."),
        (GAS, SMALLER, "as pressure increases the volume goes down"),
        (RATE, UP, "it rose slightly"),
        (RATE, UP, "it got hotter"),
        (RATE, "It did not change.", "it stayed the same"),
        (LINKED, OTHER_WAY, "when one goes up the other goes down"),
        (LINKED, OTHER_WAY, "when one falls, the other rises"),
        (KING, LIMITED, "to reduce the king's power"),
        (PRICES, FALL, "they go down"),
        ("How did it affect the church?", "It weakened it.", "it made the church weaker"),
        ("What happens to its density?", "It falls sharply.", "it becomes less dense"),
    ],
)
def test_the_same_change_in_other_words_is_the_reference(
    question: str, reference: str, answer: str
) -> None:
    assert restated(question, [reference], answer) == reference
    assert otherwise_at(question, [reference], answer) is None


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (GAS, SMALLER, "it increases"),
        (GAS, SMALLER, "it stays the same"),
        (GAS, SMALLER, "the volume goes up when the pressure goes up"),
        (RATE, UP, "it fell"),
        (RATE, UP, "no change"),
        (LINKED, OTHER_WAY, "both variables go up"),
        (KING, LIMITED, "It gave the king more power"),
        (PRICES, FALL, "prices rise when demand falls"),
    ],
)
def test_another_change_is_told(question: str, reference: str, answer: str) -> None:
    assert otherwise_at(question, [reference], f" {answer} ") == (1, 1 + len(answer))
    assert restated(question, [reference], answer) == ""


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (GAS, SMALLER, "the volume does not decrease"),
        (GAS, SMALLER, "it decreases because the particles move closer"),
        (GAS, SMALLER, "the mass decreases"),
        (GAS, SMALLER, "it is smaller than before"),
        (GAS, SMALLER, "it changes"),
        (RATE, UP, "hot"),
        (KING, LIMITED, "it grew"),
        ("What do plants need?", "They need sunlight.", "more"),
        (
            "What is the slope?",
            "How much y changes when x grows.",
            "How much x changes when y grows",
        ),
        ("How does the pitch of the sound change?", "It gets higher.", "it gets louder"),
    ],
)
def test_who_says_more_or_less_or_denies_or_repeats_is_not_read(
    question: str, reference: str, answer: str
) -> None:
    assert restated(question, [reference], answer) == ""
    assert otherwise_at(question, [reference], answer) is None


def test_one_of_several_references_is_enough_and_all_must_be_other() -> None:
    assert restated(RATE, ["It fell.", UP], "it increased") == UP
    assert otherwise_at(RATE, ["It fell.", UP], "it increased") is None
    assert otherwise_at(RATE, [UP, "It rose."], "it fell") is not None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_both_the_same_and_another(reference: str, answer: str) -> None:
    same = restated(RATE, [reference], answer)
    assert not (same and otherwise_at(RATE, [reference], answer))
