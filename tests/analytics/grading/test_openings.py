"""Yes is told from no, and one letter from another."""

import pytest

from analytics.grading.openings import chooses_otherwise


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("No, a whale is a mammal.", "Yes, it is a mammal that breathes air"),
        ("Yes, they can.", "no"),
        ("Yes.", "Nope, they cannot"),
        ("A. Dry soil heats more quickly.", "B. it heats up faster"),
        ("B because it is black.", "c"),
        ("C. It is black.", "it is A because it is black"),
    ],
)
def test_another_choice_is_told(reference: str, answer: str) -> None:
    assert chooses_otherwise([reference, reference], answer)


@pytest.mark.parametrize(
    ("references", "answer"),
    [
        (["No, a whale is a mammal."], "no it is a mammal"),
        (["No.", "Yes."], "yes"),
        (["A whale is a mammal."], "yes"),
        (["No, a whale is a mammal."], "It is a mammal, yes"),
        (["Nobody knows."], "yes"),
        (["A. Dry soil heats more quickly."], "A, it heats up"),
        (["C. It is black."], "a black one"),
        (["B and C are in one path."], "C and B are"),
        (["A lid keeps it warm."], "B"),
        (["B.", "C."], "D"),
    ],
)
def test_the_same_or_none_is_no_other(references: list[str], answer: str) -> None:
    assert not chooses_otherwise(references, answer)
