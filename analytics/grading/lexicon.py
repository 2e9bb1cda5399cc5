"""Tells which usual English words mean nearly the same or the opposite, as WordNet has it.

`analytics.grading.lexicon_making` makes the file of Princeton's WordNet 3.0, whose licence lies
beside it. Export copies both beside the weights, so this imports nothing of ours.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

FILE: Final = "lexicon.json.gz"

_ENDINGS: Final = (
    *(("ies", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", "")),
    *(("ing", "e"), ("ing", ""), ("ier", "y"), ("er", ""), ("er", "e"), ("est", ""), ("ly", "")),
)
_SHORTEST: Final = 2
_DOUBLED: Final = 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words with their senses, and which senses stand beside each other.

    Attributes:
        words: Senses of a word or of two with a line between, as "take_in".
        forms: Irregular forms, each with the words that it is a form of.
        near: Senses beside a sense: wider, narrower, similar, or of another part of speech.
        opposites: Words that are said to be the opposite of a word.
    """

    words: Mapping[str, Sequence[int]]
    forms: Mapping[str, Sequence[str]]
    near: Mapping[int, Sequence[int]]
    opposites: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, path: Path) -> Lexicon:
        """Return what `lexicon_making` wrote."""
        stored = json.loads(gzip.decompress(path.read_bytes()))
        near = {int(sense): senses for sense, senses in stored["near"].items()}
        return cls(stored["words"], stored["forms"], near, stored["opposites"])

    def knows(self, word: str) -> bool:
        """Return whether a lower-case word, or what it is a form of, is one of these."""
        return any(self._lemmas(word))

    def akin(self, one: str, other: str) -> bool:
        """Return whether two words share a sense or have senses beside each other."""
        mine, theirs = self._senses(one), self._senses(other)
        return not (
            mine.isdisjoint(theirs)
            and self._beside(mine).isdisjoint(theirs)
            and mine.isdisjoint(self._beside(theirs))
        )

    def opposed(self, one: str, other: str) -> bool:
        """Return whether two words, or what they are forms of, are opposites."""
        theirs = set(self._lemmas(other))
        return any(not theirs.isdisjoint(self.opposites.get(w, ())) for w in self._lemmas(one))

    def _senses(self, word: str) -> set[int]:
        return {sense for lemma in self._lemmas(word) for sense in self.words[lemma]}

    def _beside(self, senses: set[int]) -> set[int]:
        return {beside for sense in senses for beside in self.near.get(sense, ())}

    def _lemmas(self, word: str) -> Iterator[str]:
        for lemma in (word, *self.forms.get(word, ()), *_stripped(word)):
            if lemma in self.words:
                yield lemma


def _stripped(word: str) -> Iterator[str]:
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            base = word.removesuffix(ending) + instead
            yield base
            if len(base) >= _DOUBLED and base[-1] == base[-2]:
                yield base[:-1]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the one that lies beside this file."""
    return Lexicon.read(Path(__file__).with_name(FILE))
