"""What a grade found, as it is kept with an answer and as a page tells it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from analytics.content import Item, KeyTerm, ShortAnswerItem
from analytics.events import GradeFacts
from analytics.grading.feedback import masked
from analytics.grading.findings import CriterionFinding, Findings, Mark, Note
from analytics.grading.terms import unused_terms
from analytics.grading.types import GradeLabel
from lti_tool.models import Attempt

Verdict = Literal["covered", "partly", "missing", "contradicted"]

_VERDICTS: dict[GradeLabel, Verdict] = {
    "correct": "covered",
    "partial": "partly",
    "contradictory": "contradicted",
}
_SHOWN_OTHERWISE = frozenset({"said_well", "term_missing"})
"""Notes about what is marked in the answer, or in the list of key terms."""
_MASKED = frozenset({"missing_word", "more_missing", "missing_number"})


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """How an answer does on one criterion.

    Attributes:
        number: its place among the item's criteria, from 1.
        text: its name; empty while that would give the answer away.
        share: its share of the marks, 0 to 1.
        earned: the share of the marks that the answer earns by it, at most `share`.
        missing: words of its reference, masked while they would give it away.
        contradicted: words of the answer.
    """

    number: int
    text: str
    verdict: Verdict
    confidence: float
    share: float
    earned: float
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    contradicted: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class TermLine:
    """A key term, and whether the answer uses it; masked while it may not be told."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the answer's characters, and what the grade rests on it."""

    text: str
    kind: Literal["plain", "covered", "contradicted"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer got its grade, as somebody may read it.

    Attributes:
        told: whether the reader may see what a full answer says.
        missing: words of the reference, masked unless told; without the key terms.
        pieces: the whole answer, in runs; one plain run where nothing is marked.
    """

    told: bool
    criteria: tuple[CriterionLine, ...]
    terms: tuple[TermLine, ...]
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    notes: tuple[Note, ...]
    pieces: tuple[Piece, ...]

    @property
    def is_marked(self) -> bool:
        """Tell whether any of the answer is marked."""
        return any(piece.kind != "plain" for piece in self.pieces)

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing lacks: what is missing then was said in other words."""
        return any(note.code == "all_there" for note in self.notes)


@dataclass(frozen=True, slots=True)
class Graded:
    """An answer with what its grade found."""

    answer: str
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    findings: Findings

    @classmethod
    def of_attempt(cls, attempt: Attempt) -> "Graded":
        """Return what is kept with an answer."""
        findings = Findings.model_validate(attempt.findings or {})
        return cls(attempt.answer, tuple(attempt.covered), tuple(attempt.missing), findings)

    @classmethod
    def of_facts(cls, answer: str, facts: GradeFacts) -> "Graded":
        """Return what a grade says of an answer that nobody keeps."""
        return cls(answer, facts.covered, facts.missing, facts.findings)


def kept_findings(facts: GradeFacts) -> dict[str, Any] | None:
    """Return what a grade found, to keep beside it; None where that is nothing."""
    found = facts.findings
    return found.model_dump(mode="json") if found != Findings() else None


def is_told(attempt: Attempt, item: Item | None) -> bool:
    """Tell whether a learner may see what a full answer says: right, or the last try."""
    return item is None or attempt.label == "correct" or attempt.number >= item.tries


def explain(item: Item | None, graded: Graded, *, told: bool) -> Explanation:
    """Return why an answer got its grade.

    Until it may be told what a full answer says, words of it are masked, and so is the
    name of a criterion that the answer does not meet.
    """
    found = graded.findings
    key_terms = item.key_terms if isinstance(item, ShortAnswerItem) else ()
    named = {term.term.casefold() for term in key_terms}
    missing = [phrase for phrase in graded.missing if phrase.casefold() not in named]
    return Explanation(
        told=told,
        criteria=tuple(_lines(found.criteria, told=told)),
        terms=tuple(_terms(key_terms, graded.answer, told=told)),
        covered=graded.covered,
        missing=_masked(missing, told=told),
        notes=tuple(_notes(found.notes, masks_shown=told or bool(missing))),
        pieces=tuple(_pieces(graded.answer, found.marks)),
    )


def agreeing(found: Explanation, label: str | None) -> Explanation:
    """Return what of a grader's reasons does not speak against a teacher's own mark.

    For all the marks: nothing is missing, nothing is wrong. For none: nothing counts. For a
    part: every reason may stand. What it said of single criteria goes with all and with none.
    """
    if label == "partial":
        return found
    right = label == "correct"
    kept = "covered" if right else "contradicted"
    return replace(
        found,
        criteria=(),
        terms=tuple(term for term in found.terms if term.found == right),
        covered=found.covered if right else (),
        missing=() if right else found.missing,
        notes=(),
        pieces=tuple(
            piece if piece.kind == kept else replace(piece, kind="plain") for piece in found.pieces
        ),
    )


def _lines(criteria: Sequence[CriterionFinding], *, told: bool) -> Iterator[CriterionLine]:
    whole = sum(one.points for one in criteria)
    for number, one in enumerate(criteria, 1):
        verdict = _VERDICTS.get(one.label, "missing")
        share = one.points / whole
        yield CriterionLine(
            number=number,
            text=one.text if told or verdict == "covered" else "",
            verdict=verdict,
            confidence=one.confidence,
            share=share,
            earned=share * one.score,
            covered=one.covered,
            missing=_masked(one.missing, told=told),
            contradicted=one.contradicted,
            notes=tuple(_notes(one.notes, masks_shown=told or bool(one.missing))),
        )


def _notes(notes: Sequence[Note], *, masks_shown: bool) -> Iterator[Note]:
    """Yield the notes that say more than what stands beside them."""
    beside = {*_SHOWN_OTHERWISE, *(_MASKED if masks_shown else ())}
    return (note for note in notes if note.code not in beside)


def _terms(terms: Sequence[KeyTerm], answer: str, *, told: bool) -> Iterator[TermLine]:
    unused = unused_terms(terms, answer)
    for term in terms:
        found = term not in unused
        yield TermLine(term.term if told or found else str(masked(term.term)["mask"]), found)


def _masked(phrases: Sequence[str], *, told: bool) -> tuple[str, ...]:
    return tuple(one if told else str(masked(one)["mask"]) for one in phrases)


def _pieces(answer: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    at = 0
    for mark in marks:
        start, end = max(mark.start, at), min(mark.end, len(answer))
        if start >= end:
            continue
        if start > at:
            yield Piece(answer[at:start], "plain")
        yield Piece(answer[start:end], mark.kind)
        at = end
    if at < len(answer) or not answer:
        yield Piece(answer[at:], "plain")
