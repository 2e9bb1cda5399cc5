"""Reading a Chinese answer as its writer meant it."""

import pytest

from analytics.grading.chinese.reading import alike_in_sound, meant, sentence, without_introduction

KNOWN = ("水坑为什么会变小？", "水蒸发了，变成水蒸气进入空气。")


@pytest.mark.parametrize(
    "name", ["我叫王伟。", "我叫买买提·艾力，", "老师好，我的名字是卓玛，我觉得", "我是李雷。"]
)
def test_a_name_before_the_answer_is_cut(name: str) -> None:
    assert without_introduction(f"{name}水蒸发了") == "水蒸发了"


@pytest.mark.parametrize("answer", ["我是这样想的，水蒸发了", "我叫王伟。", "水蒸发了", ""])
def test_what_only_looks_like_a_name_or_is_all_there_is_stays(answer: str) -> None:
    assert without_introduction(answer) == answer


def test_a_slip_that_sounds_right_is_read_as_it_was_meant() -> None:
    assert meant("水争发了，变成水争气", KNOWN) == "水蒸发了，变成水蒸气"


@pytest.mark.parametrize("answer", ["水没有蒸发", "水不蒸发", "云朵很白", "水结冰了"])
def test_what_was_said_on_purpose_stays(answer: str) -> None:
    assert meant(answer, KNOWN) == answer


def test_a_negation_is_never_taken_for_another_word() -> None:
    assert meant("布会蒸发", ("水不会蒸发",)) == "布会蒸发"
    assert meant("不会蒸发", ("布会蒸发",)) == "不会蒸发"


def test_written_cantonese_is_read_as_the_common_language() -> None:
    assert meant("唔係水，冇蒸发", KNOWN) == "不是水，没有蒸发"


def test_characters_alike_in_sound_are_others() -> None:
    assert "争" in alike_in_sound("蒸")
    assert "蒸" not in alike_in_sound("蒸")
    assert alike_in_sound("x") == ""


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("冰的密度比水小", "冰的密度比水小。"),
        ("冰的密度比水小。", "冰的密度比水小。"),
        ("答：北京！", "北京。"),
        ("答案是：北京", "北京。"),
        ("。", "。"),
        ("", ""),
    ],
)
def test_a_text_is_a_sentence_with_or_without_its_full_stop(text: str, bare: str) -> None:
    assert sentence(text) == bare
