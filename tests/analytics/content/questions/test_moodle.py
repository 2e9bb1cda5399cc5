"""Moodle XML: what it says is read, what cannot be is told."""

import pytest

from analytics.content import (
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    ShortAnswerItem,
)
from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.reading import read_questions
from analytics.content.interchange.report import UnreadableFile

FILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category">
    <category>
      <text>$course$/top/Default for Physics/Heat</text>
    </category>
    <info format="moodle_auto_format">
      <text>The default category.</text>
    </info>
    <idnumber></idnumber>
  </question>

<!-- question: 4711  -->
  <question type="multichoice">
    <name>
      <text>Copper</text>
    </name>
    <questiontext format="html">
      <text><![CDATA[<p dir="ltr">Which metal is a&nbsp;better conductor, <b>copper</b> or iron?</p>]]></text>
    </questiontext>
    <generalfeedback format="html">
      <text><![CDATA[<p>Copper has more free electrons.</p>]]></text>
    </generalfeedback>
    <defaultgrade>1.0000000</defaultgrade>
    <penalty>0.3333333</penalty>
    <hidden>0</hidden>
    <idnumber>met-1</idnumber>
    <single>true</single>
    <shuffleanswers>true</shuffleanswers>
    <answernumbering>abc</answernumbering>
    <correctfeedback format="html"><text>Right.</text></correctfeedback>
    <answer fraction="100" format="html">
      <text><![CDATA[<p>Copper</p>]]></text>
      <feedback format="html"><text></text></feedback>
    </answer>
    <answer fraction="0" format="html">
      <text><![CDATA[<p>Iron</p>]]></text>
      <feedback format="html"><text><![CDATA[<p>Look at wires.</p>]]></text></feedback>
    </answer>
    <hint format="html"><text>What are wires made of?</text></hint>
    <hint format="html"><text>It is red.</text></hint>
    <tags>
      <tag><text>Conductors</text></tag>
    </tags>
  </question>
  <question type="truefalse">
    <name><text>Ice</text></name>
    <questiontext format="html"><text>Ice sinks.</text></questiontext>
    <answer fraction="0" format="moodle_auto_format">
      <text>true</text>
      <feedback format="html"><text>It floats.</text></feedback>
    </answer>
    <answer fraction="100" format="moodle_auto_format">
      <text>false</text>
      <feedback format="html"><text></text></feedback>
    </answer>
  </question>
  <question type="shortanswer">
    <name><text>Unit</text></name>
    <questiontext format="moodle_auto_format"><text>Which unit has force?</text></questiontext>
    <usecase>1</usecase>
    <answer fraction="100" format="moodle_auto_format">
      <text>newton*</text>
      <feedback format="html"><text>Yes.</text></feedback>
    </answer>
    <answer fraction="50" format="moodle_auto_format"><text>kg m/s^2</text></answer>
    <answer fraction="0" format="moodle_auto_format"><text>*</text></answer>
  </question>
  <question type="numerical">
    <name><text>Speed</text></name>
    <questiontext format="html"><text>How fast is sound in air?</text></questiontext>
    <answer fraction="100" format="moodle_auto_format">
      <text>343</text><feedback format="html"><text></text></feedback><tolerance>5</tolerance>
    </answer>
    <unitgradingtype>0</unitgradingtype>
    <units>
      <unit><multiplier>3.6</multiplier><unit_name>km/h</unit_name></unit>
      <unit><multiplier>1</multiplier><unit_name>m/s</unit_name></unit>
    </units>
  </question>
  <question type="essay">
    <name><text>Why</text></name>
    <questiontext format="html"><text>Why is the sky blue?</text></questiontext>
    <graderinfo format="html"><text><![CDATA[<p>Air scatters</p><p>blue light most.</p>]]></text></graderinfo>
  </question>
  <question type="essay">
    <name><text>Free</text></name>
    <questiontext format="html"><text>Tell me.</text></questiontext>
    <graderinfo format="html"><text></text></graderinfo>
  </question>
  <question type="cloze">
    <name><text>Gaps</text></name>
    <questiontext format="html"><text>Water boils at {1:NM:=100} degrees.</text></questiontext>
  </question>
  <question type="multichoice">
    <name><text>Picture</text></name>
    <questiontext format="html">
      <text><![CDATA[<p>Which is it? <img src="@@PLUGINFILE@@/a.png" alt=""></p>]]></text>
      <file name="a.png" path="/" encoding="base64">iVBORw0KGgo=</file>
    </questiontext>
    <single>true</single>
    <answer fraction="100" format="plain_text"><text>a &lt; b</text></answer>
    <answer fraction="50" format="plain_text"><text>b</text></answer>
  </question>
