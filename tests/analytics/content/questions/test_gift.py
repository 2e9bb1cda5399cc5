"""Moodle's GIFT: what it says is read, what cannot be is told."""

import pytest

from analytics.content import (
    ClozeItem,
    Gap,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    ShortAnswerItem,
    shipped_banks,
)
from analytics.content.interchange.questions.found import FoundItem, FoundItems
from analytics.content.interchange.questions.gift_reading import read_gift
from analytics.content.interchange.questions.gift_writing import write_gift

TWO = Gap(answers=("two", "2"))
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


def test_escaped_marks_are_read_as_they_are_meant() -> None:
    words = [one.item for one in read_gift(FILE).items if isinstance(one.item, ShortAnswerItem)]
    assert [(one.prompt, one.references) for one in words] == [
        ("Write a {set} of 1 = 1: what is #1?\nSay it.", ("the ~first",)),
    ]


@pytest.mark.parametrize(
    ("text", "prompt", "gap"),
    [
        ("Two plus {=two =2 =%50%three} equals four.", "Two plus [1] equals four.", TWO),
        ("Two plus two is {=four}.", "Two plus two is [1].", Gap(answers=("four",))),
        ("{=Ice} is\\: cold [1]", "[1] is: cold (1)", Gap(answers=("Ice",))),
        ("It melts at {#0:0.5}°C.", "It melts at [1]°C.", Gap(answers=("0",), tolerance=0.5)),
        ("It is {#1..4} or so", "It is [1] or so", Gap(answers=("2.5",), tolerance=1.5)),
        ("Is {#=1:0.1 =2:0.1} it?", "Is [1] it?", Gap(answers=("1", "2"), tolerance=0.1)),
        (
            "[html]<p>It costs {~a lot =%100%nothing ~%50%little\\=ish} to use.</p>",
            "It costs [1] to use.",
            Gap(answers=("nothing",), wrong=("a lot", "little=ish")),
        ),
    ],
)
def test_answers_in_the_middle_of_a_text_are_its_gap(text: str, prompt: str, gap: Gap) -> None:
    [one] = read_gift(text).items
    assert isinstance(one.item, ClozeItem)
    assert (one.item.prompt, one.item.gaps) == (prompt, (gap,))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It is {~wet#No. =dry} there.", "multiple_choice"),
        ("It is {~%50%wet ~%50%cold ~dry} there.", "multiple_select"),
        ("That it is wet is {T}.", "multiple_choice"),
        ("It is {=" + "x" * 121 + "} there.", "short_answer"),
        ("It is {>2 ALL\nwet\ndry\n} by turns.", "ordering"),
        ("[html]<p>What is it? {=wet}</p>", "short_answer"),
    ],
)
def test_what_does_not_fit_in_a_gap_is_asked_with_a_blank(text: str, kind: str) -> None:
    found = read_gift(text)
    [one] = found.items
    assert one.item.kind == kind
    assert ("_____" in one.item.prompt) == ("<p>" not in text)
    assert found.report.remarks == []


def test_what_is_simplified_is_told_at_its_line() -> None:
    told = [(r.place, r.code, *r.facts) for r in read_gift(FILE).report.remarks]
    assert told == [
        ("9: Tomb", "partial_marks", "Jefferson"),
        ("18", "partial_marks", "three"),
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
        ("What {=a}{=b}?", "left_out_gift_gaps"),
        ("What {=a} or {=b} or {{=c}?", "left_out_unclosed"),
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
