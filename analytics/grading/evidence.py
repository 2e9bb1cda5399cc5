"""Says in the reference's own words what an answer covers and what it misses.

This is a hint for the student, not a grade: it compares stems, forgives a small
misspelling and minds negation, but knows no synonyms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

import snowballstemmer

MAX_PHRASES = 6

_TOKEN = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*|[^\w\s]", re.UNICODE)
_STOP_WORDS = """
a an the and or but if of to in on at by for with from as is are was were be been being am it its
this that these those they them their there he she his her you your we our i my me so then than do
does did have has had will would can could should may might must because when what which who whose
how why into onto up out down about also just very more most some any all each both either such
much many one's same own get gets got let lets make makes made
"""
_STOP = frozenset(_STOP_WORDS.split())
_NAMES = frozenset("A")  # bulb A, point A
_NEGATORS = frozenset({"not", "no", "never", "without", "neither", "nor", "none", "cannot"})
_CONTRACTED = re.compile(r"n['\u2019]?t$")
_AUXILIARY_STEMS = "do does did is are was were has have had ca wo could would should"
_AUXILIARY = frozenset(_AUXILIARY_STEMS.split())
_NEGATION_REACH = 3
_NUMBER_WORDS = "zero one two three four five six seven eight nine ten"
_NUMBERS = {word: str(value) for value, word in enumerate(_NUMBER_WORDS.split())}
_SPELLING_LENGTH = 6
_SPELLING_RATIO = 0.87  # above mitosis and meiosis, below seperated and separated
_stem = lru_cache(maxsize=8192)(snowballstemmer.stemmer("english").stemWord)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Phrases of a reference answer, in its order, without repeats."""

    covered: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Idea:
    """A word that carries meaning, where it stands and whether it is negated."""

    text: str
    word: str
    stem: str
    negated: bool
    run: int


def compare(reference: str, answer: str) -> Evidence:
    """Return which phrases of the reference the answer does and does not express."""
    said = list(_ideas(answer))
    marked = [(idea, any(_expresses(one, idea) for one in said)) for idea in _ideas(reference)]
    phrases = [
        (present, " ".join(idea.text for idea, _ in group))
        for (_, present), group in groupby(marked, key=lambda pair: (pair[0].run, pair[1]))
    ]
    covered = _distinct([text for present, text in phrases if present])
    missing = _distinct([text for present, text in phrases if not present])
    return Evidence(covered[:MAX_PHRASES], missing[:MAX_PHRASES])


def _expresses(said: _Idea, wanted: _Idea) -> bool:
    if said.negated != wanted.negated:
        return False
    return said.stem == wanted.stem or _misspelt(said.word, wanted.word)


def _misspelt(said: str, wanted: str) -> bool:
    if min(len(said), len(wanted)) < _SPELLING_LENGTH or said[0] != wanted[0]:
        return False
    if abs(len(said) - len(wanted)) > 2 or not (said + wanted).isalpha():
        return False
    return SequenceMatcher(None, said, wanted, autojunk=False).ratio() >= _SPELLING_RATIO


def _ideas(text: str) -> Iterator[_Idea]:
    """Yield the words that carry meaning; words in one run stand side by side."""
    run, denied, negator, since = 0, -1, "", _NEGATION_REACH + 1
    for at, token in enumerate(_TOKEN.findall(text)):
        word, named = token.lower(), at > 0 and token in _NAMES
        if _negates(word):
            run, negator, since = run + 1, token, 0
        elif not word[0].isalnum():
            run, since = run + 1, _NEGATION_REACH + 1
        elif word in _STOP and not named:
            run, since = run + 1, since + 1
        else:
            negated = since < _NEGATION_REACH or denied == run
            shown = f"{negator} {token}" if negated and negator else token
            yield _Idea(shown, word, _stem(_NUMBERS.get(word, word)), negated, run)
            negator, since, denied = "", since + 1, run if negated else denied


def _negates(word: str) -> bool:
    if word in _NEGATORS:
        return True
    return bool(_CONTRACTED.search(word)) and _CONTRACTED.sub("", word) in _AUXILIARY


def _distinct(phrases: Sequence[str]) -> tuple[str, ...]:
    return tuple({phrase.casefold(): phrase for phrase in reversed(phrases)}.values())[::-1]
