"""Counts what a Chinese answer shares with its references and its question.

Export copies this file beside the weights, so of ours it imports only what is copied
with it.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from ..evidence import Evidence, Span, compare  # noqa: TID252 -- served without the house
from ..formulas import as_named  # noqa: TID252
from .reading import meant, sentence

Item = tuple[str, Sequence[str], str]
"""A question, its reference answers and a student's answer."""

_MOST: Final = 0.8
_ENOUGH: Final = 8
_FIRST_WORDS: Final = 24
_SIZES: Final = (1, 2, 3)
_TOKEN: Final = re.compile(r"[a-z]+|\d+|[\u3400-\u9fff]")
_LATIN: Final = re.compile(r"[a-z]+|\d+")
_NEGATION: Final = re.compile(r"[不没無无非未否勿]|n't|\bnot?\b")
_NOT_NEGATION: Final = re.compile(r"不仅|不但|不断|不同|无论|不管|不妨|非常|未来|没错|无序|差不多")
_DENIES: Final = re.compile(r"不正确|不对|错误|错|不能|不可以|不是|不行|否|不会|不一定|不成立")
_AFFIRMS: Final = re.compile(r"正确|对的|^对|可以|能够|能|是的|行|成立|会")
_BINDS: Final = re.compile("[的了是在和与而或把被使也都就因为所以会能]")
_BREAK: Final = re.compile(r"[、,，;；/ 。]+")

Grams = Counter[tuple[str, ...]]


def tokens(text: str) -> list[str]:
    """Return the Chinese characters, Latin words and numbers of a text, in order."""
    return _TOKEN.findall(text.lower())


def grams(text: str, size: int) -> Grams:
    """Return how often each run of so many tokens occurs in a text."""
    found = tokens(text)
    return Counter(tuple(found[i : i + size]) for i in range(len(found) - size + 1))


def similarity(reference: str, answer: str) -> float:
    """Return the overlap of two texts, 0 to 1, by single tokens and by pairs."""
    return 0.4 * _dice(reference, answer, 1) + 0.6 * _dice(reference, answer, 2)


def rank_references(references: Sequence[str], answer: str) -> list[int]:
    """Return the references' indices, the nearest to the answer first."""
    scores = [similarity(reference, answer) for reference in references]
    return sorted(range(len(references)), key=lambda i: (-scores[i], i))


def polarity(text: str) -> int:
    """Return whether a text first denies (-1), first affirms (1) or neither (0)."""
    start = text.strip()[:_FIRST_WORDS]
    denied, affirmed = _DENIES.search(start), _AFFIRMS.search(start)
    if denied and (not affirmed or denied.start() <= affirmed.start()):
        return -1
    return 1 if affirmed else 0


