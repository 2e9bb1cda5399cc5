"""Reads a slip of the pen as the word that the question or a reference has.

Who still learns the language spells less well, and a grade must not depend on it. Only a
word that no English text has is read as another one, so that "proton" never becomes
"photon". Export copies this file beside the weights.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"[^\W\d_]+")
_VOWELS: Final = re.compile(r"[aeiouy]")
_DOUBLED: Final = re.compile(r"(.)\1")
_LEAST: Final = 4
_SURE: Final = 5
_MOST_SLIPS: Final = 2


def respelt(answer: str, known: Iterable[str], vocabulary: Collection[str]) -> str:
    """Return an answer with its slips spelt as in the texts that it belongs to.

    A slip begins as the word does and is one letter off (added, left out, changed or
    swapped), or two if only vowels and doubled letters differ.

    Args:
        answer: What the learner wrote.
        known: The question and its references.
        vocabulary: Lower-case words that are never a slip.
    """
    wanted = {word for text in known for word in _WORD.findall(text.lower())}
    wanted = {word for word in wanted if len(word) >= _LEAST}

    def read(found: re.Match[str]) -> str:
        word = found.group().lower()
        if len(word) < _LEAST or word in wanted or word in vocabulary:
            return found.group()
        near = {meant: OSA.distance(word, meant, score_cutoff=_MOST_SLIPS) for meant in wanted}
        meant = min(near, key=lambda one: (near[one], one), default="")
        return meant if meant and _is_slip(word, meant, near[meant]) else found.group()

    return _WORD.sub(read, answer)


def _is_slip(word: str, meant: str, slips: int) -> bool:
    if word[0] != meant[0] or slips > _MOST_SLIPS:
        return False
    return (slips == 1 and len(word) >= _SURE) or _skeleton(word) == _skeleton(meant)


def _skeleton(word: str) -> str:
    """Return a word's consonants, none of them doubled."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))
