from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.overlap import (
    QUESTION_WORDS,
    Reading,
    lexical_features,
    pattern_features,
    rank_references,
    text_pair,
)


def test_the_reference_that_shares_most_with_the_answer_comes_first() -> None:
    references = ["the moon is small", "plants need light", "the sun is hot"]
    assert rank_references(references, "a plant needs some light")[0] == 1


def test_equal_references_keep_their_order() -> None:
    assert rank_references(["same", "same", "same"], "other") == [0, 1, 2]


def test_the_network_reads_the_answer_then_the_question_and_two_references() -> None:
    item = ("Why?", ["alpha beta", "gamma delta", "gamma"], "gamma delta")
    assert text_pair(item) == ("gamma delta", "Why? | gamma delta | gamma")


def test_without_a_question_only_the_references_are_read() -> None:
    assert text_pair(("", ["alpha beta"], "beta")) == ("beta", "alpha beta")


def test_only_the_end_of_a_long_question_is_read() -> None:
    question = " ".join(f"w{n}" for n in range(100))
    _, context = text_pair((question, ["r"], "a"))
    assert context.split(" | ")[0].split()[0] == f"w{100 - QUESTION_WORDS}"


def test_ten_features_see_coverage_and_negation() -> None:
    plain = lexical_features(("q", ["water boils"], "water boils"))
    denied = lexical_features(("q", ["water boils"], "water does not boil"))
    assert len(plain) == 10
    assert plain[0] == 1.0
    assert (plain[-1], denied[-1]) == (0.0, 1.0)


@given(question=st.text(max_size=60), reference=st.text(max_size=60), answer=st.text(max_size=60))
def test_features_of_any_text_are_finite(question: str, reference: str, answer: str) -> None:
    features = lexical_features((question, [reference], answer))
    assert all(math.isfinite(feature) for feature in features)


_ASKED = "Why does a lid keep tea hot?"
_WANTED = "The lid stops warm vapor from leaving the covered cup"


@pytest.mark.parametrize(
    ("answer", "pattern"),
    [
        ("The lid does not stop warm vapor from leaving the covered cup", 0),
        ("The lid does not stop warm vapor from leaving the covered cup", 1),
        ("cup leaving covered vapor the from warm stops lid The", 2),
        ("a lid keeps tea hot", 3),
    ],
)
def test_a_pattern_of_overlap_is_seen(answer: str, pattern: int) -> None:
    assert pattern_features((_ASKED, [_WANTED], answer))[pattern] > 0


def test_a_right_answer_shows_no_pattern() -> None:
    said = "Warm vapor stays in the covered cup because the lid stops it from leaving"
    assert not any(pattern_features((_ASKED, [_WANTED], _WANTED)))
    assert not any(pattern_features((_ASKED, [_WANTED], said)))


def test_the_nearest_reference_is_the_one_most_alike() -> None:
    reading = Reading.of(("Why?", ["the moon is small", "the sun is hot"], "a hot sun"))
    assert reading.order == (1, 0)
    assert reading.similarities[1] > reading.similarities[0]
    assert all(0.0 <= similarity <= 1.0 for similarity in reading.similarities)
