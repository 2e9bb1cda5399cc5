"""Which way something changes is read in whatever Chinese words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.chinese.directions import otherwise_at, restated

GAS = "气体的压强增大时，体积怎样变化？"
SMALLER = "体积减小。"
RATE = "温度怎样变化？"
UP = "温度升高。"
LINKED = "负相关是什么意思？"
OTHER_WAY = "一个变量增大时，另一个减小。"
KING = "大宪章的目的是什么？"
LIMITED = "限制国王的权力。"


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (GAS, SMALLER, "变小"),
        (GAS, SMALLER, "体积变小了"),
        (GAS, SMALLER, "它会缩小"),
        (GAS, SMALLER, "它们变小了"),
        ("加热多久？", "时间变长。", "时间更长"),
        (RATE, UP, "上升"),
        (RATE, UP, "变热了"),
        (RATE, "温度不变。", "没有变化"),
        (LINKED, OTHER_WAY, "一个上升，另一个下降"),
        (KING, LIMITED, "减少国王的权力"),
    ],
)
def test_the_same_change_in_other_words_is_the_reference(
    question: str, reference: str, answer: str
) -> None:
    assert restated(question, [reference], answer) == reference
    assert otherwise_at(question, [reference], answer) is None


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (GAS, SMALLER, "体积增大"),
        (GAS, SMALLER, "不变"),
        (RATE, UP, "下降"),
        (LINKED, OTHER_WAY, "两个都增大"),
        (KING, LIMITED, "让国王权力更大"),
    ],
)
def test_another_change_is_told(question: str, reference: str, answer: str) -> None:
    assert otherwise_at(question, [reference], answer) == (0, len(answer))
    assert restated(question, [reference], answer) == ""


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (GAS, SMALLER, "体积没有减小"),
        (GAS, SMALLER, "分子之间的距离减小"),
        (GAS, SMALLER, "体积比原来小"),
        (GAS, SMALLER, "会变化"),
        (KING, LIMITED, "变冷"),
    ],
)
def test_who_says_more_or_less_or_denies_is_not_read(
    question: str, reference: str, answer: str
) -> None:
    assert restated(question, [reference], answer) == ""
    assert otherwise_at(question, [reference], answer) is None


@given(st.text("温度升降高低变大小不了，一个", max_size=10))
def test_no_text_is_both_the_same_and_another(answer: str) -> None:
    assert not (restated(RATE, [UP], answer) and otherwise_at(RATE, [UP], answer))
