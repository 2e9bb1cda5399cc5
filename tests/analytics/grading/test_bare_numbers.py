"""A number alone says what its reference says, where that says nothing else."""

import pytest

from analytics.grading.bare_numbers import spelt_out

ENDED = "The war ended in 1945."
LONG = "The pencil is 7.5 cm long."


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("When did the war end?", ENDED, "1945"),
        ("When did the war end?", ENDED, "in the year 1945."),
        ("How long is the pencil?", LONG, "7.5"),
        ("How long is the pencil?", LONG, "it is 7.50 cm"),
        ("How many legs does a spider have?", "A spider has eight legs.", "8"),
    ],
)
def test_a_right_number_is_read_as_the_reference(
    question: str, reference: str, answer: str
) -> None:
    assert spelt_out(question, ["It did not end.", reference], answer) == reference


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("When did the war end?", ENDED, "1946"),
        ("When did the war end?", ENDED, "not in 1945"),
        ("When did the war end?", ENDED, "1945 because of the bombs"),
        ("When did the war end?", ENDED, "at last"),
        ("How long is the pencil?", LONG, "7.5 mm"),
        ("Why does it boil?", "At 100 degrees its vapour pressure equals the air's.", "100"),
        ("What is 5 + 3?", "It is 8.", "5 + 3"),
    ],
)
def test_any_other_answer_stays_as_it_is(question: str, reference: str, answer: str) -> None:
    assert spelt_out(question, [reference], answer) == answer
