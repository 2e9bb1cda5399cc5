"""A word of another meaning in the place of one is told from one of the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.replacements import has_unlike

WORK = "They moved to find work in the new factories."


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (WORK, "They moved to find work on the new farms."),
        ("The ship sank because it hit an iceberg.", "The ship sank because it hit a rock"),
        ("It states the main idea.", "it hides the main idea"),
    ],
)
def test_a_word_of_another_meaning_is_unlike(reference: str, answer: str) -> None:
    assert has_unlike([reference], answer) is True


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (WORK, "They moved to get work in the new plants"),
        ("Roots absorb water and minerals.", "Roots take in water and minerals"),
        ("Exercise strengthens the heart.", "exercise strengthened the hart"),
        ("It makes data unreadable.", "it makes information unreadable"),
    ],
)
def test_a_word_of_the_same_meaning_or_spelt_otherwise_is_not(reference: str, answer: str) -> None:
    assert not has_unlike([reference], answer)


@pytest.mark.parametrize(
    "answer", [WORK, "They moved there for jobs", "They moved to find it", "12 moved to find work"]
)
def test_what_keeps_it_or_says_it_otherwise_is_not_looked_at(answer: str) -> None:
    assert has_unlike([WORK], answer) is None


def test_one_reference_with_such_a_word_is_enough() -> None:
    references = [WORK, "They moved to find work on the farms."]
    assert has_unlike(references, "They moved to find work on the new farms") is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(text: str, other: str) -> None:
    assert has_unlike([text], text) is None
    assert has_unlike([text], other) in {None, True, False}
