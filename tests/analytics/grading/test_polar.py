"""Yes is told from no."""

import pytest

from analytics.grading.polar import denies


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("No, a whale is a mammal.", "Yes, it is a mammal that breathes air"),
        ("Yes, they can.", "no"),
        ("Yes.", "Nope, they cannot"),
    ],
)
def test_the_other_word_first_denies(reference: str, answer: str) -> None:
    assert denies([reference, reference], answer)


@pytest.mark.parametrize(
    ("references", "answer"),
    [
        (["No, a whale is a mammal."], "no it is a mammal"),
        (["No.", "Yes."], "yes"),
        (["A whale is a mammal."], "yes"),
        (["No, a whale is a mammal."], "It is a mammal, yes"),
        (["Nobody knows."], "yes"),
    ],
)
def test_anything_else_does_not(references: list[str], answer: str) -> None:
    assert not denies(references, answer)
