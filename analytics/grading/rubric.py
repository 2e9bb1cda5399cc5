"""Grade an answer by its item: one judgement, or one for each criterion. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analytics.content.item_parts import Criterion, KeyTerm
from analytics.content.items import ShortAnswerItem
from analytics.grading.evidence import Evidence
from analytics.grading.feedback import hints, is_copied, marks_of, notes_on, term_notes
from analytics.grading.findings import CriterionFinding, Mark, Note
from analytics.grading.terms import unused_terms
from analytics.grading.types import Grade, GradeLabel, GradingRequest

MAX_MARKS = 200
_MAX_NOTES = 12


@dataclass(frozen=True, slots=True)
class Ruling:
    """What all judgements of one answer come to.

    Attributes:
        grades: the grader's, one for each criterion or one in all.
        confidence: of the least sure judgement.
        unused: key terms that the answer lacks; they cap the score.
    """

    grades: tuple[Grade, ...]
    score: float
    label: GradeLabel
    confidence: float
    covered: tuple[str, ...]
    missing: tuple[str, ...]
    criteria: tuple[CriterionFinding, ...]
    notes: tuple[Note, ...]
    marks: tuple[Mark, ...]
    unused: tuple[KeyTerm, ...]

    @property
    def model(self) -> str:
        """Return the name and version of what judged."""
        return self.grades[0].model


def requests_of(item: ShortAnswerItem, answer: str, language: str) -> tuple[GradingRequest, ...]:
    """Return what the grader is asked: once for each criterion, or once."""
    return tuple(
        GradingRequest(
            question=item.prompt, references=references, answer=answer, language=language
        )
        for references in _references_of(item)
    )


def rule(item: ShortAnswerItem, answer: str, grades: Sequence[Grade]) -> Ruling:
    """Return what the grader's answers to `requests_of` come to.

    The score is the sum of the criteria's scores by their points; without criteria it
    is the one judgement's. A missing key term caps it.
    """
    pairs = list(zip(_references_of(item), grades, strict=True))
    found = [grade.evidence for grade in grades]
    nearest = [references[g.nearest_reference] for references, g in pairs]
    findings = tuple(
        _finding(item.prompt, answer, criterion, grade, (reference, evidence))
        for criterion, grade, reference, evidence in zip(
            item.criteria, grades, nearest, found, strict=False
        )
    )
    unused = unused_terms(item.key_terms, answer)
    label = _label(grades, unused)
    if findings:
        notes = _overall(item.prompt, answer, label)
    else:
        notes = notes_on(item.prompt, nearest[0], answer, grades[0].label, found[0])
    return Ruling(
        grades=tuple(grades),
        score=min(_score(item, grades), _most(item, unused)),
        label=label,
        confidence=min(grade.confidence for grade in grades),
        covered=_distinct(phrase for grade in grades for phrase in grade.covered),
        missing=_distinct(
            [*(term.term for term in unused), *(p for g in grades for p in g.missing)]
        ),
        criteria=findings,
        notes=(*_without_praise(notes, unused), *term_notes(unused))[:_MAX_NOTES],
        marks=_merged(marks_of(g.label, e.answer) for g, e in zip(grades, found, strict=True)),
        unused=unused,
    )


def _references_of(item: ShortAnswerItem) -> list[tuple[str, ...]]:
    return [criterion.references for criterion in item.criteria] or [item.references]


def _score(item: ShortAnswerItem, grades: Sequence[Grade]) -> float:
    weights = [criterion.points for criterion in item.criteria] or [1.0]
    earned = sum(w * grade.score for w, grade in zip(weights, grades, strict=True))
    return min(earned / sum(weights), 1.0)


def _most(item: ShortAnswerItem, unused: Sequence[KeyTerm]) -> float:
    """Return the most that an answer earns with the key terms that it uses."""
    if not unused:
        return 1.0
    used = 1 - len(unused) / len(item.key_terms)
    return item.most_without_terms + (1 - item.most_without_terms) * used


def _label(grades: Sequence[Grade], unused: Sequence[KeyTerm]) -> GradeLabel:
    labels = [grade.label for grade in grades]
    if len(set(labels)) == 1 and not (unused and labels[0] == "correct"):
        return labels[0]
    if {"correct", "partial"} & set(labels):
        return "partial"
    return "contradictory" if "contradictory" in labels else "irrelevant"


def _finding(
    question: str,
    answer: str,
    criterion: Criterion,
    grade: Grade,
    measured: tuple[str, Evidence],
) -> CriterionFinding:
    reference, evidence = measured
    met = grade.label == "correct"
    return CriterionFinding(
        text=criterion.text,
        points=criterion.points,
        score=grade.score,
        label=grade.label,
        confidence=grade.confidence,
        covered=grade.covered,
        missing=() if met else grade.missing,
        contradicted=() if met else evidence.contradicted,
        notes=() if met else hints(question, reference, answer, evidence),
    )


def _overall(question: str, answer: str, label: GradeLabel) -> tuple[Note, ...]:
    if label == "correct":
        return (Note(code="all_there"),)
    if label == "non_domain":
        return (Note(code="not_an_answer"),)
    return (Note(code="copied_question"),) if is_copied(question, answer) else ()


def _without_praise(notes: Sequence[Note], unused: Sequence[KeyTerm]) -> Iterable[Note]:
    return (note for note in notes if not (unused and note.code == "all_there"))


def _merged(marked: Iterable[tuple[Mark, ...]]) -> tuple[Mark, ...]:
    """Return marks in order, none over another; what is covered once is covered."""
    every = sorted(
        (mark for marks in marked for mark in marks), key=lambda m: (m.kind != "covered", m.start)
    )
    kept: list[Mark] = []
    for mark in every:
        if all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return tuple(sorted(kept, key=lambda mark: mark.start))[:MAX_MARKS]


def _distinct(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple({phrase.casefold(): phrase for phrase in phrases}.values())
