"""Check what a learner sends as an answer, and bring it into the form that is kept."""

import unicodedata

from analytics.content import (
    ClozeItem,
    ExpressionItem,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
)
from analytics.grading.checkers import check
from analytics.grading.checkers.gaps import numbers_in
from lti_tool.errors import Refused


def check_answer(item: Item, answer: str, *, most: int) -> str:
    """Return the answer as it is kept: trimmed, without control characters.

    Several chosen options stand in the order of the item, parts in the order that they
    were put into, what fills gaps a line for each.

    Raises:
        Refused: empty, too long, no number or formula where one is asked for, not one of
            the options, no order of all parts, or not what the gaps are for.
    """
    text = "".join(c for c in answer if c in "\n\t" or unicodedata.category(c) != "Cc")
    if isinstance(item, ClozeItem):
        return _filled(item, text, most)
    text = text.strip()
    if not text:
        raise Refused(_if_empty(item), "answer", **_facts(item))
    if len(text) > most:
        raise Refused("answer_too_long", "answer", length=len(text), most=most)
    if isinstance(item, NumericItem) and not check(item, text).is_readable:
        raise Refused("answer_not_a_number", "answer", unit=item.unit)
    if isinstance(item, ExpressionItem) and not check(item, text).is_readable:
        raise Refused("answer_not_a_formula", "answer")
    if isinstance(item, MultipleChoiceItem) and text not in {o.id for o in item.options}:
        raise Refused("answer_not_an_option", "answer")
    if isinstance(item, MultipleSelectItem):
        return _in_order(item, text)
    return _ordered(item, text) if isinstance(item, OrderingItem) else text


def places_in(item: OrderingItem, typed: str) -> dict[str, int]:
    """Return the place that each part was given, by its id, from 1; those that have one."""
    ids = {part.id for part in item.parts}
    given: dict[str, int] = {}
    for n, word in enumerate(typed.split(), 1):
        part_id, _, place = word.partition(":")
        if part_id in ids:
            given[part_id] = int(place) if place.isascii() and place.isdecimal() else n
    return given


def lines_for(item: ClozeItem, typed: str) -> list[str]:
    """Return what stands in each gap; what is typed beyond the last is dropped."""
    lines = [" ".join(line.split()) for line in typed.split("\n")]
    return [*lines, *[""] * len(item.gaps)][: len(item.gaps)]


def _filled(item: ClozeItem, text: str, most: int) -> str:
    lines = lines_for(item, text)
    if not any(lines) or len(text.rstrip().split("\n")) > len(item.gaps):
        raise Refused("answer_not_gaps", "answer", count=len(item.gaps))
    if len(text) > most:
        raise Refused("answer_too_long", "answer", length=len(text), most=most)
    for n, (gap, line) in enumerate(zip(item.gaps, lines, strict=True), 1):
        if line and gap.options and line not in gap.options:
            raise Refused("answer_not_an_option", "answer")
        if line and gap.tolerance is not None and not numbers_in(line):
            raise Refused("answer_gap_not_a_number", "answer", n=n)
    return "\n".join(lines)


def _if_empty(item: Item) -> str:
    if isinstance(item, MultipleChoiceItem | MultipleSelectItem):
        return "answer_not_an_option"
    return "answer_not_an_order" if isinstance(item, OrderingItem) else "answer_empty"


def _facts(item: Item) -> dict[str, object]:
    return {"count": len(item.parts)} if isinstance(item, OrderingItem) else {}


def _in_order(item: MultipleSelectItem, text: str) -> str:
    chosen, ids = set(text.split()), [option.id for option in item.options]
    if chosen - set(ids):
        raise Refused("answer_not_an_option", "answer")
    return " ".join(one for one in ids if one in chosen)


def _ordered(item: OrderingItem, text: str) -> str:
    places = places_in(item, text)
    if sorted(places.values()) != list(range(1, len(item.parts) + 1)):
        raise Refused("answer_not_an_order", "answer", **_facts(item))
    return " ".join(sorted(places, key=lambda part_id: places[part_id]))
