"""What the forest does not see in short Chinese answers is worked out by rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.chinese.short_answers import denies, listed, looked_at, turned
from analytics.grading.lists import Listed

ICE = "冰的密度比水小"
STATES = "物质的三态是什么？"
MATTER = ["固态、液态和气态"]
UNSURE = (0.4, 0.2, 0.1, 0.2, 0.1)


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (ICE, "冰的密度比水大"),
        (ICE, "因为水的密度比冰小"),
        ("光的传播速度比声音快得多", "声音的传播速度比光快得多"),
        ("动力臂比阻力臂长的时候省力", "动力臂比阻力臂短的时候省力"),
        (ICE, "冰的密度大于水"),
        ("光的传播速度比声音快。", "声音比光快"),
    ],
)
def test_a_comparison_turned_round_is_seen(reference: str, answer: str) -> None:
    assert turned([reference], answer)
    seen = looked_at(("为什么？", [reference], answer), UNSURE, known=True)
    assert seen is not None
    assert max(seen) == seen[2]


@pytest.mark.parametrize(
    "answer",
    [
        ICE,
        "水的密度比冰大",
        "冰的密度小于水",
        "冰的密度不大于水",
        "冰比水冷",
        "冰的密度不比水小",
        "密度小",
    ],
)
def test_the_same_or_another_comparison_is_not_turned(answer: str) -> None:
    assert not turned([ICE], answer)


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("鲸鱼是鱼吗？", "不是，它是哺乳动物", "是，它生活在水里"),
        ("能否用它测量？", "不能，会胀破", "可以"),
        ("植物能生长吗？", "能，只要有水", "不能"),
    ],
)
def test_yes_is_told_from_no(question: str, reference: str, answer: str) -> None:
    assert denies(question, [reference], answer)


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("鲸鱼是鱼吗？", "不是，它是哺乳动物", "不是"),
        ("能否用它测量？", "不能，会胀破", "能否用它测量"),
        ("为什么？", "不是鱼", "是鱼"),
        ("植物能生长吗？", "有水就能生长", "不能"),
    ],
)
def test_what_is_not_asked_for_yes_or_no_denies_nothing(
    question: str, reference: str, answer: str
) -> None:
    assert not denies(question, [reference], answer)


@pytest.mark.parametrize(
    ("answer", "there", "others"),
    [
        ("气态，液态，固态", 3, 0),
        ("固态和液态", 2, 0),
        ("气态", 1, 0),
        ("固态、液态、等离子态", 2, 1),
    ],
)
def test_what_of_a_list_is_there_is_counted(answer: str, there: int, others: int) -> None:
    assert listed(STATES, MATTER, answer) == Listed(MATTER[0], there, 3, others)


def test_as_many_as_are_asked_for_are_enough() -> None:
    found = listed("举出两种可再生能源。", ["太阳能、风能、水能"], "风能和太阳能")
    assert found is not None
    assert found.is_whole


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (STATES, MATTER[0], "冰、水、汽"),
        (STATES, MATTER[0], "不是固态、液态和气态"),
        ("按从大到小的顺序写出。", "木星、土星", "土星、木星"),
        ("为什么会生锈？", "铁与氧气和水反应，生成铁锈", "氧气和水"),
    ],
)
def test_nothing_is_said_of_what_is_no_list(question: str, reference: str, answer: str) -> None:
    assert listed(question, [reference], answer) is None


def test_names_of_known_questions_are_left_to_the_forest() -> None:
    item = ("中国的首都是哪里？", ["北京"], "上海")
    assert looked_at(item, UNSURE, known=True) is None
    seen = looked_at(item, UNSURE, known=False)
    assert seen is not None
    assert seen[0] < 0.2


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_text_breaks_it_or_contradicts_itself(question: str, text: str) -> None:
    assert not turned([text], text)
    assert not denies(question, [text], text)
    listed(question, [text], text)
