"""Parts to put into order, as other programs write them."""

import pytest

from analytics.content import OrderingItem, Part
from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.gift_writing import write_gift
from analytics.content.interchange.questions.moodle_writing import write_moodle
from analytics.content.interchange.questions.qti import QTI_3
from analytics.content.interchange.questions.qti_writing import write_qti
from analytics.content.interchange.questions.reading import read_questions
from tests.analytics.content.questions.made import SKILLS

GIFT = """\
::Ice::Warm ice steadily.{>3 ALL VERTICAL ABSOLUTE_POSITION
It melts
[html]It <b>boils</b> at 100 \\{°C\\}
It is all steam
}
"""
XML = """\
<quiz><question type="ordering"><name><text>Ice</text></name>
  <questiontext format="html"><text>&lt;p&gt;Warm ice steadily.&lt;/p&gt;</text></questiontext>
  <layouttype>VERTICAL</layouttype><selecttype>{select}</selecttype>
  <selectcount>2</selectcount><gradingtype>{marking}</gradingtype>
  <answer fraction="1.0000000" format="moodle_auto_format"><text>It melts</text></answer>
  <answer fraction="2.0000000" format="html"><text>It &lt;i&gt;boils&lt;/i&gt;</text></answer>
  <answer fraction="3.0000000" format="html"><text>It is all steam</text></answer>
</question></quiz>
"""
QTI = """\
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="order" title="Ice">
  <responseDeclaration identifier="RESPONSE" cardinality="ordered" baseType="identifier">
    <correctResponse>{right}</correctResponse>
  </responseDeclaration>
  <itemBody><orderInteraction responseIdentifier="RESPONSE" shuffle="true">
    <prompt>Warm ice steadily.</prompt>
    <simpleChoice identifier="B">It boils</simpleChoice>
    <simpleChoice identifier="A">It melts</simpleChoice>
    <simpleChoice identifier="C" fixed="true">It is all steam</simpleChoice>
  </orderInteraction></itemBody>
</assessmentItem>
"""
ITEM = OrderingItem(
    id="own-1",
    skills={"heat": 1.0},
    prompt="Warm ice.",
    worked="It melts first.",
    parts=(Part(id="b", text="It melts {0 °C}"), Part(id="a", text="x = 1\\2 ####")),
)


def read(text: str) -> tuple[list[list[str]], list[str]]:
    """Return the parts of each item, and what is said of the file."""
    found = read_questions(text.encode())
    return texts(found), [one.code for one in found.report.remarks]


def texts(found: FoundItems) -> list[list[str]]:
    items = [one.item for one in found.items]
    assert all(one.prompt == "Warm ice steadily." for one in items)
    return [[part.text for part in one.parts] for one in items if isinstance(one, OrderingItem)]


def values(*names: str) -> str:
    return "".join(f"<value>{name}</value>" for name in names)


def test_an_order_of_gift_is_read_and_other_marking_is_told() -> None:
    said = ["It melts", "It boils at 100 {°C}", "It is all steam"]
    assert read(GIFT) == ([said], ["marks_by_pairs"])


@pytest.mark.parametrize(
    ("head", "remarks"),
    [
        (">3", []),
        (">3 ALL HORIZONTAL RELATIVE_ALL_PREVIOUS_AND_NEXT", []),
        (">2 RANDOM V ALL_OR_NOTHING", ["marks_by_pairs", "all_parts_asked"]),
        (">3 EXACT H", []),
    ],
)
def test_what_gift_says_of_an_order_beside_its_parts_is_told(head: str, remarks: list[str]) -> None:
    parts = ["a", "b", "c"]
    assert read(f"Warm ice steadily.{{{head}\na\nb\nc\n}}") == ([parts], remarks)


@pytest.mark.parametrize(
    ("select", "marking", "remarks"),
    [
        ("ALL", "RELATIVE_ALL_PREVIOUS_AND_NEXT", []),
        ("ALL", "LONGEST_ORDERED_SUBSET", ["marks_by_pairs"]),
        ("CONTIGUOUS", "ABSOLUTE_POSITION", ["marks_by_pairs", "all_parts_asked"]),
    ],
)
def test_an_order_of_moodle_is_read_in_the_order_of_its_answers(
    select: str, marking: str, remarks: list[str]
) -> None:
    said = ["It melts", "It boils", "It is all steam"]
    assert read(XML.format(select=select, marking=marking)) == ([said], remarks)


def test_an_order_of_qti_is_read_as_its_right_response_has_it() -> None:
    said = ["It melts", "It boils", "It is all steam"]
    assert read(QTI.format(right=values("A", "B", "C"))) == ([said], [])


@pytest.mark.parametrize("names", [(), ("A", "B"), ("A", "B", "B"), ("A", "B", "X")])
def test_an_order_of_qti_without_all_its_parts_is_left_out(names: tuple[str, ...]) -> None:
    assert read(QTI.format(right=values(*names))) == ([], ["left_out_order"])


@pytest.mark.parametrize("lines", ["a", "a\nA", "\n".join("abcdefghijk"), "a\n" + "b" * 301])
def test_an_order_that_is_none_is_left_out_and_told(lines: str) -> None:
    [code] = read(f"Warm ice steadily.{{>3 ALL\n{lines}\n}}")[1]
    assert code == ("left_out_long" if "bb" in lines else "left_out_parts")


def test_parts_are_written_as_moodle_s_question_type_reads_them() -> None:
    text = write_gift([ITEM], SKILLS)
    head = "{>2 ALL VERTICAL RELATIVE_ALL_PREVIOUS_AND_NEXT\nIt melts \\{0 °C\\}\n"
    assert head in text
    root = write_moodle([ITEM], SKILLS).decode()
    assert '<question type="ordering">' in root
    assert "<gradingtype>RELATIVE_ALL_PREVIOUS_AND_NEXT</gradingtype>" in root


def test_an_order_read_twice_keeps_the_ids_of_its_parts() -> None:
    [one], [other] = (read_questions(GIFT.encode()).items for _ in range(2))
    assert one.item == other.item
    assert read_questions(write_qti([ITEM], QTI_3)).items[0].item.model_dump()["parts"] == (
        {"id": "b", "text": "It melts {0 °C}"},
        {"id": "a", "text": "x = 1\\2 ####"},
    )
