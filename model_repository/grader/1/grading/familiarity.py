"""Tells how much of a question's vocabulary a network has met in training. Pure.

Export copies this file beside the weights. Words are kept as digests, so that no
training text can be read back.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from .overlap import Item
from .wording import content

_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Familiarity:
    """How often each word stood in the questions that a network was trained on.

    Attributes:
        counts: For each word's digest, the questions whose text or references had it.
        questions: How many questions there were.
    """

    counts: Mapping[str, int] = field(default_factory=dict)
    questions: int = 0

    @classmethod
    def of(cls, items: Iterable[Item]) -> Familiarity:
        """Count the words of some items, each question once."""
        asked = {question: tuple(references) for question, references, _ in items}
        counts = Counter(word for texts in asked.items() for word in _words(*texts))
        return cls(dict(counts), len(asked))

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Familiarity:
        """Return what `to_plain` wrote."""
        return cls(dict(stored["counts"]), int(stored["questions"]))

    def to_plain(self) -> dict[str, Any]:
        """Return what `read` reads."""
        return {"counts": dict(sorted(self.counts.items())), "questions": self.questions}

    def share(self, item: Item) -> float:
        """Return the known share of an item's question and references, 0 to 1.

        Words count by their rarity in training, unknown ones the most. It is 0 where
        nothing is known of the training or the item has no words.
        """
        question, references, _ = item
        weights = {word: self._rarity(word) for word in _words(question, tuple(references))}
        known = sum(weight for word, weight in weights.items() if word in self.counts)
        return known / (sum(weights.values()) or 1.0)

    def _rarity(self, word: str) -> float:
        return math.log((1 + self.questions) / (1 + self.counts.get(word, 0)))


@lru_cache(maxsize=4_096)
def _words(question: str, references: tuple[str, ...]) -> frozenset[str]:
    """Return digests of the words of a question, which comes again with each answer."""
    return frozenset(_digest(word) for text in (question, *references) for word in content(text))


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:_DIGEST]
