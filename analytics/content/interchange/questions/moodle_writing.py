"""Writes items as Moodle XML."""

import base64
import html
from collections.abc import Callable, Mapping, Sequence
from xml.etree import ElementTree as ET

from analytics.content.interchange.questions.bodies import percent, shares_of, with_wild
from analytics.content.interchange.questions.cloze_text import write_cloze
from analytics.content.interchange.questions.extras import MARK, shown_tolerance, write_extras
from analytics.content.interchange.questions.order_words import PAIRS
from analytics.content.interchange.questions.plain_text import clean
from analytics.content.item_parts import Option
from analytics.content.items import (
    ClozeItem,
    ExpressionItem,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
    ShortAnswerItem,
)
from analytics.content.pictures import NO_PICTURES, Picture
from analytics.content.skills import Skill

_TYPES = {
    "short_answer": "essay",
    "numeric": "numerical",
    "expression": "shortanswer",
    "multiple_choice": "multichoice",
    "multiple_select": "multichoice",
    "ordering": "ordering",
    "cloze": "cloze",
}
_ORDERED = {"layouttype": "VERTICAL", "selecttype": "ALL", "gradingtype": PAIRS}


def write_moodle(
    items: Sequence[Item], skills: Mapping[str, Skill], pictures: Mapping[str, bytes] = NO_PICTURES
) -> bytes:
    """Return items as a Moodle XML file, under categories by their first skill.

    `pictures` has the bytes of their pictures by digest; one that is not there is left out.
    """
    quiz, group = ET.Element("quiz"), None
    for item in items:
        names = [skills[one].name if one in skills else one for one in item.skills]
        if names[0] != group:
            group = names[0]
            place = ET.SubElement(quiz, "question", type="category")
            _text(ET.SubElement(place, "category"), f"$course$/top/{group.replace('/', '//')}")
        _question(quiz, item, names, pictures)
    ET.indent(quiz)
    return bytes(ET.tostring(quiz, encoding="utf-8", xml_declaration=True)) + b"\n"


def _question(
    quiz: ET.Element, item: Item, names: Sequence[str], pictures: Mapping[str, bytes]
) -> None:
    node = ET.SubElement(quiz, "question", type=_TYPES[item.kind])
    node.append(
        ET.ProcessingInstruction(MARK, write_extras(item, ("hint", "worked", "unit", "gaps")))
    )
    _text(ET.SubElement(node, "name"), " ".join(item.prompt.split())[:80])
    _asked(
        node, item, {one: pictures[one.digest] for one in item.pictures if one.digest in pictures}
    )
    _said(node, "generalfeedback", item.worked)
    ET.SubElement(node, "defaultgrade").text = "1"
    ET.SubElement(node, "idnumber").text = item.id
    _answers(node, item, pictures)
    if item.hint:
        _said(node, "hint", item.hint)
    tags = ET.SubElement(node, "tags")
    for name in names:
        _text(ET.SubElement(tags, "tag"), name)


def _asked(node: ET.Element, item: Item, shown: Mapping[Picture, bytes]) -> None:
    """Write an item's text; only one with pictures is HTML, its files beside it."""
    coded: Callable[[str], str] = _coded if shown else str
    said = write_cloze(item, coded) if isinstance(item, ClozeItem) else coded(item.prompt)
    if not shown:
        _said(node, "questiontext", said)
        return
    _shown(ET.SubElement(node, "questiontext"), said, shown)


def _shown(node: ET.Element, coded: str, shown: Mapping[Picture, bytes]) -> None:
    """Write HTML with pictures under it into an element, their files beside it."""
    node.set("format", "html")
    _text(node, f"<p>{coded}</p>{''.join(map(_image, shown))}")
    for one, raw in shown.items():
        facts = {"name": one.name, "path": "/", "encoding": "base64"}
        ET.SubElement(node, "file", facts).text = base64.b64encode(raw).decode()


def _coded(text: str) -> str:
    return html.escape(text, quote=False).replace("\r\n", "\n").replace("\n", "<br>")


def _image(one: Picture) -> str:
    alt, size = html.escape(clean(one.alt)), f'width="{one.width}" height="{one.height}"'
    return f'<p><img src="@@PLUGINFILE@@/{one.name}" alt="{alt}" {size}></p>'


def _answers(node: ET.Element, item: Item, pictures: Mapping[str, bytes]) -> None:
    if isinstance(item, MultipleChoiceItem | MultipleSelectItem):
        single = "true" if isinstance(item, MultipleChoiceItem) else "false"
        ET.SubElement(node, "single").text = single
        ET.SubElement(node, "shuffleanswers").text = "false"
        for share, one in zip(shares_of(item), item.options, strict=True):
            _option(node, one, share, pictures)
    elif isinstance(item, OrderingItem):
        for name, word in _ORDERED.items():
            ET.SubElement(node, name).text = word
        ET.SubElement(node, "selectcount").text = str(len(item.parts))
        for n, part in enumerate(item.parts, 1):
            # Their order is what is right; Moodle numbers them by what else is a share.
            _answer(node, part.text, n / 100)
    elif isinstance(item, NumericItem):
        answer = _answer(node, repr(item.answer))
        ET.SubElement(answer, "tolerance").text = repr(shown_tolerance(item))
        if item.unit:
            unit = ET.SubElement(ET.SubElement(node, "units"), "unit")
            ET.SubElement(unit, "multiplier").text = "1"
            ET.SubElement(unit, "unit_name").text = item.unit
    elif isinstance(item, ExpressionItem):
        ET.SubElement(node, "usecase").text = "0"
        _answer(node, with_wild(item.answer))
    elif isinstance(item, ShortAnswerItem):
        ET.SubElement(node, "responseformat").text = "plain"
        _said(node, "graderinfo", "\n".join(item.references))


def _option(node: ET.Element, one: Option, share: float, pictures: Mapping[str, bytes]) -> None:
    raw = pictures.get(one.picture.digest) if one.picture else None
    if one.picture is None or raw is None:
        _answer(node, one.text, share, one.feedback)
        return
    answer = ET.SubElement(node, "answer", fraction=percent(share))
    _shown(answer, _coded(one.text), {one.picture: raw})
    _said(answer, "feedback", one.feedback)


def _answer(node: ET.Element, text: str, share: float = 1.0, feedback: str = "") -> ET.Element:
    answer = ET.SubElement(node, "answer", fraction=percent(share), format="plain_text")
    _text(answer, text)
    _said(answer, "feedback", feedback)
    return answer


def _said(node: ET.Element, name: str, text: str) -> None:
    _text(ET.SubElement(node, name, format="plain_text"), text)


def _text(node: ET.Element, text: str) -> None:
    ET.SubElement(node, "text").text = clean(text)
