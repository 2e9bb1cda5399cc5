"""What to tell a learner about an answer in words, without giving the right one away.

A note carries the learner's own words, words of the question, counts and masked words;
no other word of a reference. So it may be shown before the last try, in any language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from analytics.content.item_parts import KeyTerm
from analytics.grading.evidence import Evidence, Span, content_words
from analytics.grading.findings import Mark, Note
from analytics.grading.numerals import NUMBER, is_number
from analytics.grading.types import GradeLabel

MASK = "•"
_QUOTED = 3
_COPIED = 0.9
_FEW_WORDS = 3
_WORD = re.compile(rf"{NUMBER}|[^\W_]+")
_HAN = re.compile("[\u3400-\u9fff]")


def notes_on(
    question: str, reference: str, answer: str, label: GradeLabel, found: Evidence
) -> tuple[Note, ...]:
    """Return what to tell of an answer that was measured by one reference."""
    if label == "correct":
        return (Note(code="all_there"),)
    if label == "non_domain":
        return (Note(code="not_an_answer"),)
    if is_copied(question, answer):
        return (Note(code="copied_question"),)
    return (*_said(answer, found.answer), *hints(question, reference, answer, found))


def hints(question: str, reference: str, answer: str, found: Evidence) -> tuple[Note, ...]:
    """Return hints towards what a reference says and an answer does not."""
    asked, given = content_words(question), content_words(answer)
    missing = [reference[s.start : s.end] for s in found.reference if s.kind != "covered"]
    words = [word for phrase in missing for word in _words_of(phrase)]
    known = [word for word in words if content_words(word) <= asked]
    new = [w for w in words if content_words(w) and not content_words(w) & (asked | given)]
    return tuple(_hints(question, known, new))


def term_notes(terms: Sequence[KeyTerm]) -> tuple[Note, ...]:
    """Return which key terms are missing, masked."""
    return tuple(Note(code="term_missing", facts=masked(term.term)) for term in terms)


def marks_of(label: GradeLabel, spans: Iterable[Span]) -> tuple[Mark, ...]:
    """Return the marked characters of an answer; a right one contradicts nothing."""
    kept = (span for span in spans if span.kind == "covered" or label != "correct")
    return tuple(
        Mark(start=span.start, end=span.end, kind="contradicted")
        if span.kind == "contradicted"
        else Mark(start=span.start, end=span.end, kind="covered")
        for span in kept
    )


def is_copied(question: str, answer: str) -> bool:
    """Return whether an answer says little but the question's own words."""
    said = content_words(answer)
    return len(said) >= _FEW_WORDS and len(said & content_words(question)) >= _COPIED * len(said)


def masked(text: str) -> dict[str, str | int]:
    """Return a text's first letter and its length; Chinese: its length only."""
    words = _WORD.findall(text) or [text]
    return {"mask": " ".join(map(_mask, words)), "letters": sum(map(len, words))}


def _mask(word: str) -> str:
    if _HAN.search(word) or len(word) < _FEW_WORDS or not word.isalpha():
        return MASK * len(word)
    return word[0] + MASK * (len(word) - 1)


def _said(answer: str, spans: Sequence[Span]) -> Iterator[Note]:
    right = [answer[s.start : s.end] for s in spans if s.kind == "covered"]
    wrong = [answer[s.start : s.end] for s in spans if s.kind == "contradicted"]
    if right:
        yield Note(code="said_well", facts={"said": _quoted(right)})
    if wrong:
        yield Note(code="look_again", facts={"said": _quoted(wrong[:1])})


def _hints(question: str, known: Sequence[str], new: Sequence[str]) -> Iterator[Note]:
    if known:
        # As the question writes them: a reference may have another form of the word.
        shown = [
            w for w in _words_of(question) if content_words(w) & content_words(" ".join(known))
        ]
        yield Note(code="think_of", facts={"asked": _quoted(shown or _words_of(question)[-1:])})
    if any(map(is_number, new)):
        yield Note(code="missing_number")
    if letters := [word for word in new if not is_number(word)]:
        yield Note(code="missing_word", facts=masked(max(letters, key=len)))
        if len(letters) > 1:
            yield Note(code="more_missing", facts={"count": len(letters) - 1})
    if not known and not new:
        yield Note(code="say_more")


def _words_of(phrase: str) -> list[str]:
    return [word for word in _WORD.findall(phrase) if content_words(word)]


def _quoted(words: Sequence[str]) -> str:
    distinct = list(dict.fromkeys(word[:60] for word in words))
    return " … ".join(distinct[:_QUOTED])
