"""Read a teacher's draft as a question, or say at each field what is wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

from pydantic import TypeAdapter, ValidationError

from analytics.content import ExpressionItem, Item, ItemBank, NumericItem
from analytics.content.item_pictures import letter
from analytics.content.ordering import part_ids
from analytics.grading.checkers import check_expression, check_number
from analytics.grading.checkers.formula import read_formula
from analytics.grading.checkers.numbers import read_number
from analytics.grading.errors import UnreadableFormula
from lti_tool.errors import NotFound
from lti_tool.services.items.drafts import ItemDraft, OptionRow
from lti_tool.services.items.problems import DraftRefused, Faults, Problem
from lti_tool.services.items.reading_gaps import gaps_part
from lti_tool.services.items.reading_words import words_part

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_SPACE = re.compile(r"\s+")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
PROMPT_MAX, HINT_MAX, WORKED_MAX, OPTION_MAX = 2_000, 1_000, 2_000, 500
PART_MAX, PARTS_MAX = 300, 10


def read_draft(draft: ItemDraft, bank: ItemBank, item_id: str, revision: int = 1) -> Item:
    """Return the question that a draft makes.

    Raises:
        DraftRefused: it makes none; every problem is named at its field.
        NotFound: there is no such kind.
    """
    part = _PARTS.get(draft.kind)
    if part is None:
        raise NotFound
    found = Faults()
    body = {**_head(draft, bank, found), **part(draft, found)}
    found.refuse()
    try:
        item = _ITEM.validate_python(
            {**body, "kind": draft.kind, "id": item_id, "revision": revision}
        )
    except ValidationError as error:
        raise DraftRefused((Problem("prompt", "item_invalid"),)) from error
    _try_on_itself(draft, item, found)
    found.refuse()
    return item


def _head(draft: ItemDraft, bank: ItemBank, found: Faults) -> dict[str, Any]:
    prompt = found.text("prompt", draft.prompt, PROMPT_MAX)
    if not prompt:
        found.wrong("prompt", "prompt_missing")
    return {
        "prompt": prompt,
        "skills": _skills(draft, bank, found),
        "difficulty": found.number("level", draft.level, -3, 3),
        "hint": found.text("hint", draft.hint, HINT_MAX),
        "worked": found.text("worked", draft.worked, WORKED_MAX),
        "tries": int(found.number("tries", draft.tries, 1, 5)),
        "pictures": draft.pictures.kept,
        "hint_pictures": draft.hint_pictures.kept,
        "worked_pictures": draft.worked_pictures.kept,
    }


def _skills(draft: ItemDraft, bank: ItemBank, found: Faults) -> dict[str, float]:
    weights: dict[str, float] = {}
    for n, row in enumerate(draft.skills, 1):
        if not row.skill_id:
            continue
        if row.skill_id not in bank.skills_by_id:
            found.wrong(f"skill-{n}", "skill_missing")
        elif row.skill_id in weights:
            found.wrong(f"skill-{n}", "skill_twice")
        else:
            weights[row.skill_id] = _weight(row.weight, n, found)
    if not weights and not found.problems:
        found.wrong("skill-1", "skill_missing")
    total = sum(weights.values())
    if total > 1 + 1e-9:
        found.wrong("weight-1", "skill_weights_sum", total=round(total * 100))
    return weights


def _weight(typed: str, n: int, found: Faults) -> float:
    before = len(found.problems)
    share = found.number(f"weight-{n}", typed or "100", 1, 100) / 100
    if len(found.problems) > before:
        found.problems[-1] = Problem(f"weight-{n}", "skill_weight")
    return share


def _number_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    figures = draft.figures.strip()
    share = draft.tolerance_percent.strip()
    width = draft.tolerance.strip()
    return {
        "answer": _right_number(draft.number, found),
        "tolerance": found.number("tolerance", width or "0", 0, 1e300),
        "relative_tolerance": found.number("tolerance_percent", share or "0", 0, 50) / 100,
        "unit": found.text("unit", draft.unit, 32),
        "convert": draft.convert,
        "significant_figures": int(found.number("figures", figures, 1, 10)) if figures else None,
    }


def _right_number(typed: str, found: Faults) -> float:
    said = typed.strip()
    reading = read_number(said) if said else None
    if not said:
        found.wrong("number", "number_missing")
    elif reading is None or reading.rest.strip():
        found.wrong("number", "number_unreadable", said=said[:40])
    elif len(reading.values) != 1:
        found.wrong("number", "number_unclear", said=said[:40])
    else:
        return reading.values[0]
    return 0.0


def _formula_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    said = found.text("formula", draft.formula, 200)
    try:
        read_formula(said)
    except UnreadableFormula as error:
        found.wrong("formula", "formula_unreadable", note=error.code, said=error.said)
    return {"answer": said, "form": draft.form}


def _options_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    rows = [(n, row) for n, row in enumerate(draft.options, 1) if row.text.strip() or row.picture]
    if len(rows) < 2:
        found.wrong(f"option-{len(rows) + 1}", "option_too_few")
    seen: set[str] = set()
    ids = _option_ids(rows)
    options = []
    for place, (n, row) in enumerate(rows, 1):
        text = found.text(f"option-{n}", row.text, OPTION_MAX) or letter(place)
        if _SPACE.sub(" ", text.casefold()) in seen:
            found.wrong(f"option-{n}", "option_twice")
        seen.add(_SPACE.sub(" ", text.casefold()))
        feedback = found.text(f"feedback-{n}", row.feedback, OPTION_MAX)
        shown = {"picture": row.picture, "feedback_picture": row.feedback_picture}
        options.append({"id": ids[n], "text": text, "feedback": feedback, **shown})
    right = [ids[n] for n, _ in rows if str(n) in draft.correct.split()]
    if not right:
        found.wrong("correct-1", "option_right")
    return {"options": options, "correct": right}


def _choice_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    body = _options_part(draft, found)
    return {**body, "correct": next(iter(body["correct"]), "")}


def _option_ids(rows: Sequence[tuple[int, OptionRow]]) -> dict[int, str]:
    """Return an id for each row: its own, which earlier answers name, or a new one."""
    kept: dict[int, str] = {}
    for n, row in rows:
        if _ID.fullmatch(row.id) and row.id not in kept.values():
            kept[n] = row.id
    free = (f"o{k}" for k in count(1) if f"o{k}" not in set(kept.values()))
    return {n: kept.get(n) or next(free) for n, _ in rows}


def _order_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    rows = [(n, row) for n, row in enumerate(draft.parts, 1) if row.text.strip()]
    if len(rows) < 2:
        found.wrong(f"part-{len(rows) + 1}", "part_too_few")
    if len(rows) > PARTS_MAX:
        found.wrong(f"part-{rows[PARTS_MAX][0]}", "part_too_many", most=PARTS_MAX)
    texts: list[str] = []
    for n, row in rows:
        text = _SPACE.sub(" ", found.text(f"part-{n}", row.text, PART_MAX))
        if text.casefold() in {one.casefold() for one in texts}:
            found.wrong(f"part-{n}", "part_twice")
        texts.append(text)
    ids = _part_ids([row.id for _, row in rows], texts)
    return {"parts": [{"id": ids[k], "text": text} for k, text in enumerate(texts)]}


def _part_ids(present: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Return an id for each part: its own, which earlier answers name, or a new one."""
    kept = [
        one if _ID.fullmatch(one) and one not in present[:n] else ""
        for n, one in enumerate(present)
    ]
    new = iter(part_ids([text for one, text in zip(kept, texts, strict=True) if not one], kept))
    return [one or next(new) for one in kept]


def _try_on_itself(draft: ItemDraft, item: Item, found: Faults) -> None:
    """Check the author's own answer as a learner's would be."""
    if isinstance(item, NumericItem):
        typed = draft.number.strip()
        if check_number(item, f"{typed} {item.unit}").score < 1:
            found.wrong("figures", "figures_conflict", wanted=item.significant_figures)
    elif isinstance(item, ExpressionItem) and check_expression(item, item.answer).score < 1:
        found.wrong("formula", "formula_form", form=item.form)


_PARTS: Mapping[str, Callable[[ItemDraft, Faults], dict[str, Any]]] = {
    "short_answer": words_part,
    "numeric": _number_part,
    "expression": _formula_part,
    "multiple_choice": _choice_part,
    "multiple_select": _options_part,
    "ordering": _order_part,
    "cloze": gaps_part,
}
