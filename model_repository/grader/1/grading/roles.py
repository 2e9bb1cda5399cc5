"""Tells where an answer lets two things of its reference change places: the man bites the dog.

Beside "The moon orbits the planet." a network takes "The planet orbits the moon" as right, for
it has all the words. Export copies this file beside the weights, so of ours it imports only
what is copied with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Final

from .wording import NEGATIONS, is_stop_word, light_stem

_SENTENCE: Final = re.compile(r"[^.;:!?\n]+")
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*|,")
_SIGN: Final = re.compile(r"(?<!\w)-|[^\w\s,'\"\u2019-]")
_BE: Final = frozenset(("is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"))
_ADDED: Final = _BE | {"by", "the", "a", "an"}
_DONE: Final = re.compile(r"(?:ed|en|wn|ught|ept|old|eld|ent|uilt|ound|ut|ung|ade|aid)$")
_BY: Final = "by"
_COMMA: Final = ","
_NOT: Final = "not"
_TIES_TEXT: Final = """
about above across after against along around at because before behind below beneath by down
during for from if in into inside of off on onto out outside over past since so through to toward
towards under until unless up upon via when whereas while within without
"""
_TIES_EQUALS_TEXT: Final = "as between like than versus vs with"
_TIES: Final = frozenset(_TIES_TEXT.split())
_TIES_LIST: Final = frozenset((",", "and", "or", "nor", "plus"))
_TIES_EQUALS: Final = _TIES_LIST | set(_TIES_EQUALS_TEXT.split())
_TIES_LOOSELY: Final = frozenset(("", ",", "and", "but", "while", "whereas"))
"""Between two clauses one is as good as another."""
_JOINS_EQUALS_TEXT: Final = """
adjacent attached bond bonded bordering borders combine combines connected connects equal equals
interact interacts joined joins linked links married marries meet meets mixed mixes parallel
perpendicular react reacts related relates separated separates touch touches
"""
_BETWEEN_EQUALS_TEXT: Final = """
alike alongside beside called differ different differs identical independent known mean means near
next opposite same similar
"""
_JOINS_EQUALS: Final = frozenset(map(light_stem, _JOINS_EQUALS_TEXT.split()))
"""What joins two things whichever is named first, wherever it stands in a sentence."""
_BETWEEN_EQUALS: Final = _JOINS_EQUALS | set(map(light_stem, _BETWEEN_EQUALS_TEXT.split()))
"""What is so of two things whichever is named first, where it stands between them."""
OFTEN: Final = (0.00006, 0.0253, 0.00036)
"""Share of the right, contradictory and otherwise wrong training answers that have something
`swapped`: none of 8,276, 75 of 2,981 and two of 6,929, each with half a one more."""
_LEAST: Final = 3
_FEWEST: Final = 2
_SHARED: Final = 0.6
_ANSWERS: Final = 64
"""What is found of an answer is asked for twice, by its grade and by its evidence."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that carries meaning.

    Attributes:
        tie: What joins it to what is before, as "of", "out of" or "not"; empty for nothing.
        done: It says what is done to what is before: "was eaten".
    """

    stem: str
    tie: str
    done: bool

    def is_as(self, other: _Word) -> bool:
        """Return whether another word stands for the same and is tied alike."""
        alike = self.tie == other.tie or {self.tie, other.tie} <= _TIES_LOOSELY
        return alike and self.stem == other.stem and self.done == other.done


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence and what it says.

    Attributes:
        place: Its start and its end in the text.
        words: What carries meaning, as if nothing were said in the passive.
        small: The other words, sorted, but those that a change of places adds or takes.
    """

    place: tuple[int, int]
    words: tuple[_Word, ...]
    small: tuple[str, ...]


def swapped(references: Sequence[str], answer: str) -> tuple[int, int] | None:
    """Return where an answer swaps two things of a reference.

    That is the start and the end of its first sentence that does so, and of which no
    reference says as much in the same order.
    """
    return _swapped(tuple(references), answer)


@lru_cache(maxsize=_ANSWERS)
def _swapped(references: tuple[str, ...], answer: str) -> tuple[int, int] | None:
    wanted = [one.words for reference in references for one in _known(reference)]
    for said in _sentences(answer):
        orders = [_order(one, said.words) for one in wanted]
        if min(orders, default=0) < -max(orders, default=0):
            return said.place
    return None


def restated(references: Sequence[str], answer: str) -> str | None:
    """Return a reference that an answer repeats with two equal things changed or in the passive.

    The dog bites the man: the man is bitten by the dog. Dogs and cats: cats and dogs.
    """
    for reference in references:
        both = [_known(text) for text in (reference, answer) if _is_one(text)]
        match both:
            case [(wanted,), (said,)] if wanted.small == said.small:
                if _says_the_same(wanted.words, said.words):
                    return reference
    return None


def _is_one(text: str) -> bool:
    """Return whether a text is one sentence, of words and nothing else that means something."""
    sentences = _SENTENCE.findall(text.strip())
    return len(sentences) == 1 and not _SIGN.search(sentences[0])


@lru_cache(maxsize=2_048)
def _known(text: str) -> tuple[_Sentence, ...]:
    return tuple(_sentences(text))


def _sentences(text: str) -> Iterator[_Sentence]:
    for found in _SENTENCE.finditer(text):
        sentence = found.group()
        said = [one.group().lower().replace("\u2019", "'") for one in _WORD.finditer(sentence)]
        if said:
            start = found.start() + len(sentence) - len(sentence.lstrip())
            small = sorted(word for word in said if is_stop_word(word) and word not in _ADDED)
            yield _Sentence((start, found.end()), tuple(_active(_meaning(said))), tuple(small))


