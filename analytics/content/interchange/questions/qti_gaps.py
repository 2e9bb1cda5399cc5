"""Writes a text with gaps as an item of QTI: an interaction and a response for each gap."""

from xml.etree import ElementTree as ET

from analytics.content.gap_marks import GAP_MARK
from analytics.content.interchange.questions.plain_text import clean
from analytics.content.interchange.questions.qti import RESPONSE, SCORE
from analytics.content.interchange.questions.qti_pen import Pen, write_pictures
from analytics.content.item_parts import Gap
from analytics.content.items import ClozeItem


def write_gaps(root: ET.Element, item: ClozeItem, pen: Pen) -> None:
    """Write the declarations, the text and the rules of an item into its element."""
    for n, gap in enumerate(item.gaps, 1):
        _declare(root, f"{RESPONSE}{n}", gap, pen)
    most = sum(gap.weight for gap in item.gaps)
    begun = pen.under(pen.scored(root, most), "defaultValue")
    pen.under(begun, "value").text = "0"
    body = pen.under(root, "itemBody")
    place = ET.SubElement(body, "p")
    first, *texts = GAP_MARK.split(clean(item.prompt))[::2]
    pen.more(place, first)
    for n, (gap, text) in enumerate(zip(item.gaps, texts, strict=True), 1):
        _ask(place, f"{RESPONSE}{n}", gap, pen)
        pen.more(place, text)
    write_pictures(body, item.pictures)
    rules = pen.under(root, "responseProcessing")
    for n, gap in enumerate(item.gaps, 1):
        _mark(rules, f"{RESPONSE}{n}", gap, pen)


def _declare(root: ET.Element, name: str, gap: Gap, pen: Pen) -> None:
    kind = "string" if gap.tolerance is None else "float"
    facts = {"cardinality": "single", "baseType": "identifier" if gap.options else kind}
    response = pen.under(root, "responseDeclaration", identifier=name, **facts)
    right = [f"o{gap.options.index(one) + 1}" if gap.options else clean(one) for one in gap.answers]
    pen.under(pen.under(response, "correctResponse"), "value").text = right[0]
    mapping = pen.under(response, "mapping", defaultValue="0")
    alike = {"caseSensitive": "false"} if facts["baseType"] == "string" else {}
    for one in right:
        pen.under(mapping, "mapEntry", mapKey=one, mappedValue=str(gap.weight), **alike)


def _ask(place: ET.Element, name: str, gap: Gap, pen: Pen) -> None:
    if not gap.options:
        pen.under(place, "textEntryInteraction", responseIdentifier=name)
        return
    choice = pen.under(place, "inlineChoiceInteraction", responseIdentifier=name, shuffle="false")
    for n, one in enumerate(gap.options, 1):
        pen.under(choice, "inlineChoice", identifier=f"o{n}").text = clean(one)


def _mark(rules: ET.Element, name: str, gap: Gap, pen: Pen) -> None:
    """Say that a right gap adds its weight."""
    place = rules
    if gap.tolerance is not None:
        fits = pen.under(pen.under(rules, "responseCondition"), "responseIf")
        _compare(fits, name, gap, pen)
        place = fits
    total = pen.under(pen.under(place, "setOutcomeValue", identifier=SCORE), "sum")
    pen.under(total, "variable", identifier=SCORE)
    if gap.tolerance is None:
        pen.under(total, "mapResponse", identifier=name)
    else:
        pen.under(total, "baseValue", baseType="float").text = str(gap.weight)


def _compare(fits: ET.Element, name: str, gap: Gap, pen: Pen) -> None:
    width = gap.tolerance or 0.0
    mode = {"toleranceMode": "exact"}
    if width:
        mode = {"toleranceMode": "absolute", "tolerance": f"{width!r} {width!r}"}
    either = pen.under(fits, "or")
    for one in gap.answers:
        equal = pen.under(either, "equal", **mode)
        pen.under(equal, "variable", identifier=name)
        pen.under(equal, "baseValue", baseType="float").text = one
