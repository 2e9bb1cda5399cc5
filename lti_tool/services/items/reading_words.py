"""Read the part of a draft that is answered in the learner's own words."""

import re
from collections.abc import Sequence
from typing import Any

from analytics.content import KeyTerm
from analytics.grading.terms import unused_terms
from lti_tool.services.items.drafts import CriterionRow, ItemDraft
from lti_tool.services.items.problems import Faults

REFERENCES_MAX, PHRASES_MAX, CRITERIA_MAX, TERMS_MAX, VARIANTS_MAX = 8, 6, 8, 8, 12
REFERENCE_MAX, NAME_MAX, TERM_MAX = 1_000, 500, 80
_COMMAS = re.compile(r"[,，、;；\n]")


def words_part(draft: ItemDraft, found: Faults) -> dict[str, Any]:
    """Return the fields of a question in words, and name what is wrong."""
    references = _lines("references", draft.references, REFERENCES_MAX, found)
    if not references:
        found.wrong("references", "reference_missing")
    terms = _terms(draft, found)
    for unused in _lacking(terms, references):
        found.wrong("references", "reference_lacks_term", term=unused.term)
    most = found.number("most_without_terms", draft.most_without_terms or "50", 0, 100)
    return {
        "references": references,
        "rubric": _criteria(draft.criteria, references, found),
        "key_terms": [term.model_dump() for term in terms],
        "most_without_terms": most / 100,
    }


def _lacking(terms: Sequence[KeyTerm], references: Sequence[str]) -> list[KeyTerm]:
    """Return the terms that a full answer lacks: a learner who wrote it would lose marks."""
    return [term for term in terms if any(unused_terms([term], text) for text in references)]


def _criteria(
    rows: Sequence[CriterionRow], references: Sequence[str], found: Faults
) -> list[dict[str, Any]]:
    given = [(n, row) for n, row in enumerate(rows, 1) if row.text.strip() or row.phrases.strip()]
    if len(given) > CRITERIA_MAX:
        found.wrong(f"criterion-{CRITERIA_MAX + 1}", "lines_too_many", most=CRITERIA_MAX)
    apart = any(row.phrases.strip() for _, row in given)
    if not given:
        return [{"text": references[0][:NAME_MAX], "points": 1}] if references else []
    return [_criterion(n, row, found, apart=apart) for n, row in given]


def _criterion(n: int, row: CriterionRow, found: Faults, *, apart: bool) -> dict[str, Any]:
    text = found.text(f"criterion-{n}", row.text, NAME_MAX)
    if not text:
        found.wrong(f"criterion-{n}", "criterion_name")
    phrases = _lines(f"phrases-{n}", row.phrases, PHRASES_MAX, found)
    if apart and not phrases:
        found.wrong(f"phrases-{n}", "criterion_phrases")
    return {"text": text, "points": _points(n, row.points, found), "references": phrases}


def _points(n: int, typed: str, found: Faults) -> float:
    try:
        points = float(typed.strip().replace(",", ".") or "1")
    except ValueError:
        points = 0.0
    if not 0 < points <= 100:
        found.wrong(f"points-{n}", "criterion_points")
        return 1.0
    return points


def _terms(draft: ItemDraft, found: Faults) -> list[KeyTerm]:
    terms: dict[str, KeyTerm] = {}
    for n, row in enumerate(draft.terms, 1):
        term = found.text(f"term-{n}", row.term, TERM_MAX)
        variants = tuple(v.strip() for v in _COMMAS.split(row.variants) if v.strip())
        if not term and not variants:
            continue
        if not term:
            found.wrong(f"term-{n}", "term_missing")
        elif term.casefold() in terms:
            found.wrong(f"term-{n}", "term_twice")
        elif len(variants) > VARIANTS_MAX or any(len(v) > TERM_MAX for v in variants):
            found.wrong(f"variants-{n}", "lines_too_many", most=VARIANTS_MAX)
        elif len(term) <= TERM_MAX:
            terms[term.casefold()] = KeyTerm(term=term, variants=variants)
    if len(terms) > TERMS_MAX:
        found.wrong(f"term-{TERMS_MAX + 1}", "lines_too_many", most=TERMS_MAX)
    return list(terms.values())


def _lines(at: str, typed: str, most: int, found: Faults) -> list[str]:
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    if len(lines) > most:
        found.wrong(at, "lines_too_many", most=most)
    for line in lines:
        found.text(at, line, REFERENCE_MAX)
    return lines
