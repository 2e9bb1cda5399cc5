"""Who does what to whom is told in Chinese from the same the other way round."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.chinese.roles import restated, swapped

GASES = "植物吸收二氧化碳，释放氧气。"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("狗咬了人。", "人咬了狗"),
        (GASES, "植物吸收氧气，释放二氧化碳"),
        ("热从高温物体传到低温物体。", "热从低温物体传到高温物体"),
        ("因为下雨所以地湿", "因为地湿所以下雨"),
        ("月球绕地球转", "地球绕着月球转"),
        ("鲸鱼不是鱼而是哺乳动物", "鲸鱼不是哺乳动物而是鱼"),
    ],
)
def test_two_things_that_change_places_are_swapped(reference: str, answer: str) -> None:
    assert swapped([reference], answer) == (0, len(answer))
    assert restated([reference], answer) is None


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("狗咬了人。", "人被狗咬了"),
        (GASES, "植物释放氧气，吸收二氧化碳"),
        ("氢气和氧气反应生成水", "氧气和氢气反应生成水"),
        ("北京是中国的首都", "中国的首都是北京"),
        ("直线a平行直线b", "直线b平行直线a"),
        ("从高温物体传到低温物体", "传到低温物体从高温物体"),
        ("便于理解，便于修改，不影响运行", "不影响运行，便于修改，便于理解"),
    ],
)
def test_what_is_so_both_ways_is_not(reference: str, answer: str) -> None:
    assert swapped([reference], answer) is None


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (GASES, "植物释放氧气，吸收二氧化碳"),
        ("猫和狗是动物", "狗和猫是动物。"),
        ("老鼠怕猫和狗", "老鼠怕狗和猫"),
        ("月球绕地球转", "月球绕着地球转"),
    ],
)
def test_equal_things_in_another_order_say_the_same(reference: str, answer: str) -> None:
    assert restated([reference], answer) == reference


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("猫吃鱼，狗吃肉", "猫吃狗，鱼吃肉"),
        ("先加水，再加盐", "再加盐，先加水"),
        ("猫和狗是动物", "猫和鸟是动物"),
    ],
)
def test_another_meaning_or_order_in_time_is_not_the_same(reference: str, answer: str) -> None:
    assert restated([reference], answer) is None


@given(st.text("狗咬人和，。猫被的", max_size=12), st.text("狗咬人和，。猫被的", max_size=12))
def test_no_text_breaks_it_or_swaps_its_own_things(text: str, other: str) -> None:
    assert swapped([text], text) is None
    assert restated([text], other) in {None, text}
