"""Reads the questions of a GIFT file as items."""

import re
from dataclasses import dataclass, replace

from pydantic import ValidationError

from analytics.content.interchange.questions.bodies import (
    Answer,
    choice_body,
    number_and_width,
    number_body,
    order_body,
    select_body,
    truth_body,
    words_body,
)
from analytics.content.interchange.questions.cloze_text import (
    Told,
    choice_gap,
    gap_body,
    number_gap,
    tame,
    unmarked,
    with_width,
)
from analytics.content.interchange.questions.found import FoundItems, Source
from analytics.content.interchange.questions.gift import GiftQuestion, questions_of, said, said_part
from analytics.content.interchange.questions.order_words import CHOOSING, note_order
from analytics.content.item_parts import Gap

GAP = "_____"
_GAP_HERE = "\ufdd8"
"""Stands for a gap while its text is made plain; a noncharacter, so it is in no text."""

_ORDER = re.compile(r">\s*(\d*)([A-Z_01 \t]*)(?:\n|$)")
_PIECE = re.compile(r"([~=])([^~=]*)")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TRUTH = re.compile(r"(T|TRUE|F|FALSE)\s*(?:#([^#]*))?(?:#([^#]*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One question on its way into what was found."""

    found: FoundItems
    question: GiftQuestion

    @property
    def source(self) -> Source:
        return self.question.source

    def part(self, raw: str) -> str:
        """Return a part, which may name its own markup, as plain text."""
        return self._told(said_part(raw, self.question.markup))

    def text(self, raw: str) -> str:
        """Return some of the question's text as plain text."""
        return self._told(said(raw, self.question.markup))

    @property
    def is_gapped(self) -> bool:
        """Tell whether the answers stand in the text rather than at its end."""
        after, _ = said(self.question.after, self.question.markup)
        return bool(after) or self.source.extras.get("kind") == "cloze"

    def _told(self, read: tuple[str, tuple[str, ...]]) -> str:
        text, media = read
        for kind in media:
            self.found.report.note(self.source.place, "media_missing", kind)
        return text


def read_gift(text: str) -> FoundItems:
    """Return what a GIFT file says."""
    found = FoundItems()
    for question in questions_of(text):
        _read(_Reading(found, question))
    return found


def _read(reading: _Reading) -> None:
    question, source = reading.question, reading.source
    answers = question.answers
    if not question.is_closed:
        reading.found.lose(source, "left_out_unclosed")
    elif not question.is_single:
        reading.found.lose(source, "left_out_gift_gaps")
    elif answers is None and source.extras.get("kind") == "cloze":
        reading.found.take(source, {**_head(reading), "kind": "cloze", "gaps": []})
    elif answers is None:
        reading.found.lose(source, "left_out_kind", "description")
    elif not answers:
        reading.found.lose(source, "left_out_no_answer")
    elif reading.is_gapped and (gap := _gap(reading, answers)) is not None:
        reading.found.take(source, {**_gapped(reading), "kind": "cloze", "gaps": [gap]})
    else:
        _read_whole(reading, answers)


def _read_whole(reading: _Reading, answers: str) -> None:
    """Read a question whose answers are to the whole of it."""
    if truth := _TRUTH.fullmatch(answers):
        _take_truth(reading, truth)
    elif answers.startswith("#"):
        _take_number(reading, answers[1:])
    elif ordered := _ORDER.match(answers):
        _take_order(reading, ordered)
    elif _is_matching(answers):
        reading.found.lose(reading.source, "left_out_kind", "matching")
    else:
        _take_pieces(reading, answers)


def _is_matching(answers: str) -> bool:
    pieces = [piece[2] for piece in _PIECE.finditer(answers)]
    return bool(pieces) and all("->" in piece for piece in pieces)


def _head(reading: _Reading) -> dict[str, object]:
    question = reading.question
    after = reading.text(question.after)
    before = reading.text(question.before)
    worked = reading.part(question.worked)
    # The answers in the middle of a sentence mark a gap in it.
    prompt = f"{before} {GAP}{'' if after[:1] in {'.', ',', ';', '!', '?'} else ' '}{after}"
    return {
        "prompt": prompt if after else before,
        **({"worked": worked} if worked else {}),
    }


def _gapped(reading: _Reading) -> dict[str, object]:
    """Return the text with a mark in place of the answers."""
    question, worked = reading.question, reading.part(reading.question.worked)
    whole = unmarked(reading.text(f"{question.before}{_GAP_HERE}{question.after}"))
    return {
        "prompt": whole.replace(_GAP_HERE, "[1]"),
        **({"worked": worked} if worked else {}),
    }


def _gap(reading: _Reading, answers: str) -> Told | None:
    """Return the gap that the answers make; None where they fit in none as they are."""
    if _TRUTH.fullmatch(answers) or _ORDER.match(answers) or _is_matching(answers):
        return None
    trial = replace(reading, found=FoundItems())
    gap = _gap_made(trial, answers)
    try:
        made = Gap.model_validate({**gap, "weight": _weight(reading.source)}) if gap else None
    except ValidationError:
        return None
    if made is not None:
        reading.found.report.remarks += trial.found.report.remarks
    return made.model_dump() if made is not None else None


def _gap_made(reading: _Reading, answers: str) -> Told | None:
    found, source = reading.found, reading.source
    if answers.startswith("#"):
        return number_gap(found, source, [_bounded(one) for one in _numbers(reading, answers[1:])])
    pieces = _pieces(reading, answers)
    if "~" not in answers:
        return gap_body(found, source, [tame(found, source, one) for one in pieces])
    # A gap has no room for what is told to an option.
    return None if any(one.feedback for one in pieces) else choice_gap(found, source, pieces)


def _bounded(answer: Answer) -> Answer:
    """Return a number's answer with its tolerance apart, two bounds as what is between them."""
    if ".." not in answer.text or (read := number_and_width(answer)) is None:
        return with_width(answer)
    return replace(answer, text=f"{read[0]:.12g}", tolerance=repr(read[1]))


def _weight(source: Source) -> object:
    match source.extras.get("weights"):
        case [int(weight)] if 1 <= weight <= 100:
            return weight
        case _:
            return 1


def _take_truth(reading: _Reading, truth: re.Match[str]) -> None:
    if_wrong, if_right = (Answer("", 0.0, reading.part(truth[n] or "")) for n in (2, 3))
    right = truth[1].upper().startswith("T")
    head = _head(reading)
    answers = (if_right, if_wrong) if right else (if_wrong, if_right)
    reading.found.take(reading.source, truth_body(head, answers, right=right))


def _take_number(reading: _Reading, answers: str) -> None:
    numbers = _numbers(reading, answers)
    body = number_body(reading.found, reading.source, _head(reading), numbers)
    if body is not None:
        reading.found.take(reading.source, body)


def _numbers(reading: _Reading, answers: str) -> list[Answer]:
    pieces = _pieces(reading, answers) if answers.lstrip().startswith("=") else []
    value, _, told = answers.partition("#")
    return pieces or [Answer(reading.part(value), 1.0, reading.part(told))]


def _take_order(reading: _Reading, ordered: re.Match[str]) -> None:
    lines = ordered.string[ordered.end() :].split("\n")
    texts = [reading.part(line) for line in lines if line.strip()]
    words = ordered[2].split()
    asked = int(ordered[1] or 0) if {*words} & CHOOSING else len(texts)
    note_order(reading.found, reading.source, "".join(words[-1:]), all_asked=asked >= len(texts))
    reading.found.take(reading.source, order_body(_head(reading), texts))


def _take_pieces(reading: _Reading, answers: str) -> None:
    pieces = _pieces(reading, answers)
    if not pieces:
        reading.found.lose(reading.source, "left_out_no_answer")
        return
    make = words_body
    if "~" in answers:
        make = choice_body if "=" in answers else select_body
    body = make(reading.found, reading.source, _head(reading), pieces)
    if body is not None:
        reading.found.take(reading.source, body)


def _pieces(reading: _Reading, answers: str) -> list[Answer]:
    found = []
    for piece in _PIECE.finditer(answers):
        mark, rest = piece[1], piece[2]
        share = 1.0 if mark == "=" else 0.0
        if weight := _WEIGHT.match(rest):
            share, rest = float(weight[1]) / 100, rest[weight.end() :]
        text, _, told = rest.partition("#")
        if text.strip():
            found.append(Answer(reading.part(text), share, reading.part(told)))
    return found
