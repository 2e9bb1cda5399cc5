"""A substance is the same by its formula and by its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.formulas import as_named


@pytest.mark.parametrize(
    ("question", "reference", "answer", "read"),
    [
        ("Which gas?", "carbon dioxide", "CO2", "carbon dioxide"),
        ("Which gas?", "Carbon dioxide.", "co\u2082 from the air", "carbon dioxide from the air"),
        ("Which gas?", "CO2", "carbon dioxide", "CO2"),
        ("Which gas?", "oxygen", "oxygen gas", "oxygen"),
        ("What forms?", "water and carbon dioxide", "H2O and CO2", "water and carbon dioxide"),
    ],
)
def test_it_is_called_as_in_the_reference(
    question: str, reference: str, answer: str, read: str
) -> None:
    assert as_named(question, [reference], answer) == read


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("What is the formula of water?", "H2O", "water"),
        ("What does DNA stand for?", "deoxyribonucleic acid", "DNA"),
        ("Which gas?", "carbon monoxide", "co"),
        ("Which gas?", "carbon dioxide", "CO"),
        ("Which gas?", "carbon dioxide", "carbon dioxide"),
        ("Why?", "It is warm.", "water"),
    ],
)
def test_anything_else_stays_as_it_is(question: str, reference: str, answer: str) -> None:
    assert as_named(question, [reference], answer) == answer


@given(st.text(max_size=40))
def test_a_text_is_called_as_it_calls_itself(text: str) -> None:
    again = as_named("Why?", [text], text)
    assert as_named("Why?", [text], again) == again
