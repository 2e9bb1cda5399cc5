"""Writes items as Moodle XML."""

import base64
import html
from collections.abc import Iterable, Mapping, Sequence
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
Shown = Mapping[Picture, bytes]
"""Pictures with their bytes, in order."""

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
    _asked(node, item, _shown(item.pictures, pictures))
    _told(node, "generalfeedback", item.worked, _shown(item.worked_pictures, pictures))
    ET.SubElement(node, "defaultgrade").text = "1"
    ET.SubElement(node, "idnumber").text = item.id
    _answers(node, item, pictures)
    hint_pictures = _shown(item.hint_pictures, pictures)
    if item.hint or hint_pictures:
        _told(node, "hint", item.hint, hint_pictures)
    tags = ET.SubElement(node, "tags")
    for name in names:
        _text(ET.SubElement(tags, "tag"), name)


def _asked(node: ET.Element, item: Item, shown: Shown) -> None:
    """Write an item's text; its gaps stay marks where it is HTML, too."""
    if not isinstance(item, ClozeItem):
        _told(node, "questiontext", item.prompt, shown)
    elif shown:
        _pictured(ET.SubElement(node, "questiontext"), write_cloze(item, _coded), shown)
    else:
        _said(node, "questiontext", write_cloze(item, str))


def _told(node: ET.Element, name: str, text: str, shown: Shown) -> None:
    """Write a text; only one with pictures is HTML, its files beside it."""
    if shown:
        _pictured(ET.SubElement(node, name), _coded(text), shown)
    else:
        _said(node, name, text)


def _shown(pictures: Iterable[Picture | None], raws: Mapping[str, bytes]) -> Shown:
    """Return the bytes of pictures, of those that are there."""
    return {one: raws[one.digest] for one in pictures if one and one.digest in raws}


def _pictured(node: ET.Element, coded: str, shown: Shown) -> None:
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
            _answered(node, part.text, n / 100)
    elif isinstance(item, NumericItem):
        answer = _answered(node, repr(item.answer))
        ET.SubElement(answer, "tolerance").text = repr(shown_tolerance(item))
        if item.unit:
            unit = ET.SubElement(ET.SubElement(node, "units"), "unit")
            ET.SubElement(unit, "multiplier").text = "1"
            ET.SubElement(unit, "unit_name").text = item.unit
    elif isinstance(item, ExpressionItem):
        ET.SubElement(node, "usecase").text = "0"
        _answered(node, with_wild(item.answer))
    elif isinstance(item, ShortAnswerItem):
        ET.SubElement(node, "responseformat").text = "plain"
        _said(node, "graderinfo", "\n".join(item.references))


def _option(node: ET.Element, one: Option, share: float, pictures: Mapping[str, bytes]) -> None:
    if shown := _shown([one.picture], pictures):
        answer = ET.SubElement(node, "answer", fraction=percent(share))
        _pictured(answer, _coded(one.text), shown)
    else:
        answer = _answer(node, one.text, share)
    _told(answer, "feedback", one.feedback, _shown([one.feedback_picture], pictures))


def _answered(node: ET.Element, text: str, share: float = 1.0) -> ET.Element:
    """Write an answer with nothing told to it."""
    answer = _answer(node, text, share)
    _said(answer, "feedback", "")
    return answer


def _answer(node: ET.Element, text: str, share: float) -> ET.Element:
    answer = ET.SubElement(node, "answer", fraction=percent(share), format="plain_text")
    _text(answer, text)
    return answer


def _said(node: ET.Element, name: str, text: str) -> None:
    _text(ET.SubElement(node, name, format="plain_text"), text)


def _text(node: ET.Element, text: str) -> None:
    ET.SubElement(node, "text").text = clean(text)
