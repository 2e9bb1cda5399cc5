"""Says which parts of a reference an answer covers, misses or contradicts.

This explains a grade, it does not give one: it compares stems (Chinese: pairs of
neighbouring characters), forgives a small misspelling, minds negation and a few
opposites, but knows no synonyms. It may be copied beside the weights and run by
Triton, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

import snowballstemmer

MAX_PHRASES = 6

Kind = Literal["covered", "missing", "contradicted"]

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['\u2019-][^\W_{_HAN}]+)*|[^\w\s]")
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

_HAN_PART = re.compile(
    "(?P<whole>不同|不断|不仅|不但|不管|不过|不只|不久|无论|无数|非常|除非|未来|目的|了解)"
    "|(?P<not>没有|并非|不|没|无|非|未|别)"
    "|(?P<stop>因为|所以|但是|而且|可以|能够|如果|那么|这个|那个|以及|它们|他们|我们|由于|并且"
    "|或者|还是|一个|一种|这样|因此|就是|[的了是在与就都也而着们吗呢啊把被])"
    "|(?P<said>.)"
)
_HAN_REACH = 4

_OPPOSITE_PAIRS = """
increase/decrease increase/reduce higher/lower faster/slower fast/slow quickly/slowly hot/cold
warm/cool hotter/colder warmer/cooler open/closed bigger/smaller larger/smaller big/small
large/small greater/less heavier/lighter heavy/light gain/lose push/pull positive/negative
before/after above/below expand/contract rise/fall attract/repel same/different
connected/disconnected complete/incomplete stronger/weaker strong/weak hard/soft harder/softer
inside/outside left/right closer/further nearer/farther absorb/release absorb/reflect
melt/freeze evaporate/condense float/sink true/false series/parallel maximum/minimum longer/shorter
long/short thicker/thinner early/late first/last acid/alkali conductor/insulator
增大/减小 增加/减少 上升/下降 变大/变小 变快/变慢 升高/降低 吸收/放出 吸热/放热 膨胀/收缩
相同/不同 串联/并联 大于/小于 熔化/凝固 导体/绝缘 增强/减弱 变长/变短 加快/减慢
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of a text from `start` up to `end`, and what they are."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Evidence:
    """How an answer stands to a reference.

    Attributes:
        covered, missing: Phrases of the reference, in its order, without repeats; what
            the answer contradicts is missing too.
        contradicted: Phrases of the answer that say the opposite.
        reference: Spans of the reference, in order, of all three kinds.
        answer: Spans of the answer, in order, covered or contradicted.
    """

    covered: tuple[str, ...]
    missing: tuple[str, ...]
    contradicted: tuple[str, ...] = ()
    reference: tuple[Span, ...] = ()
    answer: tuple[Span, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return what JSON can carry; `from_plain` reads it back."""
        phrases = {name: list(getattr(self, name)) for name in _PHRASES}
        spans = {name: [[s.start, s.end, s.kind] for s in getattr(self, name)] for name in _SPANS}
        return {**phrases, **spans}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Evidence:
        """Return the evidence that `to_plain` wrote."""
        read: dict[str, Any] = {name: tuple(plain[name]) for name in _PHRASES}
        read |= {name: tuple(Span(*span) for span in plain[name]) for name in _SPANS}
        return cls(**read)


_PHRASES = ("covered", "missing", "contradicted")
_SPANS = ("reference", "answer")


@dataclass(frozen=True, slots=True)
class _Idea:
    """A word (Chinese: a character) that carries meaning, and where it stands.

    Attributes:
        text: as shown, with the negator that denies it.
        keys: what another text must say to express it; one is enough.
        run: ideas with the same number stand side by side.
    """

    text: str
    word: str
    keys: frozenset[str]
    negated: bool
    run: int
    start: int
    end: int


def compare(reference: str, answer: str) -> Evidence:
    """Return which parts of the reference the answer does and does not express."""
    wanted, said = list(_ideas(reference)), list(_ideas(answer))
    of_wanted, of_said = _match(wanted, said)
    in_reference = _groups(wanted, of_wanted)
    in_answer = _groups(said, of_said)
    return Evidence(
        covered=_phrases(in_reference, "covered"),
        missing=_phrases(in_reference, "missing", "contradicted"),
        contradicted=_phrases(in_answer, "contradicted"),
        reference=_spans(in_reference),
        answer=_spans(part for part in in_answer if part[0] != "missing"),
    )


def content_words(text: str) -> frozenset[str]:
    """Return the stems (Chinese: character pairs) of a text that carry meaning."""
    return frozenset(key for idea in _ideas(text) for key in idea.keys)


def _match(wanted: Sequence[_Idea], said: Sequence[_Idea]) -> tuple[list[Kind], list[Kind]]:
    """Return what each wanted idea is, and what each said one is."""
    index: dict[str, list[int]] = defaultdict(list)
    for at, idea in enumerate(said):
        for key in idea.keys | {idea.word}:
            index[key].append(at)
    kinds: list[Kind] = ["missing"] * len(wanted)
    marks: list[Kind] = ["missing"] * len(said)
    for n, idea in enumerate(wanted):
        if found := _expressions(idea, said, index):
            kinds[n] = "covered"
            for at in found:
                marks[at] = "covered"
    asked = {key for idea in wanted for key in idea.keys}
    for n, idea in enumerate(wanted):
        denials = _denials(idea, said, index, asked) if kinds[n] == "missing" else []
        for at in denials:
            if marks[at] != "covered":
                kinds[n] = marks[at] = "contradicted"
    return kinds, marks


def _expressions(
    idea: _Idea, said: Sequence[_Idea], index: Mapping[str, Sequence[int]]
) -> set[int]:
    same = {at for key in idea.keys for at in index.get(key, ())}
    turned = {at for key in idea.keys for o in _OPPOSITES.get(key, ()) for at in index.get(o, ())}
    found = {at for at in same if said[at].negated == idea.negated}
    found |= {at for at in turned - same if said[at].negated != idea.negated}
    return found or {
        at for at, one in enumerate(said) if one.negated == idea.negated and _misspelt(one, idea)
    }


def _denials(
    idea: _Idea, said: Sequence[_Idea], index: Mapping[str, Sequence[int]], asked: set[str]
) -> set[int]:
    same = {at for key in idea.keys for at in index.get(key, ())}
    opposites = {o for key in idea.keys for o in _OPPOSITES.get(key, ())} - asked
    turned = {at for opposite in opposites for at in index.get(opposite, ())}
    denied = {at for at in same if said[at].negated != idea.negated}
    return denied | {at for at in turned - same if said[at].negated == idea.negated}


def _misspelt(said: _Idea, wanted: _Idea) -> bool:
    one, other = said.word, wanted.word
    if min(len(one), len(other)) < _SPELLING_LENGTH or one[0] != other[0]:
        return False
    if abs(len(one) - len(other)) > 2 or not (one + other).isalpha():
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _SPELLING_RATIO


def _ideas(text: str) -> Iterator[_Idea]:
    """Yield the words that carry meaning; words in one run stand side by side."""
    run, denied, since = 0, -1, _NEGATION_REACH + 1
    negator: re.Match[str] | None = None
    for at, found in enumerate(_TOKEN.finditer(text)):
        token = found.group()
        word, named = token.lower(), at > 0 and token in _NAMES
        if _is_han(token):
            yield from _han_ideas(token, found.start(), run + 1)
            run, negator, since = run + 2 + len(token), None, _NEGATION_REACH + 1
        elif _negates(word):
            run, negator, since = run + 1, found, 0
        elif not word[0].isalnum():
            run, since = run + 1, _NEGATION_REACH + 1
        elif word in _STOP and not named:
            run, since = run + 1, since + 1
        else:
            negated = since < _NEGATION_REACH or denied == run
            with_negator = negator if negated else None
            shown = f"{with_negator.group()} {token}" if with_negator else token
            start = (with_negator or found).start()
            stem = _stem(_NUMBERS.get(word, word))
            yield _Idea(shown, word, frozenset({stem}), negated, run, start, found.end())
            negator, since, denied = None, since + 1, run if negated else denied


def _han_ideas(text: str, offset: int, run: int) -> Iterator[_Idea]:
    """Yield the characters of a Chinese run; the neighbour beside one says what it means."""
    segments: list[list[tuple[str, int, str, bool]]] = [[]]
    since, negator = _HAN_REACH, ""
    for found in _HAN_PART.finditer(text):
        if found["said"] or found["whole"]:
            for at, char in enumerate(found.group(), offset + found.start()):
                segments[-1].append((char, at, negator, since < _HAN_REACH))
                since, negator = since + 1, ""
        else:
            segments.append([])
            since, negator = (0, found["not"]) if found["not"] else (since, negator)
    for n, segment in enumerate(segments):
        chars = "".join(char for char, *_ in segment)
        for i, (char, at, denial, negated) in enumerate(segment):
            pairs = frozenset(p for p in (chars[max(i - 1, 0) : i + 1], chars[i : i + 2]) if p[1:])
            start = at - len(denial)
            yield _Idea(
                denial + char, char, pairs or frozenset(char), negated, run + n, start, at + 1
            )


def _is_han(token: str) -> bool:
    return "\u3400" <= token[0] <= "\u9fff"


def _negates(word: str) -> bool:
    if word in _NEGATORS:
        return True
    return bool(_CONTRACTED.search(word)) and _CONTRACTED.sub("", word) in _AUXILIARY


def _groups(ideas: Sequence[_Idea], kinds: Sequence[Kind]) -> list[tuple[Kind, list[_Idea]]]:
    """Return neighbours of one kind together."""
    pairs = zip(ideas, kinds, strict=True)
    grouped = groupby(pairs, key=lambda pair: (pair[0].run, pair[1]))
    return [(kind, [idea for idea, _ in group]) for (_, kind), group in grouped]


def _phrases(groups: Iterable[tuple[Kind, list[_Idea]]], *kinds: Kind) -> tuple[str, ...]:
    texts = [
        ("" if _is_han(ideas[0].word) else " ").join(idea.text for idea in ideas)
        for kind, ideas in groups
        if kind in kinds
    ]
    distinct = {text.casefold(): text for text in reversed(texts)}
    return tuple(distinct.values())[::-1][:MAX_PHRASES]


def _spans(groups: Iterable[tuple[Kind, list[_Idea]]]) -> tuple[Span, ...]:
    return tuple(Span(ideas[0].start, ideas[-1].end, kind) for kind, ideas in groups)


def _opposites() -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in _OPPOSITE_PAIRS.split():
        one, other = (word if _is_han(word) else _stem(word) for word in pair.split("/"))
        found[one].add(other)
        found[other].add(one)
    return dict(found)


_OPPOSITES: Mapping[str, set[str]] = _opposites()
