"""Moodle's GIFT: what it says is read, what cannot be is told."""

import pytest

from analytics.content import (
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    ShortAnswerItem,
    shipped_banks,
)
from analytics.content.interchange.questions.found import FoundItem, FoundItems
from analytics.content.interchange.questions.gift_reading import read_gift
from analytics.content.interchange.questions.gift_writing import write_gift

FILE = """\
// question: 0  name: Switch category to $course$/top/Default for Physics/Heat
$CATEGORY: $course$/top/Default for Physics/Heat

// question: 112  name: Boiling
// [id:heat-01] [tag:Changes of state]
::Boiling::[html]<p>At what temperature does water boil at <b>sea level</b>, in °C?</p>{#100:0.5####
It boils at 100 °C.}

::Tomb:: Who is buried in Grant's tomb?{
  ~Grant # He lies beside.
  ~%50%Jefferson
  =no one # Right\\: both stand above the ground.
}

// a note to self
::Sky::The sky is blue because it mirrors the sea.{FALSE#No, look at a pond.#Yes.}

Two plus {=two =2 =%50%three *} equals four.

::Range::Name a number from 1 to 5.{#1..5}

::Several::Give pi.{#
  =3.1416:0.0005#close
  =%50%3.1:0.05
}

Write a \\{set\\} of 1 \\= 1\\: what is \\#1?\\nSay it.{=the \\~first}
"""


def by_title(found: FoundItems) -> dict[str, FoundItem]:
    return {one.source.title: one for one in found.items}


def test_each_kind_that_moodle_writes_is_read() -> None:
    found = by_title(read_gift(FILE))
    boiling = found["Boiling"]
    assert isinstance(boiling.item, NumericItem)
    assert (boiling.item.answer, boiling.item.tolerance) == (100, 0.5)
    assert boiling.item.prompt == "At what temperature does water boil at sea level, in °C?"
    assert boiling.item.worked == "It boils at 100 °C."
    assert (boiling.key, boiling.source.group) == ("heat-01", "Default for Physics / Heat")
    assert boiling.source.tags == ("Changes of state",)
    tomb = found["Tomb"].item
    assert isinstance(tomb, MultipleChoiceItem)
    assert [(one.text, one.feedback) for one in tomb.options] == [
        ("Grant", "He lies beside."),
        ("Jefferson", ""),
        ("no one", "Right: both stand above the ground."),
    ]
    assert tomb.correct == "o3"
    sky = found["Sky"].item
    assert isinstance(sky, MultipleChoiceItem)
    assert (sky.correct, sky.options[0].feedback) == ("o2", "No, look at a pond.")
    ranged = found["Range"].item
    assert isinstance(ranged, NumericItem)
    assert (ranged.answer, ranged.tolerance) == (3, 2)


def test_a_gap_in_a_sentence_and_escaped_marks_are_read() -> None:
    words = [one.item for one in read_gift(FILE).items if isinstance(one.item, ShortAnswerItem)]
    assert [(one.prompt, one.references) for one in words] == [
        ("Two plus _____ equals four.", ("two", "2")),
        ("Write a {set} of 1 = 1: what is #1?\nSay it.", ("the ~first",)),
    ]