</quiz>
"""  # noqa: E501 -- as Moodle writes it


def read(text: str) -> FoundItems:
    return read_questions(text.encode())


def test_each_kind_that_moodle_writes_is_read() -> None:
    found = {one.source.title: one for one in read(FILE).items}
    assert list(found) == ["Copper", "Ice", "Unit", "Speed", "Why", "Gaps", "Picture"]
    copper = found["Copper"]
    assert isinstance(copper.item, MultipleChoiceItem)
    assert copper.item.prompt == "Which metal is a better conductor, copper or iron?"
    assert [(o.text, o.feedback) for o in copper.item.options] == [
        ("Copper", ""),
        ("Iron", "Look at wires."),
    ]
    assert (copper.item.correct, copper.item.hint) == ("o1", "What are wires made of?")
    assert copper.item.worked == "Copper has more free electrons."
    assert (copper.key, copper.source.tags) == ("met-1", ("Conductors",))
    assert copper.source.group == "Default for Physics / Heat"
    ice = found["Ice"].item
    assert isinstance(ice, MultipleChoiceItem)
    assert (ice.correct, ice.options[0].feedback) == ("o2", "It floats.")
    unit = found["Unit"].item
    assert isinstance(unit, ShortAnswerItem)
    assert unit.references == ("newton",)
    speed = found["Speed"].item
    assert isinstance(speed, NumericItem)
    assert (speed.answer, speed.tolerance, speed.unit) == (343, 5, "m/s")
    why = found["Why"].item
    assert isinstance(why, ShortAnswerItem)
    assert why.references == ("Air scatters blue light most.",)
    assert found["Picture"].item.prompt == "Which is it?"


def test_what_is_simplified_or_left_out_is_told_at_its_line() -> None:
    told = [(r.place, r.code, *r.facts) for r in read(FILE).report.remarks]
    assert told == [
        ("15: Copper", "more_hints", "It is red."),
        ("59: Unit", "case_ignored"),
        ("59: Unit", "partial_marks", "kg m/s^2"),
        ("59: Unit", "feedback_dropped"),
        ("59: Unit", "wildcard"),
        ("82: Why", "notes_as_answer"),
        ("87: Free", "left_out_no_answer"),
        ("96: Picture", "picture_broken", "a.png"),
        ("96: Picture", "partial_marks", "b"),
    ]


def test_several_right_options_are_read_together() -> None:
    answers = "".join(
        f"<answer fraction='{share}'><text>{text}</text></answer>"
        for share, text in (("33.33333", "a"), ("33.33333", "b"), ("33.33333", "c"), ("-50", "d"))
    )
    said = "<questiontext><text>Which?</text></questiontext><single>false</single>"
    found = read(f"<quiz><question type='multichoice'>{said}{answers}</question></quiz>")
    [one] = found.items
    assert isinstance(one.item, MultipleSelectItem)
    assert one.item.correct == ("o1", "o2", "o3")
    assert found.report.remarks == []


ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
BOMB = f'<!DOCTYPE quiz [<!ENTITY a0 "ha">{ENTITIES}]><quiz>&a8;</quiz>'
FOREIGN = '<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>'


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f'<?xml version="1.0"?>{BOMB}', "file_with_dtd"),
        (f'<?xml version="1.0"?>{FOREIGN}', "file_with_dtd"),
        (
            '<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://x.example/q.dtd"><quiz/>',
            "file_with_dtd",
        ),
        ("<quiz><question></quiz>", "file_not_xml"),
        ("<quiz>&nbsp;</quiz>", "file_not_xml"),
        ("<quiz>" + "<b>" * 3_000 + "</b>" * 3_000 + "</quiz>", "file_not_xml"),
        ('<?xml version="1.0" encoding="no-such"?><quiz/>', "file_not_xml"),
        ('<?xml version="1.0"?><html/>', "file_not_known"),
        ("<quiz></quiz>", "file_without_questions"),
    ],
)
def test_a_hostile_or_broken_file_is_refused(text: str, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read(text)
    assert refused.value.code == code


def test_a_doctype_inside_of_a_question_is_its_text() -> None:
    said = "<text><![CDATA[What does <!DOCTYPE html> say?]]></text>"
    body = f"<questiontext format='plain_text'>{said}</questiontext>"
    answer = "<answer fraction='100'><text>HTML</text></answer>"
    found = read(f"<quiz><question type='shortanswer'>{body}{answer}</question></quiz>")
    assert found.items[0].item.prompt == "What does <!DOCTYPE html> say?"


def test_utf_16_is_read() -> None:
    raw = FILE.replace("UTF-8", "UTF-16").encode("utf-16")
    assert len(read_questions(raw).items) == 7
