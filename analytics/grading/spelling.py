"""Reads a slip of the pen as the word that was meant.

Who still learns the language spells less well, and a grade must not depend on it. Only a
word that no English text has is read as another one, so that "proton" never becomes
"photon": as one of the question or a reference if it is near, else as a common one that
sounds alike. Export copies this file beside the weights.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWELS: Final = re.compile(r"[aeiouy]")
_DOUBLED: Final = re.compile(r"(.)\1")
_LEAST: Final = 4
_SURE: Final = 5
_MOST_SLIPS: Final = 2


class Spelling:
    """Knows the words that are never a slip, and what they sound like.

    Args:
        vocabulary: Words; the lower-case ones of four letters or more count.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words = frozenset(vocabulary)
        self._alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for word in self._words:
            if len(word) >= _LEAST and _WORD.fullmatch(word):
                self._alike[word[0], _skeleton(word)].append(word)

    def respelt(self, answer: str, known: Iterable[str]) -> str:
        """Return an answer with its slips spelt as they were meant.

        A slip begins as the word does. Of a word of the texts it is one letter off (added,
        left out, changed or swapped), or two if only vowels and doubled letters differ;
        of any other word it has the same consonants.

        Args:
            answer: What the learner wrote.
            known: The question and its references.
        """
        wanted = {word for text in known for word in _WORD.findall(text.lower())}
        wanted = {word for word in wanted if len(word) >= _LEAST}

        def read(found: re.Match[str]) -> str:
            word = found.group().lower()
            if len(word) < _LEAST or word in wanted or word in self._words:
                return found.group()
            meant, slips = _nearest(word, wanted)
            if meant and _is_slip(word, meant, slips):
                return meant
            meant, _ = _nearest(word, self._alike.get((word[0], _skeleton(word)), ()))
            return meant or found.group()

        return _WORD.sub(read, answer)


def _nearest(word: str, meant: Iterable[str]) -> tuple[str, int]:
    """Return the word that is fewest slips off, if any is near enough, and how many."""
    near = [(OSA.distance(word, one, score_cutoff=_MOST_SLIPS), one) for one in meant]
    slips, nearest = min(near, default=(_MOST_SLIPS + 1, ""))
    return (nearest, slips) if slips <= _MOST_SLIPS else ("", slips)


def _is_slip(word: str, meant: str, slips: int) -> bool:
    if word[0] != meant[0]:
        return False
    return (slips == 1 and len(word) >= _SURE) or _skeleton(word) == _skeleton(meant)


def _skeleton(word: str) -> str:
    """Return a word's consonants as they sound, none of them doubled."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word.replace("ph", "f")))
