"""Who takes the other of two things that a question offers is not right by the rest."""

import pytest

from analytics.grading.alternatives import takes_other

LARGER = "Which is larger, 3/4 or 2/3?"
CUPS = "Which stays warm: the open cup or the covered cup?"


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (LARGER, "3/4 is larger.", "2/3 is larger"),
        (CUPS, "The covered cup.", "the open one"),
        ("Is the sum odd or even?", "It is even.", "odd"),
    ],
)
def test_the_other_is_taken(question: str, reference: str, answer: str) -> None:
    assert takes_other(question, [reference], answer)


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (LARGER, "3/4 is larger.", "3/4"),
        (LARGER, "3/4 is larger.", "3/4, not 2/3"),
        (LARGER, "3/4 is larger than 2/3.", "2/3"),
        (CUPS, "The covered cup.", "not the open one"),
        (CUPS, "The covered cup.", "the lid"),
        ("Why is it warm?", "It is covered.", "open"),
        ("Will the bulb light or the motor turn when it moves?", "The bulb lights.", "It turns."),
    ],
)
def test_it_is_not(question: str, reference: str, answer: str) -> None:
    assert not takes_other(question, [reference], answer)
