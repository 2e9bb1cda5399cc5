"""QTI 2.1 and 3.0: items and packages are read, hostile ones refused."""

import io
import zipfile

import pytest

from analytics.content import (
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    ShortAnswerItem,
    shipped_banks,
)
from analytics.content.interchange.questions import packages
from analytics.content.interchange.questions.found import FoundItems
from analytics.content.interchange.questions.qti import QTI_3
from analytics.content.interchange.questions.qti_writing import write_qti
from analytics.content.interchange.questions.reading import read_questions
from analytics.content.interchange.report import UnreadableFile

CHOICE = """\
<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqti_v2p1 imsqti_v2p1.xsd"
    identifier="luggage" title="Unattended Luggage" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>ChoiceA</value></correctResponse>
    <mapping defaultValue="0"><mapEntry mapKey="ChoiceB" mappedValue="0.5"/>
      <mapEntry mapKey="ChoiceA" mappedValue="1"/></mapping>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <p>Look at the text in the picture.</p>
    <p><img src="images/sign.png" alt="NEVER LEAVE LUGGAGE UNATTENDED"/></p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">
      <prompt>What does it <em>say</em>?</prompt>
      <simpleChoice identifier="ChoiceA">You must stay with your luggage.
        <feedbackInline outcomeIdentifier="FEEDBACK" identifier="ChoiceA">Yes.</feedbackInline>
      </simpleChoice>
      <simpleChoice identifier="ChoiceB">Do not let someone else look after it.</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
  <modalFeedback outcomeIdentifier="FEEDBACK" identifier="ChoiceB" showHide="show">No.</modalFeedback>
</assessmentItem>
"""  # noqa: E501 -- as others write it
ENTRY = """\
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="boil"
    title="Boiling" adaptive="false" time-dependent="false" xml:lang="en">
  <qti-response-declaration identifier="R1" cardinality="single" base-type="float">
    <qti-correct-response><qti-value>100</qti-value></qti-correct-response>
  </qti-response-declaration>
  <qti-item-body>
    <p>Water boils at <qti-text-entry-interaction response-identifier="R1"/> °C.</p>
  </qti-item-body>
  <qti-response-processing>
    <qti-response-condition><qti-response-if>
      <qti-equal tolerance-mode="relative" tolerance="0.5 0.5">
        <qti-variable identifier="R1"/><qti-correct identifier="R1"/>
      </qti-equal>
      <qti-set-outcome-value identifier="SCORE">
        <qti-base-value base-type="float">1</qti-base-value>
      </qti-set-outcome-value>
    </qti-response-if></qti-response-condition>
  </qti-response-processing>
</qti-assessment-item>
"""


def item(body: str, declared: str = "", version: str = "assessmentItem") -> str:
    """Return an item of QTI 2 with a body."""
    return f'<{version} identifier="x" title="X">{declared}<itemBody>{body}</itemBody></{version}>'


def declared(kind: str, *values: str, mapped: str = "") -> str:
    said = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{said}</correctResponse>" if values else ""
    facts = f'identifier="R" cardinality="multiple" baseType="{kind}"'
    return f"<responseDeclaration {facts}>{correct}{mapped}</responseDeclaration>"


TEXT = '<p>Why?</p><extendedTextInteraction responseIdentifier="R"/>'


def codes(found: FoundItems) -> list[str]:
    return [remark.code for remark in found.report.remarks]


def test_a_choice_of_version_2_is_read() -> None:
    found = read_questions(CHOICE.encode())
    [one] = found.items
    assert isinstance(one.item, MultipleChoiceItem)
    assert one.item.prompt == (
        "Look at the text in the picture.\n[NEVER LEAVE LUGGAGE UNATTENDED]\nWhat does it say?"
    )
    assert [(o.text, o.feedback) for o in one.item.options] == [
        ("You must stay with your luggage.", "Yes."),
        ("Do not let someone else look after it.", "No."),
    ]
    assert (one.item.correct, one.key) == ("o1", "luggage")
    assert [(r.place, r.code) for r in found.report.remarks] == [
        ("2: Unattended Luggage", "media_missing"),
        ("2: Unattended Luggage", "partial_marks"),
    ]


def test_a_number_of_version_3_is_read_with_its_tolerance() -> None:
    [one] = read_questions(ENTRY.encode()).items
    assert isinstance(one.item, NumericItem)
    assert one.item.prompt == "Water boils at _____ °C."
    assert (one.item.answer, one.item.tolerance) == (100, 0.5)


def test_a_number_between_two_bounds_is_read() -> None:
    bounds = (
        '<gte><variable identifier="R"/><baseValue baseType="float">2.5</baseValue></gte>'
        '<lte><variable identifier="R"/><baseValue baseType="float">3.5</baseValue></lte>'
    )
    body = '<p>How many? <textEntryInteraction responseIdentifier="R"/></p>'
    text = item(body, declared("float", "3")).replace(
        "</itemBody>", f"</itemBody><responseProcessing>{bounds}</responseProcessing>"
    )
    [one] = read_questions(text.encode()).items
    assert isinstance(one.item, NumericItem)
    assert (one.item.prompt, one.item.answer, one.item.tolerance) == ("How many?", 3, 0.5)


def test_answers_in_words_are_read_and_partial_ones_told() -> None:
    entries = (
        '<mapEntry mapKey="heat" mappedValue="2"/><mapEntry mapKey="warmth*" mappedValue="2"/>'
    )
    mapping = f'<mapping>{entries}<mapEntry mapKey="fire" mappedValue="1"/></mapping>'
    found = read_questions(item(TEXT, declared("string", "heat", mapped=mapping)).encode())
    [one] = found.items
    assert isinstance(one.item, ShortAnswerItem)
    assert (one.item.prompt, one.item.references) == ("Why?", ("heat", "warmth*"))
    assert codes(found) == ["partial_marks"]


