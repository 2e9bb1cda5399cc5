"""Questions as a file has them, each made an item or told in the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import TypeAdapter, ValidationError

from analytics.content.interchange.questions.extras import with_extras
from analytics.content.interchange.questions.plain_text import clean
from analytics.content.interchange.report import RemarkCode, Report
from analytics.content.item_pictures import pictures_of
from analytics.content.items import Item

ITEMS_MAX = 500
PROMPT_MAX, REFERENCES_MAX, REFERENCE_MAX = 2_000, 8, 1_000
OPTIONS_LEAST, OPTIONS_MAX, OPTION_MAX = 2, 8, 500
PARTS_LEAST, PARTS_MAX, PART_MAX = 2, 10, 300
GAPS_MAX, OTHERS_MAX, FILLING_MAX = 10, 7, 120
STAND_IN = "to-be-chosen"
"""Stands for an id or a skill that only the receiving course knows."""

Body = Mapping[str, object]
_ITEM: TypeAdapter[Item] = TypeAdapter(Item)
_CUT = {"hint": 1_000, "worked": 2_000}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a question stands in its file.

    Attributes:
        key: by which the file names the question, its own id of it; may be empty.
        title: its name in the file; may be empty.
        group: the category that it stands in, the outermost first.
        place: a line, with the title where there is one.
        extras: what our own files say of it that the format has no room for.
    """

    place: str
    key: str = ""
    title: str = ""
    group: str = ""
    tags: tuple[str, ...] = ()
    extras: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A question that can be kept once its skills are chosen.

    Attributes:
        key: by which it is known again when the file is read once more.
        item: `STAND_IN` for its id and skills; set are only the fields the file speaks of.
        skills: skill id to weight, where the file is ours; else empty.
        pictures: the bytes of the item's pictures, by digest.
    """

    source: Source
    key: str
    item: Item
    skills: Mapping[str, float]
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(slots=True)
class FoundItems:
    """What a file says: its questions, and what could not be read as it stands.

    Attributes:
        pictures: the bytes of every picture that is kept, by digest.
        opened: how many bytes of pictures were looked at, kept or not.
    """

    items: list[FoundItem] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    pictures: dict[str, bytes] = field(default_factory=dict)
    opened: int = 0
    _seen: dict[str, list[Item]] = field(default_factory=dict)

    def lose(self, source: Source, code: RemarkCode, *facts: str) -> None:
        """Tell why a question is not read."""
        self.report.note(source.place, code, *facts)

    def take(self, source: Source, body: Body) -> None:
        """Keep a question, or tell what it lacks; `body` has an item's fields."""
        fitted = self._fitted(source, body)
        if fitted is None:
            return
        if len(self.items) >= ITEMS_MAX:
            self.lose(source, "left_out_many", str(ITEMS_MAX))
            return
        item = self._made(source, fitted)
        if item is None:
            self.lose(source, "left_out_broken")
            return
        key = _key(source, item)
        if item in self._seen.setdefault(key, []):
            self.lose(source, "left_out_twice")
            return
        self._seen[key].append(item)
        distinct = key if len(self._seen[key]) == 1 else f"{key}\n{item.prompt}"
        pictures = {one.digest: self.pictures[one.digest] for one in pictures_of(item)}
        self.items.append(FoundItem(source, distinct, item, _skills(source), pictures))

    def _fitted(self, source: Source, body: Body) -> dict[str, Any] | None:
        """Return the body with its texts cleaned, what is too long cut and told."""
        fitted = {name: _cleaned(value) for name, value in body.items()}
        for name, most in _CUT.items():
            if len(said := str(fitted.get(name, ""))) > most:
                self.report.note(source.place, "text_cut", said[:40])
                fitted[name] = f"{said[: most - 1]}…"
        problem = _problem(fitted)
        if problem is not None:
            self.lose(source, *problem)
            return None
        for option in fitted.get("options", ()):
            if len(option.get("feedback", "")) > OPTION_MAX:
                self.report.note(source.place, "text_cut", option["feedback"][:40])
                option["feedback"] = f"{option['feedback'][: OPTION_MAX - 1]}…"
        return self._referring(source, fitted)

    def _referring(self, source: Source, fitted: dict[str, Any]) -> dict[str, Any]:
        references = fitted.get("references")
        if references is None:
            return fitted
        kept = list(dict.fromkeys(" ".join(one.split()) for one in references))
        if len(kept) > REFERENCES_MAX:
            self.report.note(source.place, "more_answers", "; ".join(kept[REFERENCES_MAX:])[:200])
        return {**fitted, "references": kept[:REFERENCES_MAX]}

    def _made(self, source: Source, body: dict[str, Any]) -> Item | None:
        whole = {"id": STAND_IN, "skills": {STAND_IN: 1.0}, **_with_rubric(body)}
        if source.extras:
            try:
                return _ITEM.validate_python(with_extras(whole, source.extras))
            except ValidationError:
                self.report.note(source.place, "extras_ignored")
        try:
            return _ITEM.validate_python(whole)
        except ValidationError:
            return None


