"""Chinese questions that ask for a name, a term or a number are judged by its characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.chinese.naming import asks_for_name, signs_of
from analytics.grading.naming import Signs

LEGS = "蜘蛛有几条腿？"
EIGHT = ["蜘蛛有八条腿。"]
ALL = Signs(none=False, all=True, more=False)
NONE = Signs(none=True, all=False, more=False)


@pytest.mark.parametrize(
    ("question", "reference"),
    [
        ("法国的首都是哪里？", "巴黎"),
        ("《红楼梦》的作者是谁？", "作者是曹雪芹。"),
        ("黄金的元素符号是什么？", "Au"),
        (LEGS, EIGHT[0]),
    ],
)
def test_a_question_for_a_name_is_known_as_one(question: str, reference: str) -> None:
    assert asks_for_name(question, [reference])


@pytest.mark.parametrize(
    ("question", "reference"),
    [
        ("为什么铁船能浮在水上？", "空心"),
        ("铁船浮在水上靠什么？", "铁船是空心的，排开的水的重量等于船的重量。"),
        ("法国的首都是哪里？", "法国的首都"),
    ],
)
def test_a_question_for_more_is_none(question: str, reference: str) -> None:
    assert not asks_for_name(question, [reference])


@pytest.mark.parametrize(
    ("answer", "signs"),
    [
        ("八条", ALL),
        ("8条", ALL),
        ("它有8条腿", ALL),
        ("六条", NONE),
        ("十八条", NONE),
        ("不是八条", NONE),
        ("", NONE),
        ("蜘蛛有几条腿", NONE),
        ("八条长腿", Signs(none=False, all=False, more=True)),
    ],
)
def test_a_number_is_there_or_not_however_it_is_written(answer: str, signs: Signs) -> None:
    assert signs_of(LEGS, EIGHT, answer) == signs


@pytest.mark.parametrize(
    ("reference", "answer", "signs"),
    [
        ("叶子长7.5厘米。", "75毫米", ALL),
        ("叶子长7.5厘米。", "7.5 cm", ALL),
        ("叶子长7.5厘米。", "7.5毫米", NONE),
        ("1914年", "一九一四年", ALL),
        ("1914年", "1918年", NONE),
        ("二氧化碳", "氧气", NONE),
        ("二氧化碳", "一氧化碳", Signs(none=False, all=False, more=False)),
    ],
)
def test_a_number_decides_in_any_unit_and_a_name_needs_half_its_characters(
    reference: str, answer: str, signs: Signs
) -> None:
    assert signs_of("是多少？", [reference], answer) == signs


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("十", "10"),
        ("十二", "12"),
        ("二十", "20"),
        ("两百零五", "205"),
        ("一千二百", "1200"),
        ("一九四五", "1945"),
    ],
)
def test_numerals_are_numbers(written: str, meant: str) -> None:
    assert signs_of("有几个？", [f"{meant}个"], f"{written}个").all


def test_a_name_may_stand_beside_other_words() -> None:
    question, names = "植物光合作用吸收什么气体？", ["吸收二氧化碳。"]
    assert signs_of(question, names, "二氧化碳") == ALL
    assert signs_of(question, names, "一氧化碳") == Signs(none=False, all=False, more=False)
    assert signs_of(question, names, "氮气和氧气").none
    assert signs_of(question, names, "吸收的是二氧化碳和水").more
    assert signs_of(question, names, "氮").none


@given(st.text(alphabet="零一二两三四五六七八九十百千万的腿 8A.", max_size=12))
def test_no_text_breaks_it(text: str) -> None:
    asks_for_name(text, [text])
    assert signs_of("", [text], text).none or signs_of("", [text], text).all