def test_notes_for_scorers_stand_in_for_a_missing_answer() -> None:
    notes = '<rubricBlock view="scorer"><p>It must say heat.</p></rubricBlock>'
    found = read_questions(item(notes + TEXT, declared("string")).encode())
    [one] = found.items
    assert isinstance(one.item, ShortAnswerItem)
    assert (one.item.prompt, one.item.references) == ("Why?", ("It must say heat.",))
    assert codes(found) == ["notes_as_answer"]


CHECKS = (
    '<choiceInteraction responseIdentifier="R" maxChoices="0"><prompt>Which?</prompt>'
    '<simpleChoice identifier="a">A</simpleChoice><simpleChoice identifier="b">B</simpleChoice>'
    "</choiceInteraction>"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (item("<p>Only to read.</p>"), "left_out_kind"),
        (item("<matchInteraction/>"), "left_out_kind"),
        (item(TEXT + TEXT), "left_out_kind"),
        (item(TEXT, declared("string")), "left_out_no_answer"),
        (item(CHECKS, declared("identifier")), "left_out_no_answer"),
        (
            item("<extendedTextInteraction responseIdentifier='R'/>", declared("string", "a")),
            "left_out_empty",
        ),
        ('<assessmentItem identifier="x" title="X"/>', "left_out_kind"),
    ],
)
def test_what_cannot_be_kept_is_told(text: str, code: str) -> None:
    found = read_questions(text.encode())
    assert (found.items, codes(found)) == ([], [code])
    assert found.report.remarks[0].place == "1: X"


def test_several_right_options_are_read_together() -> None:
    found = read_questions(item(CHECKS, declared("identifier", "a", "b")).encode())
    [one] = found.items
    assert isinstance(one.item, MultipleSelectItem)
    assert one.item.correct == ("o1", "o2")


def packed(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def manifest(*resources: tuple[str, str]) -> str:
    said = "\n".join(f'<resource type="{kind}" href="{href}"/>' for kind, href in resources)
    return f"<manifest>\n<resources>\n{said}\n</resources>\n</manifest>"


KIND = "imsqti_item_xmlv2p1"


def test_a_package_is_read_item_by_item_and_the_rest_is_told() -> None:
    listed = manifest(
        (KIND, "a/luggage.xml"),
        ("imsqti_test_xmlv2p1", "test.xml"),
        (KIND, "gone.xml"),
        (KIND, "broken.xml"),
        (KIND, "../../etc/passwd"),
        ("associatedcontent/learning-application-resource", "images/sign.png"),
        ("imsqti_item_xmlv3p0", "a%20b.xml"),
    )
    files = {
        "imsmanifest.xml": listed,
        "a/luggage.xml": CHOICE,
        "broken.xml": "<assessmentItem>\n<p></assessmentItem>",
        "a b.xml": ENTRY,
    }
    found = read_questions(packed(**files))
    assert [one.key for one in found.items] == ["luggage", "boil"]
    told = [(r.place, r.code) for r in found.report.remarks if r.code.startswith("left_out")]
    assert told == [
        ("imsmanifest.xml:4", "left_out_kind"),
        ("imsmanifest.xml:5", "left_out_broken"),
        ("broken.xml:2", "left_out_broken"),
        ("imsmanifest.xml:7", "left_out_broken"),
    ]


def test_an_archive_without_a_manifest_is_read_file_by_file() -> None:
    found = read_questions(packed(**{"x/one.xml": CHOICE, "two.xml": "<html/>"}))
    assert [one.source.place for one in found.items] == ["x/one.xml:2: Unattended Luggage"]
    assert ("two.xml", "left_out_kind") in [(r.place, r.code) for r in found.report.remarks]


@pytest.mark.parametrize("name", ["../up.xml", "/etc/x.xml", "a/../../b.xml", "c:x.xml"])
def test_an_archive_that_leads_out_of_itself_is_refused(name: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_questions(packed(**{name: CHOICE}))
    assert refused.value.code == "file_unsafe"


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed(**{"a.xml": " " * (packages.FILE_MAX + 1), "b.xml": CHOICE})
    assert len(bomb) < 10_000
    found = read_questions(bomb)
    assert [one.key for one in found.items] == ["luggage"]
    assert "left_out_broken" in codes(found)
    monkeypatch.setattr(packages, "WHOLE_MAX", packages.FILE_MAX)
    with pytest.raises(UnreadableFile) as refused:
        read_questions(bomb)
    assert refused.value.code == "file_unsafe"


def test_an_archive_of_too_many_files_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "FILES_MAX", 2)
    with pytest.raises(UnreadableFile) as refused:
        read_questions(packed(**{f"{n}.xml": CHOICE for n in range(3)}))
    assert refused.value.code == "file_unsafe"


def test_a_cut_or_locked_archive_is_told() -> None:
    whole = packed(**{"a.xml": CHOICE})
    with pytest.raises(UnreadableFile):
        read_questions(whole[: len(whole) // 2])
    locked = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[whole.index(mark) + at] |= 1
    assert codes(read_questions(bytes(locked))) == ["left_out_broken"]


def test_a_document_type_in_an_item_is_refused_alone() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><assessmentItem>&a;</assessmentItem>'
    found = read_questions(packed(**{"a.xml": bomb, "b.xml": CHOICE}))
    assert [one.key for one in found.items] == ["luggage"]
    assert codes(found)[0] == "left_out_broken"


def test_the_same_items_make_the_same_package() -> None:
    items = list(shipped_banks()["science-7"].items)
    assert write_qti(items, QTI_3) == write_qti(items, QTI_3)