def negations(text: str) -> int:
    """Return how many words of a text negate."""
    return len(_NEGATION.findall(_NOT_NEGATION.sub("", text.lower())))


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as it was meant, beside its question and references.

    Attributes:
        item: With the answer as it is `meant`; it and the references with their full stops.
        nearest: The reference that shares most with the answer.
        evidence: What of that reference the answer covers and contradicts.
    """

    item: Item
    nearest: str
    evidence: Evidence

    @classmethod
    def of(cls, item: Item) -> Reading:
        """Read an item as it was sent."""
        question, references, answer = item
        said = sentence(meant(as_named(question, references, answer), (question, *references)))
        references = [sentence(reference) for reference in references]
        nearest = references[rank_references(references, said)[0]]
        return cls((question, references, said), nearest, compare(nearest, said))

    @property
    def turned(self) -> bool:
        """Whether the answer affirms what the reference denies, or the reverse."""
        return polarity(self.nearest) * polarity(self.item[2]) < 0

    @property
    def contradicts(self) -> bool:
        """Whether the answer says the opposite of some of the reference."""
        return self.turned or bool(self.evidence.contradicted)

    def features(self) -> list[float]:
        """Return numbers that tell how the answer stands to what is right."""
        return [*self._shared(), *self._denied(), *self._covered(), *self._shaped()]

    def _shared(self) -> list[float]:
        """Return overlaps with the nearest reference, with any and with the question."""
        question, references, answer = self.item
        wanted, asked = _grams_of(self.nearest), _grams_of(question)
        said = [grams(answer, size) for size in _SIZES]
        covered = [_share(w, s) for w, s in zip(wanted, said, strict=True)]
        news, parrot = _share(wanted[1] - asked[1], said[1]), _share(said[1], asked[1])
        latin = Counter(_LATIN.findall(self.nearest.lower()))
        lengths = math.log1p(said[0].total()), math.log1p(wanted[0].total())
        scrambled = wanted[0].total() >= _ENOUGH and covered[0] >= _MOST
        return [
            *covered,
            *(_share(s, w) for w, s in zip(wanted[:2], said[:2], strict=True)),
            news,
            _share(said[0], asked[0]),
            parrot,
            max(_share(_grams_of(reference)[1], said[1]) for reference in references),
            _share(latin, Counter(_LATIN.findall(answer.lower()))),
            lengths[0],
            lengths[0] - lengths[1],
            float(scrambled and covered[2] <= 1 - _MOST),
            float(bool(said[1]) and parrot >= _MOST and news <= 1 - _MOST),
            float(not said[0]),
            math.log(len(references)),
        ]

    def _denied(self) -> list[float]:
        """Return signs that the answer denies what is right."""
        answer, covered = self.item[2], _share(_grams_of(self.nearest)[0], grams(self.item[2], 1))
        wanted, said = negations(self.nearest), negations(answer)
        odd = float(wanted % 2 != said % 2)
        agree = float(polarity(self.nearest) * polarity(answer) > 0)
        return [
            *(float(self.turned), agree, odd, odd * covered, odd * float(covered >= _MOST)),
            float(abs(wanted - said)),
        ]

    def _covered(self) -> list[float]:
        """Return how much of the reference and the answer the evidence marks."""
        _, references, answer = self.item
        of = self.evidence.reference
        parts = [_marked(of, kind) for kind in ("covered", "contradicted", "missing")]
        others = [compare(one, answer).reference for one in references if one != self.nearest]
        return [
            *(part / max(sum(parts), 1) for part in parts),
            *(
                _marked(self.evidence.answer, kind) / max(len(answer), 1)
                for kind in ("contradicted", "covered")
            ),
            min(_marked(spans, "contradicted") for spans in (of, *others))
            / max(len(self.nearest), 1),
        ]

    def _shaped(self) -> list[float]:
        """Return what tells a sentence from a list of its words."""
        answer, said, wanted = self.item[2], tokens(self.item[2]), tokens(self.nearest)
        ordered, found = _in_order(wanted, said)
        binding = len(_BINDS.findall(answer)) / max(len(said), 1)
        pieces = [len(tokens(piece)) for piece in _BREAK.split(answer) if piece]
        return [
            ordered / max(len(wanted) - 1, 1),
            ordered / max(found, 1),
            binding,
            binding - len(_BINDS.findall(self.nearest)) / max(len(wanted), 1),
            answer.count("、") / max(len(said), 1),
            sum(pieces) / max(len(pieces), 1),
        ]


def _in_order(wanted: Sequence[str], said: Sequence[str]) -> tuple[int, int]:
    """Return how many pairs of tokens come in the wanted order, and how many come at all."""
    place: dict[tuple[str, str], int] = {}
    for at, pair in enumerate(itertools.pairwise(wanted)):
        place.setdefault(pair, at)
    found = [place[pair] for pair in itertools.pairwise(said) if pair in place]
    tails: list[int] = []
    for at in found:
        slot = bisect_left(tails, at)
        tails[slot : slot + 1] = [at]
    return len(tails), len(found)


def _marked(spans: Sequence[Span], kind: str) -> int:
    return sum(span.end - span.start for span in spans if span.kind == kind)


@lru_cache(maxsize=4_096)
def _grams_of(text: str) -> list[Grams]:
    """Return the grams of a text that comes again with each answer."""
    return [grams(text, size) for size in _SIZES]


def _dice(left: str, right: str, size: int) -> float:
    one, other = _grams_of(left)[size - 1], grams(right, size)
    total = one.total() + other.total()
    return 2.0 * (one & other).total() / total if total else 0.0


def _share(part: Counter[Any], whole: Counter[Any]) -> float:
    return (part & whole).total() / part.total() if part.total() else 0.0
