"""Moodle's embedded answers, gaps written inside a text: {2:SHORTANSWER:=ice~=frozen water}.

Grammar: docs.moodle.org, "Embedded Answers (Cloze) question type", and its question type
"multianswer": a weight, a kind, and answers between tildes, "=" or a share before each; a
backslash takes the meaning off } # and ~, and entities of HTML stand for characters.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.content.gap_marks import GAP_MARK
from analytics.content.interchange.questions.bodies import FULL, Answer, decimal
from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.item_parts import Gap
from analytics.content.items import ClozeItem

Told = Mapping[str, Any]
ANSWERS_MAX = 8
_WORDS = r"SHORTANSWER|SA|MW|SHORTANSWER_C|SAC|MWC"
_CHOICES = r"MULTICHOICE(?:_[VH]?S?)?|MC[VH]?S?"
_NUMBERS = r"NUMERICAL|NM"
_SEVERAL = r"MULTIRESPONSE(?:_H?S?)?|MRH?S?"
_GAP = re.compile(
    rf"\{{(?P<weight>\d*):(?:(?P<words>{_WORDS})|(?P<choice>{_CHOICES})|(?P<number>{_NUMBERS})"
    rf"|(?P<several>{_SEVERAL})):(?P<answers>(?:\\.|[^\\}}])*)\}}"
)
_BETWEEN = re.compile(r"(?<!\\)~")
_SHARE = re.compile(r"\s*(?:(=)|%(-?\d+(?:[.,]\d+)?)%)")
_FEEDBACK = re.compile(r"(?<![\\&])#")
_ESCAPED = re.compile(r"\\([}#~/\"\\])")


@dataclass(slots=True)
class ClozeText:
    """A text with marks in place of its gaps.

    Attributes:
        text: as the file has it, tags and all.
        gaps: fields of a gap each.
        is_readable: False where a gap is of a kind that there is none of here.
    """

    text: str = ""
    gaps: list[Told] = field(default_factory=list)
    is_readable: bool = True


def read_cloze(found: FoundItems, source: Source, raw: str) -> ClozeText:
    """Return the gaps of a text; what of them cannot be kept is told."""
    read, at = ClozeText(), 0
    for one in _GAP.finditer(raw):
        read.text += unmarked(raw[at : one.start()])
        at = one.end()
        gap = None if one["several"] else _gap(found, source, one)
        if gap is None:
            found.lose(source, "left_out_gap", one.group()[:80])
            return ClozeText(is_readable=False)
        read.gaps.append(gap)
        read.text += f"[{len(read.gaps)}]"
    read.text += unmarked(raw[at:])
    return read


def write_cloze(item: ClozeItem, coded: Callable[[str], str]) -> str:
    """Return the text of an item with its gaps written inside; `coded` writes what is between."""
    texts = map(coded, GAP_MARK.split(item.prompt)[::2])
    gaps = [*(_written(gap) for gap in item.gaps), ""]
    return "".join(part for pair in zip(texts, gaps, strict=True) for part in pair)


def gap_body(found: FoundItems, source: Source, answers: list[Answer]) -> dict[str, Any] | None:
    """Return the fields of a gap in words; None where nothing is right in it."""
    right = [one.text for one in answers if one.share >= FULL]
    if partial := [one.text for one in answers if 0 < one.share < FULL]:
        found.report.note(source.place, "partial_marks", "; ".join(partial)[:200])
    if any(one.feedback for one in answers):
        found.report.note(source.place, "feedback_dropped")
    if len(right) > ANSWERS_MAX:
        found.report.note(source.place, "more_answers", "; ".join(right[ANSWERS_MAX:])[:200])
    kept = list(dict.fromkeys(" ".join(one.split()) for one in right))[:ANSWERS_MAX]
    return {"answers": kept} if kept else None


def choice_gap(found: FoundItems, source: Source, answers: list[Answer]) -> dict[str, Any] | None:
    """Return the fields of a gap to choose; None where not one option is right."""
    gap = gap_body(found, source, answers)
    wrong = [" ".join(one.text.split()) for one in answers if one.share < FULL]
    return {**gap, "wrong": wrong} if gap and len(gap["answers"]) == 1 and wrong else None


def number_gap(found: FoundItems, source: Source, answers: list[Answer]) -> dict[str, Any] | None:
    """Return the fields of a gap for a number; all its numbers have one tolerance."""
    gap = gap_body(found, source, [one for one in answers if one.text != "*"])
    if gap is None or any(decimal(one) is None for one in gap["answers"]):
        return None
    widths = [abs(decimal(one.tolerance or "0") or 0.0) for one in answers if one.share >= FULL]
    if min(widths) < max(widths):
        found.report.note(source.place, "more_numbers", "; ".join(gap["answers"])[:200])
    plain = [str(one).replace("−", "-").replace(",", ".") for one in gap["answers"]]
    return {"answers": plain, "tolerance": max(widths)}


def _gap(found: FoundItems, source: Source, one: re.Match[str]) -> Told | None:
    answers = list(_answers(one["answers"]))
    if one["number"]:
        gap = number_gap(found, source, [with_width(answer) for answer in answers])
    elif one["choice"]:
        gap = choice_gap(found, source, answers)
    else:
        gap = gap_body(found, source, [tame(found, source, answer) for answer in answers])
        if one["words"] in {"SHORTANSWER_C", "SAC", "MWC"}:
            found.report.note(source.place, "case_ignored")
    weight = int(one["weight"] or 1)
    return None if gap is None else {**gap, "weight": min(max(weight, 1), 100)}


def _answers(raw: str) -> Iterator[Answer]:
    for piece in _BETWEEN.split(raw):
        share, text = 0.0, piece
        if weighed := _SHARE.match(piece):
            share = 1.0 if weighed[1] else float(weighed[2].replace(",", ".")) / 100
            text = piece[weighed.end() :]
        said, *told = _FEEDBACK.split(text, maxsplit=1)
        if said.strip():
            yield Answer(_plain(said), share, _plain("".join(told)))


def _plain(raw: str) -> str:
    return html.unescape(_ESCAPED.sub(r"\1", raw)).strip()


def tame(found: FoundItems, source: Source, answer: Answer) -> Answer:
    """Return an answer without the asterisks that stand for anything."""
    wild = re.compile(r"(?<!\\)\*")
    if answer.share >= FULL and wild.search(answer.text):
        found.report.note(source.place, "wildcard_gap", answer.text[:80])
    text = wild.sub("", answer.text).replace("\\*", "*").strip()
    return Answer(text, answer.share if text else 0.0, answer.feedback)


def with_width(answer: Answer) -> Answer:
    """Return a number's answer with the tolerance apart that its text has after a colon."""
    said, _, width = answer.text.partition(":")
    return Answer(said.strip(), answer.share, answer.feedback, width.strip())


def unmarked(text: str) -> str:
    """Return a text whose own numbers in brackets are no marks of gaps."""
    return GAP_MARK.sub(r"(\1)", text)


def _written(gap: Gap) -> str:
    if gap.tolerance is not None:
        said = "~".join(f"={one}:{gap.tolerance!r}" for one in gap.answers)
        return f"{{{gap.weight}:NUMERICAL:{said}}}"
    if gap.options:
        options = ((one, one in gap.answers) for one in gap.options)
        said = "~".join(f"{'=' if right else '%0%'}{_coded(one)}" for one, right in options)
        return f"{{{gap.weight}:MULTICHOICE:{said}}}"
    said = "~".join(f"={_coded(one).replace('*', '&#92;*')}" for one in gap.answers)
    return f"{{{gap.weight}:SHORTANSWER:{said}}}"


def _coded(text: str) -> str:
    coded = html.escape(text, quote=False).replace("\\", "&#92;").replace("~", "&#126;")
    return coded.replace("}", "\\}").replace("#", "\\#").replace("&\\#", "&#")
