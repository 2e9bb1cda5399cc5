"""Takes English words apart: cheap, for counts only. Pure.

Export copies this file beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"\w+", re.UNICODE)
_SUFFIXES = ("ingly", "edly", "ing", "ies", "ied", "ed", "es", "ly", "s")
_NEGATION_WORDS = """
no not never none neither nor cannot without n't dont doesnt didnt isnt arent wasnt wont cant
couldnt wouldnt shouldnt hasnt havent
"""
_STOP_WORDS = """
a an the and or but if of to in on at by for with from as is are was were be been being am it
its this that these those they them their there he she his her you your we our i my me so then
than do does did have has had will would can could should may might because when what which
who how why into out up down about also just very more most some any all each
"""
NEGATIONS = frozenset(_NEGATION_WORDS.split())
_STOP = frozenset(_STOP_WORDS.split())


def is_stop_word(word: str) -> bool:
    """Return whether a lower-case word carries little meaning by itself."""
    return word in _STOP


def words(text: str) -> list[str]:
    """Return the lower-case words of a text without apostrophes."""
    return _WORD.findall(text.lower().replace("'", "").replace("\u2019", ""))


@lru_cache(maxsize=16_384)
def light_stem(word: str) -> str:
    """Cut a common English ending; cheap, for overlap counts only."""
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def content(text: str) -> list[str]:
    """Return the stems of a text's words that carry meaning."""
    return [light_stem(word) for word in words(text) if word not in _STOP]
