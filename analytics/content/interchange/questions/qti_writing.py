"""Writes items as a package of QTI 2.1 or 3.0."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from analytics.content.interchange.questions.bodies import shares_of
from analytics.content.interchange.questions.extras import MARK, shown_tolerance, write_extras
from analytics.content.interchange.questions.packages import MANIFEST
from analytics.content.interchange.questions.plain_text import clean
from analytics.content.interchange.questions.qti import FEEDBACK, RESPONSE, SCORE, Dialect
from analytics.content.interchange.questions.qti_gaps import write_gaps
from analytics.content.interchange.questions.qti_pen import Pen, picture_path, write_pictures
from analytics.content.item_parts import Option
from analytics.content.item_pictures import HELP_PICTURES, pictures_of, with_pictures_in
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
from analytics.content.pictures import NO_PICTURES

_Choosing = MultipleChoiceItem | MultipleSelectItem
_Single = _Choosing | NumericItem | ExpressionItem | OrderingItem | ShortAnswerItem
"""What is answered in one place."""

_BEGIN = (1980, 1, 1, 0, 0, 0)
"""The date of every file in a package: the same items make the same package."""

_BASE_TYPES = {
    "short_answer": "string",
    "numeric": "float",
    "expression": "string",
    "multiple_choice": "identifier",
    "multiple_select": "identifier",
    "ordering": "identifier",
}
_CARDINALITIES = {"multiple_select": "multiple", "ordering": "ordered"}


def write_qti(
    items: Sequence[Item], dialect: Dialect, pictures: Mapping[str, bytes] = NO_PICTURES
) -> bytes:
    """Return items as a package: an archive of a manifest, a file an item, and pictures.

    `pictures` has the bytes of their pictures by digest; one that is not there is left out.
    """
    shown = [with_pictures_in(item, pictures) for item in items]
    files = {f"items/{item.id}.xml": _file(_item(item, Pen(dialect))) for item in shown}
    images = {
        picture_path(one): pictures[one.digest] for item in shown for one in pictures_of(item)
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in {MANIFEST: _file(_manifest(shown, dialect)), **files, **images}.items():
            info = zipfile.ZipInfo(name, _BEGIN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, raw)
    return packed.getvalue()


def _file(root: ET.Element) -> bytes:
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _manifest(items: Sequence[Item], dialect: Dialect) -> ET.Element:
    attributes = {"xmlns": dialect.manifest_namespace, "identifier": "signpost-questions"}
    root = ET.Element("manifest", attributes)
    about = ET.SubElement(root, "metadata")
    ET.SubElement(about, "schema").text = dialect.schema
    ET.SubElement(about, "schemaversion").text = dialect.schema_version
    ET.SubElement(root, "organizations")
    resources = ET.SubElement(root, "resources")
    for item in items:
        name = f"items/{item.id}.xml"
        facts = {"identifier": f"res-{item.id}", "type": dialect.item_type, "href": name}
        resource = ET.SubElement(resources, "resource", facts)
        for file in dict.fromkeys((name, *map(picture_path, pictures_of(item)))):
            ET.SubElement(resource, "file", href=file)
    ET.indent(root)
    return root


def _item(item: Item, pen: Pen) -> ET.Element:
    title = clean(" ".join(item.prompt.split())[:80])
    # An identifier may not begin with a digit.
    named = item.id if item.id[0].isalpha() else f"_{item.id}"
    facts = {"adaptive": "false", "timeDependent": "false"}
    root = pen.root("assessmentItem", identifier=named, title=title, **facts)
    root.append(ET.ProcessingInstruction(MARK, write_extras(item, ("gaps",), HELP_PICTURES)))
    if isinstance(item, ClozeItem):
        write_gaps(root, item, pen)
        return root
    _declare(root, item, pen)
    body = pen.under(root, "itemBody")
    _ask(body, item, pen)
    _rules(root, item, pen)
    if isinstance(item, _Choosing):
        for n, option in enumerate(item.options, 1):
            if option.feedback or option.feedback_picture:
                _tell(root, option, f"o{n}", pen)
    return root


def _tell(root: ET.Element, option: Option, name: str, pen: Pen) -> None:
    """Say what choosing an option tells."""
    shown = {"outcomeIdentifier": FEEDBACK, "showHide": "show"}
    told = pen.under(root, "modalFeedback", identifier=name, **shown)
    place = told if not pen.dialect.prefix else pen.under(told, "contentBody")
    pen.lines(place, option.feedback)
    write_pictures(place, [option.feedback_picture] if option.feedback_picture else ())


def _declare(root: ET.Element, item: _Single, pen: Pen) -> None:
    many = _CARDINALITIES.get(item.kind, "single")
    kind = {"cardinality": many, "baseType": _BASE_TYPES[item.kind]}
    response = pen.under(root, "responseDeclaration", identifier=RESPONSE, **kind)
    right = _right(item)
    correct = pen.under(response, "correctResponse")
    for text in right[:1] if many == "single" else right:
        pen.under(correct, "value").text = text
    shares = dict.fromkeys(right, 1.0) if len(right) > 1 and many == "single" else {}
    if isinstance(item, MultipleSelectItem):
        shares = {f"o{n}": share for n, share in enumerate(shares_of(item), 1)}
    if shares:
        mapping = pen.under(response, "mapping", lowerBound="0", defaultValue="0")
        for text, share in shares.items():
            pen.under(mapping, "mapEntry", mapKey=text, mappedValue=f"{share:.6g}")
    by_a_person = {"externalScored": "human"} if item.kind == "short_answer" else {}
    pen.scored(root, 1.0, **(by_a_person if pen.dialect.external_scores else {}))
    if isinstance(item, _Choosing):
        told = {"cardinality": many, "baseType": "identifier"}
        pen.under(root, "outcomeDeclaration", identifier=FEEDBACK, **told)


def _right(item: _Single) -> list[str]:
    """Return the right answers as QTI's values; the first stands for all."""
    if isinstance(item, _Choosing):
        right = [item.correct] if isinstance(item, MultipleChoiceItem) else item.correct
        ids = [option.id for option in item.options]
        return [f"o{ids.index(one) + 1}" for one in right]
    if isinstance(item, OrderingItem):
        return [f"o{n}" for n in range(1, len(item.parts) + 1)]
    if isinstance(item, NumericItem):
        return [repr(item.answer)]
    said = [item.answer] if isinstance(item, ExpressionItem) else item.references
    return [clean(text) for text in said]


