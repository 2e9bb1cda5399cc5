"""Whether the marked words of an answer are what its score rests on."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from analytics.grading.evaluate import Remembering
from analytics.grading.faithfulness import (
    MARGIN,
    TIMES,
    Answer,
    Place,
    faithfulness,
    marked_places,
    misplaced,
    of_probe_set,
)
from analytics.grading.metrics import Array
from analytics.grading.overlap import Item
from analytics.grading.scorer import Scorer
from analytics.grading.wording import words

SERVED = Path("model_repository/grader/1")
REFERENCE = "copper conducts current"
SAID = Answer("q", ("Why copper?", (REFERENCE,), "well I suppose it conducts current for us today"))


def by_words(items: Sequence[Item]) -> Array:
    """Take the share of the reference's words that an answer has for its worth."""
    found = []
    for _, references, answer in items:
        wanted = set(words(references[0]))
        right = len(wanted & set(words(answer))) / len(wanted)
        found.append([right, 0.0, 0.0, 1.0 - right, 0.0])
    return np.array(found)


def test_words_that_the_score_rests_on_are_faithful_marks() -> None:
    found = faithfulness(by_words, [SAID])
    assert found.answers == 1
    assert found.marked == pytest.approx(2 / 3)
    assert (found.random, found.share) == (0.0, 1.0)
    assert found.margin == found.low == found.high == pytest.approx(2 / 3)


def test_words_that_the_score_does_not_rest_on_are_no_faithful_marks() -> None:
    def first_words(item: Item) -> list[Place]:
        return [(0, len("well I"))]

    found = faithfulness(by_words, [SAID], first_words)
    assert found.marked == 0.0
    assert found.margin < 0.0


@pytest.mark.parametrize("answer", ["iron", "copper conducts current", ""])
def test_an_answer_that_is_wrong_or_has_no_other_words_says_nothing(answer: str) -> None:
    with pytest.raises(ValueError, match="no answer"):
        faithfulness(by_words, [Answer("q", ("?", (REFERENCE,), answer))])


def test_the_interval_draws_whole_questions() -> None:
    weaker = Answer("p", ("?", ("a b c d",), "here c d is what we mean now a"))
    alone = faithfulness(by_words, [SAID])
    repeated = faithfulness(by_words, [SAID] * 20)
    both = faithfulness(by_words, [SAID] * 20 + [weaker] * 20)
    assert [repeated.low, repeated.high] == pytest.approx([alone.low, alone.high])
    assert both.low < both.margin < both.high


def test_only_what_the_reference_says_is_marked() -> None:
    answer = SAID.item[2]
    assert [answer[start:end] for start, end in marked_places(SAID.item)] == ["conducts current"]


def test_the_served_marks_matter_more_than_other_words_by_the_stated_margin() -> None:
    found = of_probe_set(served().probabilities)
    assert found.margin >= MARGIN
    assert found.marked >= TIMES * found.random
    assert found.low > 0.0
    assert found.share > 0.5


def test_marks_at_random_places_fail_that_test() -> None:
    found = of_probe_set(served().probabilities, misplaced)
    assert found.margin < MARGIN / 2
    assert found.marked < TIMES * found.random


@cache
def served() -> Remembering:
    return Remembering(Scorer(SERVED))
