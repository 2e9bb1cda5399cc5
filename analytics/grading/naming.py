"""Judges answers to questions that ask for a name, a term or yes or no, by the words themselves.

The network learnt from sentences that explain. Beside the one word "Paris" it takes
"London" as right; whether the word is there says more. Export copies this file beside the
weights, so of ours it imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from .alternatives import takes_other
from .evidence import compare, content_words, says_some
from .lexicon import lexicon

MOST_WORDS: Final = 2
"""What a reference may say beyond its question, in words that carry meaning."""
MOST_IN_ALL: Final = 4
"""What it may say with those of its question; a longer one explains."""
MOST_NAMES: Final = 3
"""What it may say beyond its question if all of that is written with capitals."""

WEIGHTS: Final = (1.62, 0.13, -3.68, 2.19, -0.82, -1.5)
"""Of a logistic regression on the questions of `naming_set`: bias, log odds by the network, and
`Signs` in their order."""

_SAME_START: Final = 4
"""Letters that two words of one origin have in common; what they mean the lexicon says."""

_EXPLAINS: Final = re.compile(
    r"\b(why|how|explain|describe|evidence|reasons?|happens?|happened|compare|differences?|tell|"
    r"means?|purpose|predict|suggest)\b",
    re.IGNORECASE,
)
_POLAR: Final = {
    **dict.fromkeys(("yes", "yeah", "yep"), "yes"),
    **dict.fromkeys(("no", "nope", "not"), "no"),
}
_FIRST_WORD: Final = re.compile(r"\W*([a-z]+)")
_WORD: Final = re.compile(r"[^\W\d_]+")
_TOKEN: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Signs:
    """How an answer stands to the names that its references give.

    Attributes:
        none: It has no word of any.
        all: It has all words of one, and no others.
        more: It has some, and others too.
        headless: It has some, but of no name the last: George Bush is not George Washington.
    """

    none: bool
    all: bool
    more: bool
    headless: bool = False

    def __iter__(self) -> Iterator[bool]:
        """Yield the signs in their order."""
        yield from (self.none, self.all, self.more, self.headless)


def asks_for_name(question: str, references: Sequence[str]) -> bool:
    """Return whether a question asks for no more than a name, a term, or yes or no."""
    if _EXPLAINS.search(question):
        return False
    asked = content_words(question)
    return all(_yes_or_no(one) or _is_name(asked, one) for one in references)


def signs_of(question: str, references: Sequence[str], answer: str) -> Signs:
    """Return how an answer stands to the names of a question's references.

    A name that the question offers, as in "true or false", must stand alone.
    """
    answer = _as_named(references, answer)
    asked, said = content_words(question), content_words(answer)
    found = [_sign_of(question, asked, one, answer) for one in references]
    more = said - asked - frozenset[str]().union(*map(content_words, references))
    if all(one.none for one in found):
        return Signs(none=True, all=False, more=False)
    whole = any(one.all for one in found) and not more
    headless = not whole and all(one.none or one.headless for one in found)
    more_there = bool(more) or any(one.more for one in found)
    return Signs(none=False, all=whole, more=more_there, headless=headless)


def _as_named(references: Sequence[str], answer: str) -> str:
    """Return an answer with words made of the same as one of a name as that: north, northern."""
    names = {word.lower(): word for one in references for word in _WORD.findall(one)}

    def read(found: re.Match[str]) -> str:
        word = found.group()
        made = (name for name in names if _is_made_of_the_same(name, word.lower()))
        return word if word.lower() in names else names.get(next(made, ""), word)

    return _WORD.sub(read, answer)


def _is_made_of_the_same(one: str, other: str) -> bool:
    start = one[:_SAME_START]
    return len(start) == _SAME_START and other.startswith(start) and lexicon().akin(one, other)


def _sign_of(question: str, asked: frozenset[str], reference: str, answer: str) -> Signs:
    if wanted := _yes_or_no(reference):
        told = _FIRST_WORD.match(answer.lower())
        given = _POLAR.get(told.group(1), "") if told else ""
        return Signs(bool(given) and given != wanted, given == wanted, not given)
    offered = content_words(reference) <= asked
    if offered and takes_other(question, [reference], answer):
        return Signs(none=True, all=False, more=False)
    within = "" if offered else question
    found = compare(reference, answer, within)
    if not says_some(found, answer, within):
        return Signs(none=True, all=False, more=False)
    whole = all(content_words(lost) <= content_words(within) for lost in found.missing)
    more = offered and not content_words(answer) <= content_words(reference)
    headless = not _head(reference, asked) <= content_words(answer)
    return Signs(none=False, all=whole and not more, more=more, headless=headless)


def _head(reference: str, asked: frozenset[str]) -> frozenset[str]:
    """Return the stem of the last word of a name; none if all of it is asked about."""
    words = (content_words(word) for word in _TOKEN.findall(reference))
    *_, last = frozenset[str](), *(word for word in words if not word <= asked)
    return last


def _yes_or_no(reference: str) -> str:
    """Return "yes" or "no" if a reference says just that, else nothing."""
    return _POLAR.get(reference.strip(" .!").lower(), "")


def _is_name(asked: frozenset[str], reference: str) -> bool:
    said = content_words(reference)
    beyond = said - asked
    if said and not beyond:
        # One of those that the question offers, alone.
        return len(_WORD.findall(reference)) <= MOST_WORDS
    if beyond and len(beyond) <= MOST_WORDS and len(said) <= MOST_IN_ALL:
        return True
    names = [word for word in _WORD.findall(reference) if content_words(word) & beyond]
    return 0 < len(beyond) <= MOST_NAMES and all(word[0].isupper() for word in names)
