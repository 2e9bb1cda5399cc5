"""Tells whether an answer uses a term, in any of its forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

import snowballstemmer

from analytics.content.item_parts import KeyTerm

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_HAN = re.compile("[\u3400-\u9fff]")
_LONG = 6
_ALIKE = 0.87
_stem = lru_cache(maxsize=8192)(snowballstemmer.stemmer("english").stemWord)


def unused_terms(terms: Sequence[KeyTerm], answer: str) -> tuple[KeyTerm, ...]:
    """Return the terms that an answer does not use, in their order."""
    return tuple(term for term in terms if not _uses(term, answer))


def _uses(term: KeyTerm, answer: str) -> bool:
    said = _folded(answer)
    words = [_stem(word) for word in _WORD.findall(said)]
    return any(_holds(said, words, _folded(form)) for form in (term.term, *term.variants))


def _holds(said: str, words: Sequence[str], form: str) -> bool:
    if _HAN.search(form):
        return form.replace(" ", "") in said.replace(" ", "")
    wanted = [_stem(word) for word in _WORD.findall(form)]
    places = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(
        all(map(_is_word, words[at : at + len(wanted)], wanted)) for at in places
    )


def _is_word(said: str, wanted: str) -> bool:
    if said == wanted:
        return True
    # A slip in a long word is no other word; in a short one it may be.
    if min(len(said), len(wanted)) < _LONG or said[0] != wanted[0]:
        return False
    return SequenceMatcher(None, said, wanted, autojunk=False).ratio() >= _ALIKE


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
