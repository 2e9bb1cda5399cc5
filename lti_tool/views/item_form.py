"""Reads a teacher's own question from its form."""

from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError

from analytics.content import Item
from lti_tool.errors import Refused
from lti_tool.services.activities import new_item_id

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_LEVELS = {"easy": -1.5, "middle": 0.0, "hard": 1.5}


def item_from(form: Mapping[str, str]) -> Item:
    """Return the question in a form.

    Raises:
        Refused: something is missing or breaks a rule.
    """
    kind = form.get("kind", "")
    body = {
        "id": new_item_id(),
        "kind": kind,
        "skills": {form.get("skill", ""): 1.0},
        "prompt": form.get("prompt", "").strip(),
        "difficulty": _LEVELS.get(form.get("level", ""), 0.0),
        "hint": form.get("hint", "").strip(),
        "worked": form.get("worked", "").strip(),
        **_answer_part(kind, form),
    }
    try:
        return _ITEM.validate_python(body)
    except ValidationError as error:
        raise Refused("item_invalid", "prompt") from error


def _answer_part(kind: str, form: Mapping[str, str]) -> dict[str, object]:
    lines = _lines(form.get("right", ""))
    if kind == "short_answer":
        points = _lines(form.get("rubric", "")) or lines[:1]
        return {
            "references": lines,
            "rubric": [{"text": text, "points": 1} for text in points],
        }
    if kind == "numeric":
        return {
            "answer": _number(form.get("number", "")),
            "tolerance": _number(form.get("tolerance", "") or "0"),
            "unit": form.get("unit", "").strip(),
        }
    if kind == "multiple_choice":
        texts = [*lines[:1], *_lines(form.get("wrong", ""))]
        options = [{"id": f"o{n}", "text": text} for n, text in enumerate(texts, 1)]
        # Options keep one order for everybody; the right one must not lead.
        return {"options": sorted(options, key=lambda o: o["text"].casefold()), "correct": "o1"}
    raise Refused("item_invalid", "kind")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError as error:
        raise Refused("item_invalid", "number") from error