def _cleaned(value: object) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    if isinstance(value, dict):
        return {name: _cleaned(one) for name, one in value.items()}
    return value


def _problem(body: Mapping[str, Any]) -> tuple[RemarkCode, str] | None:
    """Return why a body makes no question, with what is said of it."""
    if not body.get("prompt"):
        return ("left_out_empty", "")
    if len(body["prompt"]) > PROMPT_MAX:
        return ("left_out_long", str(PROMPT_MAX))
    if "references" in body:
        return _problem_of_references(body["references"])
    if "options" in body:
        return _problem_of_options(body["options"])
    if "parts" in body:
        return _problem_of_parts(body["parts"])
    return _problem_of_gaps(body["gaps"]) if "gaps" in body else None


def _problem_of_references(references: list[str]) -> tuple[RemarkCode, str] | None:
    if not any(references):
        return ("left_out_no_answer", "")
    if any(len(one) > REFERENCE_MAX for one in references):
        return ("left_out_long", str(REFERENCE_MAX))
    return None


def _problem_of_options(options: list[dict[str, Any]]) -> tuple[RemarkCode, str] | None:
    texts = [option["text"] for option in options]
    if not all(texts) or not OPTIONS_LEAST <= len(texts) <= OPTIONS_MAX:
        return ("left_out_options", str(len(texts)))
    if any(len(text) > OPTION_MAX for text in texts):
        return ("left_out_long", str(OPTION_MAX))
    return None


def _problem_of_parts(parts: list[dict[str, str]]) -> tuple[RemarkCode, str] | None:
    texts = {part["text"].casefold() for part in parts}
    if not all(texts) or len(texts) < len(parts) or not PARTS_LEAST <= len(parts) <= PARTS_MAX:
        return ("left_out_parts", str(len(parts)))
    if any(len(part["text"]) > PART_MAX for part in parts):
        return ("left_out_long", str(PART_MAX))
    return None


def _problem_of_gaps(gaps: list[dict[str, Any]]) -> tuple[RemarkCode, str] | None:
    fillings = [one for gap in gaps for one in (*gap["answers"], *gap.get("wrong", ()))]
    if any(len(one) > FILLING_MAX for one in fillings):
        return ("left_out_long", str(FILLING_MAX))
    alike = any(
        len({one.casefold() for one in (*gap["answers"], *gap["wrong"])}) <= len(gap["wrong"])
        or len(gap["wrong"]) > OTHERS_MAX
        for gap in gaps
        if gap.get("wrong")
    )
    return ("left_out_gaps", str(len(gaps))) if alike or len(gaps) > GAPS_MAX else None


def _with_rubric(body: dict[str, Any]) -> dict[str, Any]:
    if body["kind"] != "short_answer":
        return body
    return {**body, "rubric": [{"text": body["references"][0][:500], "points": 1}]}


def _key(source: Source, item: Item) -> str:
    if source.key:
        return source.key
    named = f"{source.group}\n{source.title}" if source.title else f"\n\n{item.prompt}"
    return " ".join(named.split(" "))


def _skills(source: Source) -> dict[str, float]:
    said = source.extras.get("skills")
    if not isinstance(said, Mapping):
        return {}
    return {
        str(skill_id): float(weight)
        for skill_id, weight in cast(Mapping[object, object], said).items()
        if isinstance(weight, int | float) and 0 < weight <= 1
    }
