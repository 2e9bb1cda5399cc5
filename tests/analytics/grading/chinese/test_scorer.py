import numpy as np
import pytest

from analytics.grading.chinese.scorer import (
    SHARES,
    Calibration,
    Scored,
    lexical_features,
    negations,
    polarity,
    rank_references,
    softmax,
    text_pair,
    tokens,
)

ITEM = ("栈有什么特点？", ("栈是先进后出的线性表。", "队列先进先出。"), "栈是先进后出的。")


def test_chinese_is_read_by_character_and_latin_by_word():
    assert tokens("栈 LIFO，O(n2)") == ["栈", "lifo", "o", "n", "2"]


def test_the_nearest_reference_comes_first():
    assert rank_references(ITEM[1], ITEM[2]) == [0, 1]
    assert rank_references(ITEM[1], "先进先出的队列") == [1, 0]


def test_the_network_reads_the_answer_then_the_question_and_references():
    answer, rest = text_pair(ITEM)
    assert answer == ITEM[2]
    assert rest.split(" | ") == [ITEM[0], *ITEM[1]]


@pytest.mark.parametrize(
    ("text", "expected"), [("不正确，因为…", -1), ("正确，因为不需要移动", 1), ("链表", 0)]
)
def test_a_verdict_at_the_start_is_read(text, expected):
    assert polarity(text) == expected


def test_words_that_only_look_negated_do_not_count():
    assert negations("不仅快，而且不同") == 0
    assert negations("不需要，也没有") == 2


def test_an_empty_answer_has_finite_features():
    features = lexical_features((ITEM[0], ITEM[1], ""))
    assert np.isfinite(features).all()
    assert len(features) == len(lexical_features(ITEM))


def test_the_plain_calibration_leaves_the_network_alone():
    logits = np.random.default_rng(1).normal(size=(2, len(SHARES)))
    kept = Calibration.plain().apply(logits, [ITEM, ITEM])
    assert kept == pytest.approx(softmax(logits))


def test_probabilities_and_shares_come_from_one_distribution():
    outputs = np.zeros((3, len(SHARES)))
    outputs[0, -1] = outputs[1, 7] = outputs[2, 0] = 1.0
    scored = Scored.of(outputs)
    assert scored.shares == pytest.approx([1.0, 0.5, 0.0])
    assert scored.probabilities.argmax(axis=1).tolist() == [0, 1, 2]
