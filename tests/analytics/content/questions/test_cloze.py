"""Texts with gaps, as other programs write them."""

import pytest

from analytics.content import ClozeItem, Gap
from analytics.content.interchange.questions import gift_writing
from analytics.content.interchange.questions.gift_writing import write_gift
from analytics.content.interchange.questions.moodle_writing import write_moodle
from analytics.content.interchange.questions.reading import read_questions
from tests.analytics.content.questions.made import SKILLS

XML = """\
<quiz><question type="cloze"><name><text>Gaps</text></name>
  <questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>
</question></quiz>
"""
QTI = """\
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="gaps" title="Gaps">
  <responseDeclaration identifier="A" cardinality="single" baseType="string">
    <correctResponse><value>York</value></correctResponse>
    <mapping defaultValue="0"><mapEntry mapKey="York" mappedValue="1"/>
      <mapEntry mapKey="york" mappedValue="0.5"/></mapping>
  </responseDeclaration>
  <responseDeclaration identifier="B" cardinality="single" baseType="identifier">
    <correctResponse><value>L</value></correctResponse>
  </responseDeclaration>
  <responseDeclaration identifier="C" cardinality="single" baseType="float">
    <correctResponse><value>100</value></correctResponse>
  </responseDeclaration>
  <itemBody><p>From <textEntryInteraction responseIdentifier="A"/> to
    <inlineChoiceInteraction responseIdentifier="B" shuffle="true">
      <inlineChoice identifier="G">Gloucester</inlineChoice>
      <inlineChoice identifier="L">Lancaster</inlineChoice>
    </inlineChoiceInteraction> it is [1] way of
    <textEntryInteraction responseIdentifier="C"/> km.</p></itemBody>
  <responseProcessing><responseCondition><responseIf>
    <equal toleranceMode="absolute" tolerance="5 5">
      <variable identifier="C"/><correct identifier="C"/></equal>
    <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>
  </responseIf></responseCondition></responseProcessing>
</assessmentItem>
"""
ITEM = ClozeItem(
    id="own-1",
    skills={"heat": 1.0},
    prompt="Ice is [1]; it melts at [2] °C.",
    worked="It is cold.",
    gaps=(Gap(answers=("wet", "w}e#t~"), weight=2), Gap(answers=("0",), tolerance=0.5)),
)


def read(text: str) -> tuple[list[ClozeItem], list[str]]:
    """Return the texts with gaps of a file, and what is said of it."""
    found = read_questions(text.encode())
    items = [one.item for one in found.items if isinstance(one.item, ClozeItem)]
    return items, [one.code for one in found.report.remarks]


def test_each_kind_of_gap_that_moodle_writes_is_read() -> None:
    [item], remarks = read(
        XML.format(
            text="<p>In [1] {2:SHORTANSWER:=Berlin~=Bonn \\} x~%50%Berne#near~*} at "
            "{:NM:=3.5:0.1~=3,4:0.1}, {1:MCVS:%0%cold~=warm &amp; dry~wet}.</p>"
        )
    )
    assert item.prompt == "In (1) [1] at [2], [3]."
    assert item.gaps == (
        Gap(answers=("Berlin", "Bonn } x"), weight=2),
        Gap(answers=("3.5", "3.4"), tolerance=0.1),
        Gap(answers=("warm & dry",), wrong=("cold", "wet")),
    )
    assert remarks == ["partial_marks", "feedback_dropped"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("None here.", "left_out_no_answer"),
        ("{1:MULTIRESPONSE:=a~=b~c}", "left_out_gap"),
        ("{1:SHORTANSWER:%50%a}", "left_out_gap"),
        ("{1:NUMERICAL:=many}", "left_out_gap"),
        ("{1:MC:=a~=b~c}", "left_out_gap"),
        ("{1:MC:=a~%0%A~c}", "left_out_gaps"),
        ("{1:SA:=a}" * 11, "left_out_gaps"),
        ("{1:SA:=" + "a" * 121 + "}", "left_out_long"),
    ],
)
def test_gaps_that_cannot_be_kept_are_told(text: str, code: str) -> None:
    items, remarks = read(XML.format(text=f"<p>{text}</p>"))
    assert (items, remarks[-1]) == ([], code)


def test_an_asterisk_for_anything_and_capitals_are_told() -> None:
    [item], remarks = read(XML.format(text="Ice is {1:SAC:=w*et~=a\\*b}."))
    assert item.gaps[0].answers == ("wet", "a*b")
    assert remarks == ["wildcard_gap", "case_ignored"]


def test_gaps_of_qti_are_read_with_their_options_and_tolerances() -> None:
    [item], remarks = read(QTI)
    assert item.prompt == "From [1] to [2] it is (1) way of [3] km."
    assert item.gaps == (
        Gap(answers=("York",)),
        Gap(answers=("Lancaster",), wrong=("Gloucester",)),
        Gap(answers=("100",), tolerance=5),
    )
    assert remarks == ["partial_marks"]


def test_a_gap_of_qti_that_says_nothing_right_leaves_the_item_out() -> None:
    assert read(QTI.replace("<value>L</value>", "")) == ([], ["partial_marks", "left_out_gap"])


def test_gaps_are_written_as_moodle_reads_them() -> None:
    root = write_moodle([ITEM], SKILLS).decode()
    assert '<question type="cloze">' in root
    assert "{2:SHORTANSWER:=wet~=w\\}e\\#t&amp;#126;}; it melts at {1:NUMERICAL:=0:0.5} " in root


@pytest.mark.parametrize(
    ("gap", "written"),
    [
        (Gap(answers=("wet", "w*t")), "{=wet =w\\\\*t####It is cold.}"),
        (Gap(answers=("wet",), wrong=("dry", "->")), "{~[html]-&gt; ~dry =wet####It is cold.}"),
        (Gap(answers=("0", "1"), tolerance=0.5), "{#=0:0.5 =1:0.5####It is cold.}"),
    ],
)
def test_one_gap_is_a_missing_word_in_gift(gap: Gap, written: str) -> None:
    one = ITEM.model_copy(update={"prompt": "Ice is [1]; so?", "gaps": (gap,)})
    text = write_gift([one], SKILLS)
    assert f"[plain]Ice is {written}; so?\n" in text
    bare = "\n".join(line for line in text.splitlines() if "signpost" not in line)
    [back], remarks = read(bare)
    assert (back.prompt, back.gaps, back.worked, remarks) == (one.prompt, (gap,), "It is cold.", [])


@pytest.mark.parametrize(
    ("prompt", "gaps", "has_room"),
    [
        ("Ice is [1].", 1, True),
        ("Ice is [1], or [2].", 2, False),
        ("[1]", 1, False),
    ],
)
def test_gift_has_room_for_one_gap_in_a_text(prompt: str, gaps: int, *, has_room: bool) -> None:
    one = ITEM.model_copy(update={"prompt": prompt, "gaps": ITEM.gaps[:1] * gaps})
    assert gift_writing.has_room(one) == has_room


def test_gift_has_several_gaps_as_a_description_and_in_a_note() -> None:
    text = write_gift([ITEM], SKILLS)
    assert "[plain]Ice is [1]; it melts at [2] °C.\n" in text
    bare = "\n".join(line for line in text.splitlines() if "signpost" not in line)
    assert read(bare) == ([], ["left_out_kind"])