def _meaning(said: Sequence[str]) -> list[_Word]:
    found: list[_Word] = []
    tie, is_after_be = "", False
    for word in said:
        if word == _COMMA:
            tie, is_after_be = tie or word, False
        elif word in _TIES or word in _TIES_EQUALS:
            tie, is_after_be = f"{tie} {word}".strip(", "), False
        elif word in NEGATIONS or word.endswith("n't"):
            tie = f"{tie} {_NOT}".strip(", ")
        elif word in _BE:
            is_after_be = True
        elif not is_stop_word(word):
            done = is_after_be and _DONE.search(word) is not None
            found.append(_Word(light_stem(word), tie, done))
            tie, is_after_be = "", False
    return found


def _active(words: list[_Word]) -> list[_Word]:
    """Return what was done by somebody as what somebody did."""
    for at, doer in enumerate(words[1:], 1):
        if doer.tie == _BY and words[at - 1].done and at > 1:
            tied = (n for n, word in enumerate(words[at + 1 :], at + 1) if word.tie)
            end = next(tied, len(words))
            start = max(n for n, word in enumerate(words[: at - 1]) if word.tie or n == 0)
            what, deed = words[start : at - 1], replace(words[at - 1], done=False)
            doers = [replace(doer, tie=what[0].tie), *words[at + 1 : end]]
            what[0] = replace(what[0], tie="")
            return [*words[:start], *doers, deed, *what, *words[end:]]
    return words


def _order(wanted: Sequence[_Word], said: Sequence[_Word]) -> int:
    """Return how many words both have in one order; less than 0 where two parts are swapped.

    0 where it is neither.
    """
    if not _JOINS_EQUALS.isdisjoint(word.stem for word in wanted):
        return 0
    common = Counter(word.stem for word in wanted) & Counter(word.stem for word in said)
    one, other = _only(wanted, common), _only(said, common)
    enough = max(min(_LEAST, len(wanted)), _SHARED * max(len(wanted), len(said)))
    if len(one) != len(other) or len(one) < enough:
        return 0
    if _are_alike(one, other):
        return len(one)
    return -len(one) if _is_swap(one, other) else 0


def _only(words: Sequence[_Word], stems: Container[str]) -> list[_Word]:
    """Return the words of some stems; what tied one that is left out ties the next."""
    found: list[_Word] = []
    tie = ""
    for word in words:
        tie = word.tie or tie
        if word.stem in stems:
            found.append(replace(word, tie=tie))
            tie = ""
    return found


def _are_alike(one: Sequence[_Word], other: Sequence[_Word]) -> bool:
    return all(word.is_as(said) for word, said in zip(one, other, strict=True))


def _says_the_same(wanted: Sequence[_Word], said: Sequence[_Word]) -> bool:
    """Return whether two sentences have the same words, in one order but for a list at an end.

    In "cats eat fish and dogs eat meat" fish and dogs are no list.
    """
    if len(wanted) != len(said) or len(wanted) < _FEWEST:
        return False
    return wanted == said or any(
        list(said[start:end]) == _changed_places(wanted[start:at], (), wanted[at:end])
        for start, at, end in _turned_lists(wanted, said)
        if start == 0 or end == len(wanted)
    )


def _is_swap(one: Sequence[_Word], other: Sequence[_Word]) -> bool:
    """Return whether two parts change places about a middle that is not so both ways.

    What ties them to the rest must not move along.
    """
    if not (found := _differing(one, other)) or any(_turned_lists(one, other)):
        return False
    words, turned = one[slice(*found)], other[slice(*found)]
    for right in range(1, len(words)):
        for left in range(1, right + 1):
            middle, tie = words[left:right], words[right].tie
            if _are_alike(_changed_places(words[:left], middle, words[right:]), turned):
                if not _BETWEEN_EQUALS.isdisjoint(word.stem for word in middle):
                    return False
                if tie in _TIES_LIST:
                    return bool(middle) and middle[0].tie not in _TIES_EQUALS
                return tie not in _TIES_EQUALS and bool(tie or middle)
    return False


def _turned_lists(one: Sequence[_Word], other: Sequence[_Word]) -> Iterator[tuple[int, int, int]]:
    """Yield where two neighbours of a list, or two clauses, change places and all else is alike.

    That is where both begin, where the second does, and where they end.
    """
    if found := _differing(one, other):
        first, last = found
        for at in range(first + 1, last):
            if one[at].tie in _TIES_LIST:
                for start, end in product(range(first + 1), range(last, len(one) + 1)):
                    changed = _changed_places(one[start:at], (), one[at:end])
                    if _are_alike(changed, other[start:end]):
                        yield start, at, end


def _differing(one: Sequence[_Word], other: Sequence[_Word]) -> tuple[int, int] | None:
    """Return the bounds of what has another order, if only the order is another."""
    differing = [at for at, word in enumerate(one) if word.stem != other[at].stem]
    if not differing or sorted(w.stem for w in one) != sorted(w.stem for w in other):
        return None
    first, last = differing[0], differing[-1] + 1
    alike = _are_alike(one[:first], other[:first]) and _are_alike(one[last:], other[last:])
    return (first, last) if alike else None


def _changed_places(
    left: Sequence[_Word], middle: Sequence[_Word], right: Sequence[_Word]
) -> list[_Word]:
    """Return the parts with the outer ones changed, each tied as the other was."""
    fore, aft = replace(right[0], tie=left[0].tie), replace(left[0], tie=right[0].tie)
    return [fore, *right[1:], *middle, aft, *left[1:]]
