"""How an answer's tokens meet those of its references."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.alignment import ALIGNED, Tokens, aligned

COVERED, BACKED, NEW = 0, 1, 3
WORDS = {
    word: np.eye(6, dtype=np.float32)[at]
    for at, word in enumerate(("heat", "water", "rises", "moon", "cold", "the"))
}


def tokens(text: str) -> Tokens:
    """Give every word a direction of its own."""
    words = text.split()
    hidden = np.array([3.0 * WORDS[word] for word in words], dtype=np.float32)
    return Tokens.of(hidden.reshape(-1, 6), words)


def test_an_answer_that_is_the_reference_covers_it_whole() -> None:
    features = aligned(tokens("water"), [tokens("heat rises")], tokens("heat rises"))
    assert features[:7] == pytest.approx([1.0] * 7)


def test_an_answer_of_other_words_covers_nothing() -> None:
    features = aligned(tokens("water"), [tokens("heat rises")], tokens("moon cold"))
    assert features == pytest.approx([0.0] * ALIGNED)


def test_what_the_question_says_already_is_not_new() -> None:
    features = aligned(tokens("water"), [tokens("water rises")], tokens("water"))
    assert features[COVERED] == pytest.approx(0.5)
    assert features[NEW] == pytest.approx(0.0)


def test_a_stop_word_weighs_little() -> None:
    features = aligned(tokens("water"), [tokens("the heat")], tokens("heat"))
    assert features[COVERED] > 0.85
    assert features[BACKED] == pytest.approx(1.0)


def test_the_reference_that_is_met_best_counts() -> None:
    references = [tokens("moon cold"), tokens("heat rises")]
    assert aligned(tokens("water"), references, tokens("heat"))[COVERED] == pytest.approx(0.5)


@given(
    st.lists(st.sampled_from(sorted(WORDS)), max_size=5),
    st.lists(st.lists(st.sampled_from(sorted(WORDS)), max_size=4), min_size=1, max_size=3),
)
def test_features_of_any_texts_are_finite(answer: list[str], references: list[list[str]]) -> None:
    known = [tokens(" ".join(reference)) for reference in references]
    features = aligned(tokens("water"), known, tokens(" ".join(answer)))
    assert len(features) == ALIGNED
    assert np.isfinite(features).all()
