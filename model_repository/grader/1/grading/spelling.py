"""Reads a slip of the pen as the word that was meant.

Who still learns the language spells less well, and a grade must not depend on it. Only a
word that is in no list of English ones is read as another, so that "proton" never becomes
"photon", nor "solute" "salute": as one of the question or a reference if it is near, else
as a common one that sounds alike. Export copies this file beside the weights.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz.distance import OSA

from .lexicon import lexicon

_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWELS: Final = re.compile(r"[aeiouy]")
_DOUBLED: Final = re.compile(r"(.)\1")
_CANNOT: Final = re.compile(r"\b(can) (not)\b(?! (?:only|just|merely|simply)\b)", re.IGNORECASE)
_DENIED: Final = re.compile(
    r"\b(do|does|did|is|are|was|were|has|have|had|wo|ca|could|would|should)(nt)\b", re.IGNORECASE
)
_LEAST: Final = 4
_SURE: Final = 5
_MOST_SLIPS: Final = 2


class Spelling:
    """Knows the words that are never a slip, and what they sound like.

    Args:
        vocabulary: Words beside those of the lexicon, each with its place among them, the
            commonest first; the lower-case ones of four letters or more count, and a slip
            is only read as one of these or of the texts.
    """

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._words = vocabulary
        self._alike: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for word in self._words:
            if len(word) >= _LEAST and _WORD.fullmatch(word):
                self._alike[word[0], _skeleton(word)].append(word)

    def respelt(self, answer: str, known: Iterable[str]) -> str:
        """Return an answer with its slips spelt as they were meant.

        A slip begins as the word does. Of a word of the texts it is one letter off (added,
        left out, changed or swapped), or two if only vowels and doubled letters differ;
        of any other word it has the same consonants. "Can not" is "cannot", but not
        before "only", and "dont" is "don't", unless the texts write it so.

        Args:
            answer: What the learner wrote.
            known: The question and its references.
        """
        texts = list(known)
        for pattern, meant in ((_CANNOT, r"\1\2"), (_DENIED, r"\1n't")):
            if not any(map(pattern.search, texts)):
                answer = pattern.sub(meant, answer)
        wanted = {word for text in texts for word in _WORD.findall(text.lower())}
        wanted = {word for word in wanted if len(word) >= _LEAST}

        def read(found: re.Match[str]) -> str:
            word = found.group().lower()
            if len(word) < _LEAST or word in wanted or self._is_word(word, wanted):
                return found.group()
            near, slips = self._nearest(word, wanted)
            if near and _is_slip(word, near, slips):
                return near
            near, _ = self._nearest(word, self._alike.get((word[0], _skeleton(word)), ()))
            return near or found.group()

        return _WORD.sub(read, answer)

    def _is_word(self, word: str, wanted: Iterable[str]) -> bool:
        if word in self._words:
            return True
        # The lexicon takes "watter" for what is more of a watt.
        compared = word.endswith("er") and _skeleton(word) in map(_skeleton, wanted)
        return not compared and lexicon().knows(word)

    def _nearest(self, word: str, meant: Iterable[str]) -> tuple[str, int]:
        """Return the word that is fewest slips off, if any is near enough, and how many.

        Of several the commonest is.
        """
        near = [
            (OSA.distance(word, one, score_cutoff=_MOST_SLIPS), self._words.get(one, 0), one)
            for one in meant
        ]
        slips, _, nearest = min(near, default=(_MOST_SLIPS + 1, 0, ""))
        return (nearest, slips) if slips <= _MOST_SLIPS else ("", slips)


def _is_slip(word: str, meant: str, slips: int) -> bool:
    if word[0] != meant[0]:
        return False
    return (slips == 1 and len(word) >= _SURE) or _skeleton(word) == _skeleton(meant)


def _skeleton(word: str) -> str:
    """Return a word's consonants as they sound, none of them doubled."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word.replace("ph", "f")))
