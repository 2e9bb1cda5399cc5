"""Counts what an answer shares with its references and its question.

Pure. Export copies this file beside the weights, so of ours it imports only what is copied with
it.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .contrast import Stance
from .wording import NEGATIONS, is_stop_word, light_stem, words

QUESTION_WORDS = 24
ANSWER_WORDS = 80
REFERENCES_SHOWN = 2
OVERLAPS = 10
COUNTED = 21
"""Ten features of overlap, five patterns of it and six signs of the contrary."""

_ENOUGH = 4
_MOST = 0.8

_NAME = r"[^\W\d_][\w'\u2019-]*"
_CAPITAL = r"(?!I\b)[A-Z][\w'\u2019-]*"
_INTRODUCTION = re.compile(
    rf"""\s*(?:(?i:hi|hello|hey|good\ (?:morning|day|afternoon))[\s,.!]+)?
    (?:(?i:my\ name\ is|my\ name's)\s+
        (?:{_NAME}(?:\s+{_NAME}){{0,2}}(?=\s*[,.;:!])|{_NAME}(?:\s+{_CAPITAL}){{0,2}})
      |(?i:i\ am|i['\u2019]m|this\ is)(?:\s+{_CAPITAL}){{1,3}}(?=\s*[,.;:!]|\s+and\ I\b))
    [\s,.;:!]*(?i:(?:and\s+)?i\ (?:think|believe|say)\s+(?:that\s+)?)?""",
    re.VERBOSE,
)

Item = tuple[str, Sequence[str], str]
"""A question, its reference answers and a student's answer."""


def without_introduction(answer: str) -> str:
    """Cut the words at an answer's start by which a student says their name.

    A grade must not depend on the name. An answer that is nothing else stays as it is.
    """
    found = _INTRODUCTION.match(answer)
    return (answer[found.end() :] if found else answer) or answer


class _Bag(dict[Any, int]):
    """How often each thing occurs, and how many there are."""

    __slots__ = ("total",)

    def __init__(self, things: Mapping[Any, int] | Iterable[Any]) -> None:
        super().__init__(Counter(things))
        self.total = sum(self.values())

    def shared(self, other: _Bag) -> int:
        """Return how many things are in both."""
        few, many = (self, other) if len(self) <= len(other) else (other, self)
        return sum(min(few[thing], many[thing]) for thing in few.keys() & many.keys())

    def share_in(self, other: _Bag) -> float:
        """Return the share of these things that the other has too."""
        return self.shared(other) / self.total if self.total else 0.0

    def dice(self, other: _Bag) -> float:
        """Return the overlap of both, 0 to 1."""
        total = self.total + other.total
        return 2.0 * self.shared(other) / total if total else 0.0

    def without(self, other: _Bag) -> _Bag:
        """Return what is left when the other's things are taken away."""
        return _Bag(
            {thing: n - other.get(thing, 0) for thing, n in self.items() if n > other.get(thing, 0)}
        )


@dataclass(frozen=True, slots=True)
class _Text:
    """What is counted of one text.

    Attributes:
        stems: Of the words that carry meaning.
        pairs: Of these, those that follow each other.
        runs: Of all words, those that follow each other.
    """

    stems: _Bag
    pairs: _Bag
    runs: _Bag
    trigrams: _Bag
    negated: bool
    stance: Stance

    @classmethod
    def of(cls, text: str) -> _Text:
        found = words(text)
        stems = [light_stem(word) for word in found if not is_stop_word(word)]
        line = f" {' '.join(found)} "
        return cls(
            _Bag(stems),
            _Bag(itertools.pairwise(stems)),
            _Bag(itertools.pairwise(found)),
            _Bag(map("".join, zip(line, line[1:], line[2:], strict=False))),
            not NEGATIONS.isdisjoint(found),
            Stance.of(found),
        )

    def similarity(self, other: _Text) -> float:
        by_stem = self.stems.dice(other.stems)
        return 0.6 * by_stem + 0.4 * self.trigrams.dice(other.trigrams)


_known = lru_cache(maxsize=4_096)(_Text.of)
"""Questions and references come again with each answer; answers do not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One item with its words counted once, for all that is asked of them.

    Attributes:
        item: What was read.
        similarities: Overlap of the answer with each reference, 0 to 1.
        order: The references' indices, the nearest to the answer first.
    """

    item: Item
    similarities: tuple[float, ...]
    order: tuple[int, ...]
    _said: _Text

    @classmethod
    def of(cls, item: Item) -> Reading:
        """Count the words of an item."""
        said = _Text.of(without_introduction(item[2]))
        scores = tuple(_known(reference).similarity(said) for reference in item[1])
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
        return cls(item, scores, tuple(order), said)

    def pair(self) -> tuple[str, str]:
        """Return the two texts that the network reads."""
        question, references, answer = self.item
        shown = [references[i] for i in self.order[:REFERENCES_SHOWN]]
        tail = " ".join(question.split()[-QUESTION_WORDS:])
        said = without_introduction(answer)
        read = [tail, *shown] if tail else shown
        return " ".join(said.split()[:ANSWER_WORDS]), " | ".join(read)

    def features(self) -> list[float]:
        """Return ten features of overlap, five patterns of it and six signs of the contrary.

        The patterns, which a right answer seldom shows: a negation too many or too few,
        weighed by the overlap; the same where nearly all else is said; the reference's
        words, and no others, out of their order; the question's words and no others; how
        many references there are. The signs: stems that only one of both denies, opposite
        words, whether one of these is there alone, the same weighed by the overlap, a
        number that no reference has, and none of the numbers of the nearest one.
        """
        question, references, _ = self.item
        said, asked, nearest = self._said, _known(question), _known(references[self.order[0]])
        covered = nearest.stems.share_in(said.stems)
        news = nearest.stems.without(asked.stems).share_in(said.stems)
        parrot = said.stems.share_in(asked.stems)
        ordered = nearest.pairs.shared(said.pairs) / max(nearest.pairs.total, 1)
        turned = float(nearest.negated != said.negated)
        length = math.log1p(said.stems.total)
        precise = said.stems.share_in(nearest.stems)
        same = said.runs.total >= _ENOUGH and min(covered, precise) >= _MOST
        scrambled = same and min(ordered, said.runs.share_in(nearest.runs)) <= 1 - _MOST
        parroted = said.stems.total > 0 and parrot >= _MOST and news <= 1 - _MOST
        return [
            covered,
            precise,
            news,
            parrot,
            max(_known(reference).stems.share_in(said.stems) for reference in references),
            nearest.trigrams.dice(said.trigrams),
            ordered,
            length,
            length - math.log1p(nearest.stems.total),
            turned,
            turned * covered,
            turned * float(covered >= _MOST),
            float(scrambled),
            float(parroted),
            math.log(len(references)),
            *self._contrary(covered),
        ]

    def _contrary(self, covered: float) -> tuple[float, ...]:
        known = [_known(reference).stance for reference in self.item[1]]
        said, nearest = self._said.stance, known[self.order[0]]
        turned, opposed = said.turned(nearest), said.opposed(nearest)
        alone = float(bool(turned) != bool(opposed))
        numbers = frozenset().union(*(one.numbers for one in known))
        other = bool(nearest.numbers) and not said.numbers <= numbers
        missing = bool(nearest.numbers) and said.numbers.isdisjoint(nearest.numbers)
        return turned, opposed, alone, alone * covered, float(other), float(missing)


def rank_references(references: Sequence[str], answer: str) -> list[int]:
    """Return the references' indices, the nearest to the answer first."""
    return list(Reading.of(("", references, answer)).order)


def text_pair(item: Item) -> tuple[str, str]:
    """Return the two texts that the network reads for one answer."""
    return Reading.of(item).pair()


def lexical_features(item: Item) -> list[float]:
    """Return the ten overlap features of the lexical floor."""
    return Reading.of(item).features()[:OVERLAPS]


def pattern_features(item: Item) -> list[float]:
    """Return how an answer overlaps, or says the contrary, as a right one seldom does."""
    return Reading.of(item).features()[OVERLAPS:]
