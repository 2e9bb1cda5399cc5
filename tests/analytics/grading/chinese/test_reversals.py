"""A Chinese reference turned round by a character is told from the same in others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.chinese.reversals import reversed_at

WHY = "为什么？"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("越往上气压越低。", "越往上气压越高"),
        ("气体受热膨胀。", "气体受热收缩"),
        ("列表为空时返回真。", "列表为空时，返回假"),
        ("生产者能自己制造食物。", "生产者不能自己制造食物"),
        ("白细胞抵抗感染。", "红细胞抵抗感染"),
    ],
)
def test_one_turned_word_reverses_it(reference: str, answer: str) -> None:
    assert reversed_at(WHY, [reference], answer) == (0, len(answer))


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("越往上气压越低。", "越往上，气压越低"),
        ("越往上气压越低。", "越往下气压越高"),
        ("船撞上冰山沉没了。", "船撞上礁石沉没了"),
        ("气体受热膨胀。", "温度升高体积变大"),
    ],
)
def test_the_same_or_another_sentence_is_not_reversed(reference: str, answer: str) -> None:
    assert reversed_at(WHY, [reference], answer) is None


def test_who_repeats_another_reference_reverses_none() -> None:
    assert reversed_at(WHY, ["越往上气压越低。", "越往下气压越高。"], "越往下气压越高") is None


def test_another_example_is_no_reversal() -> None:
    assert reversed_at("举一个例子。", ["红色是一种颜色"], "白色是一种颜色") is None


@given(st.text("越往上下气压高低不", max_size=12), st.text("越往上下气压高低不", max_size=12))
def test_no_text_breaks_it_or_reverses_itself(text: str, other: str) -> None:
    assert reversed_at(WHY, [text], text) is None
    reversed_at(WHY, [text], other)
