"""Reads answers to questions that ask for a list, whatever the order of its parts.

Beside "solid, liquid and gas" a network takes "gas, solid, liquid" for something else, and
"solid, liquid and plasma" for all of it. Export copies this file beside the weights, so of ours it
imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .evidence import content_words
from .marks import weighed
from .number_words import WORDS
from .wording import NEGATIONS, words

Part = frozenset[str]
"""Stems of one thing that a list names."""

WEIGHTS: Final = (-0.23, 0.39, 2.77, -2.77, 0.74)
"""Of a logistic regression on the lists of `list_set`: bias, log odds by the network, and the
signs of `Listed`."""

_PARTLY: Final = 0.9
_MOST_WORDS: Final = 3
_SPLIT: Final = re.compile(r"[,;/&+\n\u2022]|\band\b", re.IGNORECASE)
_INTRODUCED: Final = re.compile(r"^[^,;]*:")
_VERB: Final = re.compile(r"\w{3}(?:ing|ed)$")
_NO_NAMES: Final = NEGATIONS | {"yes"}
_SMALL: Final = frozenset(("a", "an", "the", "of", "some", "and"))
_PLURAL: Final = "es"
_ORDERED: Final = re.compile(
    r"\b(?:order|sequence|steps?|rank|arrange|sort|first|last|smallest|largest)\b", re.IGNORECASE
)
_TELL: Final = r"\b(?:name|give|list|state|write|identify|mention)"
_ASKED: Final = re.compile(
    rf"(?:{_TELL}|\b(?:what\s+are|which))\s+(?:(?:down|the|any|at\s+least)\s+)*"
    rf"(?P<many>\d{{1,2}}|{'|'.join(WORDS)})\b|{_TELL}\s+(?P<single>an?|any)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Listed:
    """How a list stands to the one that is wanted, of which it has some.

    Attributes:
        reference: The list that is wanted.
        there: Parts of it that are given.
        wanted: As many as the question asks for.
        others: Parts that are given and not in it.
    """

    reference: str
    there: int
    wanted: int
    others: int

    @property
    def is_whole(self) -> bool:
        """Return whether as much is there as is asked for, and nothing else."""
        return self.there >= self.wanted and not self.others

    @property
    def lacks(self) -> bool:
        """Return whether less is there than is asked for."""
        return self.there < self.wanted

    @property
    def signs(self) -> tuple[bool, bool, bool]:
        """Return whether it is whole, whether it lacks some, and whether others are there."""
        return self.is_whole, self.lacks, bool(self.others)


def listed(question: str, references: Sequence[str], answer: str) -> Listed | None:
    """Return how much of a list an answer gives, if it is one itself and has some of it.

    Of several references, all of them lists, that counts of which most is there. Where
    the order is asked for, nothing is said.
    """
    wanted = [parts(question, reference) for reference in references]
    if _ORDERED.search(question) or any(len(one) <= 1 for one in wanted):
        return None
    found = []
    for reference, one in zip(references, wanted, strict=True):
        beside = _side_by_side(answer)
        said = beside if beside and beside <= one else parts(question, answer)
        if there := len(said & one):
            most = min(_asked(question) or len(one), len(one))
            found.append(Listed(reference, there, most, len(said) - there))
    return max(found, key=lambda one: (one.there - one.others) / one.wanted, default=None)


def judged(probabilities: Sequence[float], found: Listed) -> tuple[float, ...]:
    """Return the probabilities of the labels of a list; one that lacks some is partly right."""
    chance, *others = weighed(probabilities, found.signs, WEIGHTS)
    if not found.lacks:
        return (chance, *others)
    rest = 1.0 - chance
    return (chance, rest * _PARTLY, *(rest * (1.0 - _PARTLY) / 3 for _ in others[1:]))


@lru_cache(maxsize=2_048)
def parts(question: str, text: str) -> frozenset[Part]:
    """Return what a text names if it is no more than a list, of few words each; else nothing.

    By what words of its question the list begins, or a part of it ends, does not matter.
    """
    asked = content_words(question)
    first, *others = (words(one) for one in _SPLIT.split(_INTRODUCED.sub("", text)))
    begun = len(first)
    while len(first) > 1 and first[0] not in _NO_NAMES and content_words(first[0]) <= asked:
        first = first[1:]
    told = [one for one in (first, *others) if one]
    if len(first) < begun and any(map(_VERB.search, (word for one in told for word in one))):
        return frozenset()
    every = [_named(one, asked) for one in told]
    return frozenset(every) if all(every) else frozenset()


def _side_by_side(text: str) -> frozenset[Part]:
    every = [_named([word]) for word in words(text) if word not in _SMALL]
    return frozenset(every) if all(every) else frozenset()


def _named(told: Sequence[str], asked: frozenset[str] = frozenset()) -> Part:
    """Return the stems of one thing, without what is asked for; none if this names no thing."""
    each = [content_words(word) for word in told if word not in _SMALL]
    while len(each) > 1 and each[-1] and each[-1] <= asked:
        each.pop()
    if len(each) > _MOST_WORDS or not all(each) or not _NO_NAMES.isdisjoint(told):
        return frozenset()
    return frozenset(stem.rstrip(_PLURAL) or stem for stems in each for stem in stems)


def _asked(question: str) -> int:
    """Return how many things a question asks for; 0 if it does not say."""
    if not (found := _ASKED.search(question)):
        return 0
    many = found["many"]
    return 1 if not many else int(many) if many.isdecimal() else WORDS[many.lower()]
