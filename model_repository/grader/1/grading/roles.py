"""Tells where an answer lets two things of its reference change places: the man bites the dog.

Beside "The moon orbits the planet." a network takes "The planet orbits the moon" as right, for
it has all the words. Export copies this file beside the weights, so of ours it imports only
what is copied with it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from .wording import NEGATIONS, is_stop_word, light_stem

_SENTENCE: Final = re.compile(r"[^.;:!?\n]+")
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_SIGN: Final = re.compile(r"(?<!\w)-|[^\w\s,'\"\u2019-]")
_BE: Final = frozenset(("is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"))
_ADDED: Final = _BE | {"by", "the", "a", "an"}
_DONE: Final = re.compile(r"(?:ed|en|wn|ught|ept|old|eld|ent|uilt|ound|ut|ung|ade|aid)$")
_BY: Final = "by"
_TIES_TEXT: Final = """
about above across after against along around at because before behind below beneath by down
during for from if in into inside of off on onto out outside over past since so through to toward
towards under until unless up upon via when while within without
"""
_TIES_EQUALS_TEXT: Final = "and as between like nor or plus than versus vs with"
_TIES: Final = frozenset(_TIES_TEXT.split())
_TIES_EQUALS: Final = frozenset(_TIES_EQUALS_TEXT.split())
_TIES_LIST: Final = frozenset(("and", "or", "nor", "plus"))
_OF_EQUALS_TEXT: Final = """
adjacent alike alongside attached beside bond bonded bordering borders called combine combines
connected connects differ different differs equal equals identical independent interact interacts
joined joins known linked links married marries mean means meet meets mixed mixes near next
opposite parallel perpendicular react reacts related relates same separated separates similar
touch touches
"""
_OF_EQUALS: Final = frozenset(map(light_stem, _OF_EQUALS_TEXT.split()))
"""What is so of two things whichever is named first."""
OFTEN: Final = (0.00006, 0.0166, 0.00022)
"""Share of the right, contradictory and otherwise wrong training answers that have something
`swapped`: none of 8,276, 49 of 2,981 and one of 6,929, each with half a one more."""
_LEAST: Final = 3
_FEWEST: Final = 2
_SHARED: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Word:
    """A word that carries meaning.

    Attributes:
        tie: What joins it to what is before, as "of" or "out of"; empty for nothing.
        done: It says what is done to what is before: "was eaten".
    """

    stem: str
    tie: str
    done: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that denies nothing.

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
    wanted = [one.words for reference in references for one in _sentences(reference)]
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
        both = [list(_sentences(text)) for text in (reference, answer) if _is_one(text)]
        match both:
            case [[wanted], [said]] if wanted.small == said.small:
                if _says_the_same(wanted.words, said.words):
                    return reference
    return None


def _is_one(text: str) -> bool:
    """Return whether a text is one sentence, of words and nothing else that means something."""
    sentences = _SENTENCE.findall(text.strip())
    return len(sentences) == 1 and not _SIGN.search(sentences[0])


def _sentences(text: str) -> Iterator[_Sentence]:
    for found in _SENTENCE.finditer(text):
        sentence = found.group()
        said = [one.group().lower().replace("\u2019", "'") for one in _WORD.finditer(sentence)]
        if said and NEGATIONS.isdisjoint(said) and not any(one.endswith("n't") for one in said):
            start = found.start() + len(sentence) - len(sentence.lstrip())
            small = sorted(word for word in said if is_stop_word(word) and word not in _ADDED)
            yield _Sentence((start, found.end()), tuple(_active(_meaning(said))), tuple(small))


def _meaning(said: Sequence[str]) -> list[_Word]:
    found: list[_Word] = []
    tie, is_after_be = "", False
    for word in said:
        if word in _TIES or word in _TIES_EQUALS:
            tie, is_after_be = f"{tie} {word}".strip(), False
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
    if not _OF_EQUALS.isdisjoint(word.stem for word in wanted):
        return 0
    common = Counter(word.stem for word in wanted) & Counter(word.stem for word in said)
    one, other = ([w for w in words if w.stem in common] for words in (wanted, said))
    enough = max(min(_LEAST, len(wanted)), _SHARED * max(len(wanted), len(said)))
    if len(one) != len(other) or len(one) < enough:
        return 0
    if one == other:
        return len(one)
    change = _change(one, other)
    return -len(one) if change and change.is_swap else 0


def _says_the_same(wanted: Sequence[_Word], said: Sequence[_Word]) -> bool:
    """Return whether two sentences have the same words, in one order but for equal things."""
    if len(wanted) != len(said) or len(wanted) < _FEWEST:
        return False
    if wanted == said:
        return True
    change = _change(wanted, said)
    return change is not None and change.is_of_equals and _is_at_an_end(wanted, said)


def _is_at_an_end(one: Sequence[_Word], other: Sequence[_Word]) -> bool:
    """Return whether what changes begins or ends them, as in a list.

    In "cats eat fish and dogs eat meat" fish and dogs are no list.
    """
    return one[0].stem != other[0].stem or one[-1].stem != other[-1].stem


@dataclass(frozen=True, slots=True)
class _Change:
    """That two parts of a sentence change places.

    Attributes:
        middle: Stems of what is between them.
        tie: What joins the second to what is before it.
    """

    middle: tuple[str, ...]
    tie: str

    @property
    def is_of_equals(self) -> bool:
        """Return whether the two stand in a list."""
        return self.tie in _TIES_LIST and not self.middle

    @property
    def is_swap(self) -> bool:
        """Return whether what is between them is not so both ways."""
        return self.tie not in _TIES_EQUALS and bool(self.tie or self.middle)


def _change(one: Sequence[_Word], other: Sequence[_Word]) -> _Change | None:
    """Return how two parts change places, if what ties them to the rest does not move."""
    differing = [at for at, word in enumerate(one) if word.stem != other[at].stem]
    if not differing or sorted(w.stem for w in one) != sorted(w.stem for w in other):
        return None
    first, last = differing[0], differing[-1] + 1
    if [*one[:first], *one[last:]] != [*other[:first], *other[last:]]:
        return None
    words, turned = one[first:last], list(other[first:last])
    for right in range(1, len(words)):
        for left in range(1, right + 1):
            parts = words[:left], words[left:right], words[right:]
            if _changed_places(*parts) == turned:
                return _Change(tuple(word.stem for word in parts[1]), words[right].tie)
    return None


def _changed_places(
    left: Sequence[_Word], middle: Sequence[_Word], right: Sequence[_Word]
) -> list[_Word]:
    """Return the parts with the outer ones changed, each tied as the other was."""
    fore, aft = replace(right[0], tie=left[0].tie), replace(left[0], tie=right[0].tie)
    return [fore, *right[1:], *middle, aft, *left[1:]]