def test_what_is_simplified_is_told_at_its_line() -> None:
    told = [(r.place, r.code, *r.facts) for r in read_gift(FILE).report.remarks]
    assert told == [
        ("9: Tomb", "partial_marks", "Jefferson"),
        ("18", "partial_marks", "three *"),
        ("22: Several", "more_numbers", "3.1:0.05"),
        ("22: Several", "feedback_dropped"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("::Match::Pair them.{=cat -> cat food =dog -> dog food}", "left_out_kind"),
        ("Only a text to read.", "left_out_kind"),
        ("Explain yourself.{}", "left_out_no_answer"),
        ("Explain yourself.{####I am.}", "left_out_no_answer"),
        ("What?{=a", "left_out_unclosed"),
        ("What? =a}", "left_out_unclosed"),
        ("What {=a}{=b}?", "left_out_unclosed"),
        ("{=a}", "left_out_empty"),
        ("How many?{#many}", "left_out_number"),
        ("How many?{#inf}", "left_out_number"),
        ("How many?{#=%50%3}", "left_out_no_answer"),
        ("Which?{~a ~b}", "left_out_no_answer"),
        ("Which?{=a}{", "left_out_unclosed"),
        ("Which?{=*}", "left_out_no_answer"),
        ("Which?{foo}", "left_out_no_answer"),
        ("Which?{~%0%a ~%-50%b}", "left_out_no_answer"),
        ("Which?{=a ~%100%b ~c}", "left_out_several"),
        ("Which?{=a " + " ".join(f"~{n}" for n in range(8)) + "}", "left_out_options"),
        ("x" * 2_001 + "{=a}", "left_out_long"),
        ("Which?{=a ~" + "x" * 501 + "}", "left_out_long"),
        ("Why?{=" + "x" * 1_001 + "}", "left_out_long"),
    ],
)
def test_a_question_that_cannot_be_kept_is_told_and_the_next_one_read(text: str, code: str) -> None:
    found = read_gift(f"\n{text}\n\n::Next::What?{{=this}}\n")
    assert [one.source.title for one in found.items] == ["Next"]
    assert [(r.place.split(":")[0], r.code) for r in found.report.remarks] == [("2", code)]


def test_several_right_options_are_read_together() -> None:
    found = read_gift("Which?{~%50%a ~%50%b#yes ~%-100%c}\n\nAnd?{~%60%a ~%40%b ~c}")
    first, second = (one.item for one in found.items)
    assert isinstance(first, MultipleSelectItem)
    assert isinstance(second, MultipleSelectItem)
    assert (first.correct, first.options[1].feedback) == (("o1", "o2"), "yes")
    assert second.correct == ("o1", "o2")
    assert [(r.place, r.code) for r in found.report.remarks] == [("3", "weights_even")]


def test_a_picture_that_a_question_needs_is_told() -> None:
    found = read_gift('[html]<p>What is <img src="@@PLUGINFILE@@/x.png" alt="a beaker">?</p>{=it}')
    assert found.items[0].item.prompt == "What is [a beaker]?"
    assert [r.code for r in found.report.remarks] == ["media_missing"]


def test_raised_and_lowered_marks_and_lists_stay_readable() -> None:
    text = "[html]<p>H<sub>2</sub>O, m<sup>3</sup>, x<sup>ab</sup>\\:</p><ul><li>one</li></ul>{=x}"
    [one] = read_gift(text).items
    assert one.item.prompt == "H₂O, m³, x^(ab):\n- one"


def test_a_less_than_sign_is_no_markup() -> None:
    [one] = read_gift("Is a < b and c > d?{=yes <p}").items
    assert isinstance(one.item, ShortAnswerItem)
    assert (one.item.prompt, one.item.references) == ("Is a < b and c > d?", ("yes <p",))


def test_a_question_that_stands_there_twice_is_read_once() -> None:
    found = read_gift("::A::What?{=a}\n\n::A::What?{=a}\n\n::A::What else?{=a}\n")
    assert [one.item.prompt for one in found.items] == ["What?", "What else?"]
    assert len({one.key for one in found.items}) == 2
    assert [r.code for r in found.report.remarks] == ["left_out_twice"]


def test_a_broken_note_of_ours_leaves_the_question_as_it_is_shown() -> None:
    found = read_gift('// signpost: {"kind": "numeric", "tries": 99}\nHow many?{#3}\n')
    assert found.items[0].item.prompt == "How many?"
    assert [r.code for r in found.report.remarks] == ["extras_ignored"]


def test_what_is_changed_by_hand_wins_over_our_note() -> None:
    [item] = shipped_banks()["science-7"].items[:1]
    [read] = read_gift(write_gift([item], {}).replace("#7.5:", "#8.5:")).items
    assert isinstance(read.item, NumericItem)
    assert (read.item.answer, read.item.unit) == (8.5, "cm")
