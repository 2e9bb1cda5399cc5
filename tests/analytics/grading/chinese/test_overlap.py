"""What is counted of a Chinese answer beside its references."""

import numpy as np
import pytest

from analytics.grading.chinese.overlap import (
    Reading,
    negations,
    polarity,
    rank_references,
    similarity,
    tokens,
)
from analytics.grading.chinese.reading import sentence

ITEM = ("栈有什么特点？", ("栈是先进后出的线性表。", "队列先进先出。"), "栈是先进后出的。")


def features(answer: str, references: tuple[str, ...] = ITEM[1]) -> list[float]:
    return Reading.of((ITEM[0], references, answer)).features()


def test_chinese_is_read_by_character_and_latin_by_word() -> None:
    assert tokens("栈 LIFO，O(n2)") == ["栈", "lifo", "o", "n", "2"]


def test_the_nearest_reference_comes_first() -> None:
    assert rank_references(ITEM[1], ITEM[2]) == [0, 1]
    assert rank_references(ITEM[1], "先进先出的队列") == [1, 0]
    assert Reading.of(ITEM).nearest == sentence(ITEM[1][0])


def test_equal_texts_are_alike_and_strange_ones_are_not() -> None:
    assert similarity("先进后出", "先进后出") == pytest.approx(1.0)
    assert similarity("先进后出", "天气很好") == 0.0


@pytest.mark.parametrize(
    ("text", "expected"), [("不正确，因为…", -1), ("正确，因为不需要移动", 1), ("链表", 0)]
)
def test_a_verdict_at_the_start_is_read(text: str, expected: int) -> None:
    assert polarity(text) == expected


def test_words_that_only_look_negated_do_not_count() -> None:
    assert negations("不仅快，而且不同") == 0
    assert negations("不需要，也没有") == 2


@pytest.mark.parametrize("answer", ["", " ", "？", "O(1)", "栈" * 500])
def test_any_answer_has_the_same_number_of_finite_features(answer: str) -> None:
    found = features(answer)
    assert np.isfinite(found).all()
    assert len(found) == len(features(ITEM[2]))


def test_a_denied_reference_reads_otherwise_than_the_reference() -> None:
    plain, denied = (Reading.of((*ITEM[:2], a)) for a in ("栈是先进后出的", "栈不是先进后出的"))
    assert denied.contradicts
    assert not plain.contradicts
    assert denied.features() != plain.features()


def test_the_order_of_the_same_characters_counts() -> None:
    assert features("出后进先是栈的") != features("栈是先进后出的")


def test_a_name_before_an_answer_changes_nothing() -> None:
    assert features(f"我叫王小明，{ITEM[2]}") == features(ITEM[2])
