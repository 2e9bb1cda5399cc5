"""Answers for the served grader: texts in; label, score and their reasons out.

One front for every language: each language's network lies in its own folder and runs in
this process. Export copies this file beside the weights, so of ours it imports only
what is copied with it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from .chinese.scorer import ChineseScorer
from .chinese.scorer import similarity as chinese_similarity
from .chinese.short_answers import as_meant as meant_in_chinese
from .chinese.short_answers import contrary as contrary_in_chinese
from .evidence import Evidence, compare, says_some
from .labels import GradeLabel
from .lexicon import lexicon
from .marks import label_of, likeliest, saying_some, score_of
from .overlap import Item
from .scorer import Scorer
from .sessions import PROCESSOR
from .short_answers import contrary

ENGLISH, CHINESE = "en", "zh"


class RefusedRequest(ValueError):
    """Say what of a request cannot be graded; asking again cannot help."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What the served grader says of one answer.

    Attributes:
        label: What it is taken for, of the five labels.
        score: Expected share of the marks, 0 to 1.
        probabilities: Of the five labels, in their order.
        similarities: Overlap of the answer with each reference, 0 to 1.
        nearest: Index of the reference nearest to the answer.
        evidence: Phrases and spans of the nearest reference and the answer, as JSON.
    """

    label: GradeLabel
    score: float
    probabilities: tuple[float, ...]
    similarities: tuple[float, ...]
    nearest: int
    evidence: str


class _Language(Protocol):
    def answer(self, item: Item) -> Answered:
        """Grade one answer of this language."""
        ...


class Front:
    """Sends each answer to the network of its language.

    Args:
        folder: English weights here; those of another language, if any, in a folder
            named by its language subtag.
        providers: Of ONNX Runtime, the best first.
    """

    def __init__(self, folder: Path, providers: Sequence[str] = PROCESSOR) -> None:
        lexicon()  # is read now and not with the first answer that needs it
        self._languages: dict[str, _Language] = {
            ENGLISH: _English(Scorer(folder, None, 1, providers))
        }
        if (folder / CHINESE).is_dir():
            self._languages[CHINESE] = _Chinese(ChineseScorer(folder / CHINESE))

    def answer(self, question: str, references: str, answer: str, language: str) -> Answered:
        """Grade one answer.

        Args:
            question: The question's text.
            references: A JSON array of one or more strings.
            answer: The answer's text.
            language: BCP 47 tag of all of them; empty means English.

        Raises:
            RefusedRequest: The references are none or the language has no network here.
        """
        subtag = language.split("-", maxsplit=1)[0].lower() or ENGLISH
        graded = self._languages.get(subtag)
        if graded is None:
            raise RefusedRequest(f"LANGUAGE {language!r} has no network here")
        return graded.answer((question, _references(references), answer))


@dataclass(frozen=True, slots=True)
class _English:
    scorer: Scorer

    def answer(self, item: Item) -> Answered:
        reading = self.scorer.reading(item)
        place = contrary(item)
        compared = _compared(item, reading.similarities, place, reading.item[2])
        probabilities = tuple(self.scorer.read([reading])[0].tolist())
        if says_some(compared.evidence, item[2], item[0]):
            # Numbers and names that it never met make the network take an answer for none.
            probabilities = saying_some(probabilities)
        label = label_of(probabilities, self.scorer.calibration.decision_on(item))
        return compared.answered(label, score_of(probabilities), probabilities)


@dataclass(frozen=True, slots=True)
class _Chinese:
    scorer: ChineseScorer

    def answer(self, item: Item) -> Answered:
        scored = self.scorer.scored([item])
        probabilities = tuple(scored.probabilities[0].tolist())
        meant = meant_in_chinese(*item)
        similarities = tuple(chinese_similarity(reference, meant) for reference in item[1])
        compared = _compared(item, similarities, contrary_in_chinese(item), meant)
        return compared.answered(likeliest(probabilities), float(scored.shares[0]), probabilities)


@dataclass(frozen=True, slots=True)
class _Compared:
    """An answer beside its references: how near it is to each, and what it says of the nearest."""

    similarities: tuple[float, ...]
    nearest: int
    evidence: Evidence

    def answered(
        self, label: GradeLabel, score: float, probabilities: tuple[float, ...]
    ) -> Answered:
        plain: Mapping[str, Any] = self.evidence.to_plain()
        evidence = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
        return Answered(label, score, probabilities, self.similarities, self.nearest, evidence)


def _compared(
    item: Item,
    similarities: tuple[float, ...],
    denial: tuple[int, int] | None,
    meant: str,
) -> _Compared:
    """Compare an answer to its references; what it has of the nearest is told by what it means.

    A denial is where it says the contrary of a reference in its own words.
    """
    question, references, answer = item
    nearest = max(range(len(similarities)), key=lambda i: (similarities[i], -i))
    found = compare(references[nearest], answer, question)
    if meant != answer:
        told = compare(references[nearest], meant, question)
        found = replace(found, covered=told.covered, missing=told.missing, reference=told.reference)
    if denial:
        found = found.contradicting(answer, *denial)
    return _Compared(similarities, nearest, found)


def _references(text: str) -> tuple[str, ...]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise RefusedRequest(f"REFERENCES is no JSON: {error}") from error
    if not found or not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise RefusedRequest("REFERENCES must be a JSON array of one or more strings")
    return tuple(found)
