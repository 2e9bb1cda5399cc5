"""What a format has no room for, as a note that only Signpost reads.

What a format shows is never taken from the note: who changes a file by hand changes what
is read.
"""

import json
from collections.abc import Collection, Mapping
from typing import Any

from analytics.content.items import (
    ClozeItem,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
)

MARK = "signpost"
_OF_ALL = {"difficulty", "tries", "hint", "worked"}
_OF_KIND: Mapping[str, frozenset[str]] = {
    "short_answer": frozenset({"rubric", "key_terms", "most_without_terms"}),
    "numeric": frozenset({"unit", "convert", "significant_figures"}),
    "expression": frozenset({"form"}),
    "multiple_choice": frozenset(),
    "multiple_select": frozenset(),
    "ordering": frozenset(),
    "cloze": frozenset({"gaps"}),
}


def write_extras(item: Item, shown: Collection[str], beside: Collection[str] = ()) -> str:
    """Return the note for an item whose fields `shown` the format has room for; ASCII.

    What is shown but empty goes into the note too, so that it is read as empty. `beside`
    are the fields of pictures that are files beside the item, named by the note alone.
    """
    whole = item.model_dump(mode="json")
    names = (_OF_ALL | _OF_KIND[item.kind] | {"kind", "skills", *beside}) - {
        n for n in shown if whole.get(n)
    }
    note = {name: whole[name] for name in sorted(names)}
    if isinstance(item, MultipleChoiceItem | MultipleSelectItem):
        note["option_ids"] = [option.id for option in item.options]
    if isinstance(item, OrderingItem):
        note["part_ids"] = [part.id for part in item.parts]
    if isinstance(item, ClozeItem) and "gaps" in shown:
        note["weights"] = [gap.weight for gap in item.gaps]
    if isinstance(item, NumericItem) and item.relative_tolerance:
        note["tolerance"] = item.tolerance
        note["relative_tolerance"] = item.relative_tolerance
    # As no mark of HTML, XML or a comment is in it, it fits wherever a note fits.
    return (
        json.dumps(note).replace("<", "\\u003c").replace(">", "\\u003e").replace("--", "-\\u002d")
    )


def read_extras(note: str) -> dict[str, Any]:
    """Return what a note says; nothing where it is none."""
    try:
        said = json.loads(note)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def shown_tolerance(item: NumericItem) -> float:
    """Return the tolerance of a number where a format knows absolute ones only."""
    return max(item.tolerance, item.relative_tolerance * abs(item.answer))


def with_extras(body: Mapping[str, Any], extras: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item's fields with those of its note beside them."""
    kind = extras.get("kind", body["kind"])
    whole = dict(body)
    if kind == "expression" and body["kind"] == "short_answer":
        whole = {name: body[name] for name in body if name not in {"references", "rubric"}}
        whole |= {"kind": "expression", "answer": body["references"][0]}
    elif kind == "multiple_select" and body["kind"] == "multiple_choice":
        whole |= {"kind": kind, "correct": [body["correct"]]}
    elif kind != body["kind"]:
        return whole
    taken = _OF_KIND[kind] | (_OF_ALL - set(body))
    whole |= {name: extras[name] for name in taken if name in extras}
    if kind in {"multiple_choice", "multiple_select"}:
        return _with_ids(whole, extras.get("option_ids"))
    if kind == "ordering":
        return {**whole, "parts": _renamed(whole["parts"], extras.get("part_ids"))}
    return _with_share(whole, extras) if kind == "numeric" else whole


def _with_ids(body: dict[str, Any], ids: object) -> dict[str, Any]:
    options = body["options"]
    if not isinstance(ids, list) or len(ids) != len(options):
        return body
    new = dict(zip([option["id"] for option in options], ids, strict=True))
    renamed = [{**option, "id": new[option["id"]]} for option in options]
    right = body["correct"]
    correct = new[right] if isinstance(right, str) else [new[one] for one in right]
    return {**body, "options": renamed, "correct": correct}


def _renamed(parts: list[dict[str, Any]], ids: object) -> list[dict[str, Any]]:
    if not isinstance(ids, list) or len(ids) != len(parts):
        return parts
    return [{**part, "id": id_} for part, id_ in zip(parts, ids, strict=True)]


def _with_share(body: dict[str, Any], extras: Mapping[str, Any]) -> dict[str, Any]:
    share, width = extras.get("relative_tolerance"), extras.get("tolerance")
    if not isinstance(share, int | float) or not isinstance(width, int | float):
        return body
    if max(width, share * abs(body["answer"])) != body["tolerance"]:
        return body
    return {**body, "tolerance": width, "relative_tolerance": share}