def _ask(body: ET.Element, item: _Single, pen: Pen) -> None:
    answered = {"responseIdentifier": RESPONSE}
    if isinstance(item, OrderingItem | MultipleChoiceItem | MultipleSelectItem):
        # Their text is inside of what is answered, and so before it.
        write_pictures(body, item.pictures)
    if isinstance(item, OrderingItem):
        order = pen.under(body, "orderInteraction", **answered, shuffle="true")
        _offer(order, item.prompt, [part.text for part in item.parts], pen)
        return
    if isinstance(item, _Choosing):
        most = "1" if isinstance(item, MultipleChoiceItem) else "0"
        offered = {**answered, "shuffle": "false", "maxChoices": most}
        choice = pen.under(body, "choiceInteraction", **offered)
        offered_each = _offer(choice, item.prompt, [one.text for one in item.options], pen)
        for node, option in zip(offered_each, item.options, strict=True):
            write_pictures(node, [option.picture] if option.picture else ())
        return
    pen.lines(ET.SubElement(body, "p"), item.prompt)
    write_pictures(body, item.pictures)
    if item.kind == "short_answer":
        pen.under(body, "extendedTextInteraction", **answered)
    else:
        pen.under(ET.SubElement(body, "p"), "textEntryInteraction", **answered)


def _offer(
    interaction: ET.Element, prompt: str, texts: Sequence[str], pen: Pen
) -> list[ET.Element]:
    """Write what is asked and what is offered; return the elements of the latter."""
    pen.lines(pen.under(interaction, "prompt"), prompt)
    offered = []
    for n, text in enumerate(texts, 1):
        offered.append(pen.under(interaction, "simpleChoice", identifier=f"o{n}"))
        pen.lines(offered[-1], text)
    return offered


def _rules(root: ET.Element, item: _Single, pen: Pen) -> None:
    """Say how a program that marks by rules marks; words are left to a person."""
    if item.kind == "short_answer":
        return
    rules = pen.under(root, "responseProcessing")
    if isinstance(item, _Choosing):
        told = pen.under(rules, "setOutcomeValue", identifier=FEEDBACK)
        pen.under(told, "variable", identifier=RESPONSE)
    if isinstance(item, MultipleSelectItem):
        scored = pen.under(rules, "setOutcomeValue", identifier=SCORE)
        pen.under(scored, "mapResponse", identifier=RESPONSE)
        return
    condition = pen.under(rules, "responseCondition")
    fits = pen.under(condition, "responseIf")
    equal = {}
    if isinstance(item, NumericItem):
        width = shown_tolerance(item)
        equal = {"toleranceMode": "exact"}
        if width:
            equal = {"toleranceMode": "absolute", "tolerance": f"{width!r} {width!r}"}
    test = pen.under(fits, "equal" if equal else "match", **equal)
    pen.under(test, "variable", identifier=RESPONSE)
    pen.under(test, "correct", identifier=RESPONSE)
    scored = pen.under(fits, "setOutcomeValue", identifier=SCORE)
    pen.under(scored, "baseValue", baseType="float").text = "1"
