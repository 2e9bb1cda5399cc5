"""Makes the fields of items of what formats say of answers."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.item_pictures import letter
from analytics.content.items import MultipleChoiceItem, MultipleSelectItem
from analytics.content.ordering import part_ids
from analytics.content.pictures import Picture

FULL = 0.9999
"""From this share on an answer counts as wholly right: 33.33333 % three times do."""

_RANGE = re.compile(r"(.+?)\.\.(.+)")
_WILD = re.compile(r"(?<!\\)\*")
_CHINESE = re.compile(r"[一-鿿]")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as a file has it.

    Attributes:
        share: of the marks, 1 for all; below 0 where it costs some.
        feedback: what giving it tells.
        tolerance: of a number where the file has it apart.
        picture, feedback_picture: of an option.
    """

    text: str
    share: float
    feedback: str = ""
    tolerance: str = ""
    picture: Picture | None = None
    feedback_picture: Picture | None = None


def choice_body(
    found: FoundItems, source: Source, head: Mapping[str, object], answers: Sequence[Answer]
) -> dict[str, Any] | None:
    """Return a choice of one option; None, and why is told, where it is no such thing."""
    right = [n for n, one in enumerate(answers, 1) if one.share >= FULL]
    partial = [one.text for one in answers if 0 < one.share < FULL]
    if len(right) != 1:
        found.lose(source, "left_out_several" if right else "left_out_no_answer")
        return None
    if partial:
        found.report.note(source.place, "partial_marks", "; ".join(partial)[:200])
    options = _options(answers)
    return {**head, "kind": "multiple_choice", "options": options, "correct": f"o{right[0]}"}


def select_body(
    found: FoundItems, source: Source, head: Mapping[str, object], answers: Sequence[Answer]
) -> dict[str, Any] | None:
    """Return a choice of several options, of one where only one is right."""
    whole = [n for n, one in enumerate(answers, 1) if one.share >= FULL]
    right = whole or [n for n, one in enumerate(answers, 1) if one.share > 0]
    if len(right) <= 1 and (whole or not right):
        return choice_body(found, source, head, answers)
    shares = [answers[n - 1].share for n in right]
    if max(shares) - min(shares) > 1e-4:
        found.report.note(source.place, "weights_even")
    correct = [f"o{n}" for n in right]
    return {**head, "kind": "multiple_select", "options": _options(answers), "correct": correct}


def _options(answers: Sequence[Answer]) -> list[dict[str, object]]:
    return [_option(n, one) for n, one in enumerate(answers, 1)]


def _option(n: int, one: Answer) -> dict[str, object]:
    body: dict[str, object] = {"id": f"o{n}", "text": one.text, "feedback": one.feedback}
    if one.picture is not None:
        body |= {"text": one.text or letter(n), "picture": one.picture.model_dump()}
    if one.feedback_picture is not None:
        body["feedback_picture"] = one.feedback_picture.model_dump()
    return body


def order_body(head: Mapping[str, object], texts: Sequence[str]) -> dict[str, Any]:
    """Return parts to put into order; `texts` has them in the right one."""
    said = [" ".join(text.split()) for text in texts]
    parts = [{"id": id_, "text": text} for id_, text in zip(part_ids(said), said, strict=True)]
    return {**head, "kind": "ordering", "parts": parts}


def truth_body(
    head: Mapping[str, object], answers: tuple[Answer, Answer], *, right: bool
) -> dict[str, Any]:
    """Return a choice between true and false; the texts of its answers do not count."""
    chinese = _CHINESE.search(str(head["prompt"]))
    names = ("正确", "错误") if chinese else ("True", "False")
    named = zip(answers, names, strict=True)
    options = _options([replace(answer, text=name) for answer, name in named])
    correct = "o1" if right else "o2"
    return {**head, "kind": "multiple_choice", "options": options, "correct": correct}


def words_body(
    found: FoundItems, source: Source, head: Mapping[str, object], answers: Sequence[Answer]
) -> dict[str, Any] | None:
    """Return a question in words whose references are the wholly right answers.

    An asterisk stands for anything, as Moodle has it, unless a backslash is before it.
    """
    right = _right_words(found, source, [one for one in answers if one.text.strip("*")])
    if right is None:
        return None
    if any(_WILD.search(text) for text in right):
        found.report.note(source.place, "wildcard")
    tame = [_WILD.sub("", text).replace("\\*", "*") for text in right]
    return {**head, "kind": "short_answer", "references": tame}


def plain_words_body(
    found: FoundItems, source: Source, head: Mapping[str, object], answers: Sequence[Answer]
) -> dict[str, Any] | None:
    """Return a question in words where every mark of an answer stands for itself."""
    right = _right_words(found, source, answers)
    return None if right is None else {**head, "kind": "short_answer", "references": right}


def _right_words(found: FoundItems, source: Source, answers: Sequence[Answer]) -> list[str] | None:
    partial = [one.text for one in answers if one.share < FULL]
    if partial:
        found.report.note(source.place, "partial_marks", "; ".join(partial)[:200])
    if any(one.feedback for one in answers):
        found.report.note(source.place, "feedback_dropped")
    right = [one.text for one in answers if one.share >= FULL]
    if not right:
        found.lose(source, "left_out_no_answer")
        return None
    return right


def shares_of(item: MultipleChoiceItem | MultipleSelectItem) -> list[float]:
    """Return the share of the marks of each option, as formats with shares have it."""
    if isinstance(item, MultipleChoiceItem):
        return [1.0 if one.id == item.correct else 0.0 for one in item.options]
    share = 1 / len(item.correct)
    return [share if one.id in item.correct else -share for one in item.options]


def percent(share: float) -> str:
    """Return a share as Moodle names its grades, with up to five digits."""
    return f"{share * 100:.5f}".rstrip("0").rstrip(".")


def with_wild(text: str) -> str:
    """Return an answer in words as Moodle writes it: an asterisk alone stands for anything."""
    return text.replace("*", "\\*")


def number_body(
    found: FoundItems, source: Source, head: Mapping[str, object], answers: Sequence[Answer]
) -> dict[str, Any] | None:
    """Return a number with its tolerance; the first wholly right one is taken."""
    given = [one for one in answers if one.text.strip() not in {"", "*"}]
    right = next((one for one in given if one.share >= FULL), None)
    if right is None:
        found.lose(source, "left_out_no_answer")
        return None
    read = number_and_width(right)
    if read is None:
        found.lose(source, "left_out_number", right.text[:40])
        return None
    if others := [one.text for one in given if one is not right]:
        found.report.note(source.place, "more_numbers", "; ".join(others)[:200])
    if any(one.feedback for one in answers):
        found.report.note(source.place, "feedback_dropped")
    return {**head, "kind": "numeric", "answer": read[0], "tolerance": read[1]}


def decimal(said: str) -> float | None:
    """Return a finite number, with a point or one comma; None where it is none."""
    plain = said.strip().replace("−", "-")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in plain else None


def number_and_width(answer: Answer) -> tuple[float, float] | None:
    """Return a number and its tolerance, said beside it or by two bounds; None where it is none."""
    if between := _RANGE.fullmatch(answer.text.strip()):
        low, high = decimal(between[1]), decimal(between[2])
        return None if low is None or high is None else ((low + high) / 2, abs(high - low) / 2)
    said, _, width = answer.text.partition(":")
    value, tolerance = decimal(said), decimal(width or answer.tolerance or "0")
    return None if value is None or tolerance is None else (value, abs(tolerance))
