"""Says which parts of a reference an answer covers, misses or contradicts.

This explains a grade, it does not give one: it compares stems (Chinese: pairs of
neighbouring characters), forgives a small misspelling, minds negation and a few
opposites, but knows no synonyms. Export copies it beside the weights, so of ours it
imports only what is copied with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import Any, Literal

import snowballstemmer

from . import evidence_words as known
from .number_words import WORDS
from .numerals import NUMBER, differ, is_number, value

MAX_PHRASES = 6

Kind = Literal["covered", "missing", "contradicted"]

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]+|{NUMBER}|[^\W_{_HAN}]+(?:['\u2019-][^\W_{_HAN}]+)*|[^\w\s]")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
"""Chinese answers count and list in digits so often that other numbers say nothing of them."""
_STOP = frozenset(known.STOP_WORDS.split())
_NAMES = frozenset("A")  # bulb A, point A
_NEGATORS = frozenset(known.NEGATORS.split())
_CONTRACTED = re.compile(r"n['\u2019]?t$")
_AUXILIARY = frozenset(known.AUXILIARIES.split())
_NEGATION_REACH = 3
_SPELLING_LENGTH = 6
_SPELLING_RATIO = 0.87  # above mitosis and meiosis, below seperated and separated
_stem = lru_cache(maxsize=8192)(snowballstemmer.stemmer("english").stemWord)

_HAN_PART = re.compile(known.HAN_PARTS)
_HAN_REACH = 4


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
        answer: Spans of the answer, in order, covered or contradicted; small words
            between two of a kind belong to both.
    """

    covered: tuple[str, ...]
    missing: tuple[str, ...]
    contradicted: tuple[str, ...] = ()
    reference: tuple[Span, ...] = ()
    answer: tuple[Span, ...] = ()

    def contradicting(self, answer: str, start: int, end: int) -> Evidence:
        """Return the same where a passage of the answer says the opposite of what is wanted."""
        others = [span for span in self.answer if span.end <= start or end <= span.start]
        spans = sorted([*others, Span(start, end, "contradicted")], key=lambda span: span.start)
        passage = answer[start:end]
        apart = [phrase for phrase in self.contradicted if phrase not in passage]
        contradicted = (*apart, passage)[:MAX_PHRASES]
        return replace(self, contradicted=contradicted, answer=tuple(spans))

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


def compare(reference: str, answer: str, question: str = "") -> Evidence:
    """Return which parts of the reference the answer does and does not express.

    Of the answer, what only repeats the question is not marked as covered, unless
    nothing else could be: such words earn little.
    """
    wanted, said = _known_ideas(reference), list(_ideas(answer))
    of_wanted, of_said = _match(wanted, said)
    if not _HAN_CHARACTER.search(reference + answer) and differ(question, [reference], answer):
        asked = _keys(_known_ideas(question))
        of_wanted = _contrary_figures(wanted, of_wanted, asked)
        of_said = _contrary_figures(said, of_said, asked)
    in_reference = _groups(wanted, of_wanted)
    in_answer = _groups(said, of_said)
    told = _spans(part for part in in_answer if part[0] != "missing")
    return Evidence(
        covered=_phrases(in_reference, "covered"),
        missing=_phrases(in_reference, "missing", "contradicted"),
        contradicted=_phrases(in_answer, "contradicted"),
        reference=_spans(in_reference),
        answer=_telling(answer, _joined(answer, told), _keys(_known_ideas(question))),
    )


def says_some(found: Evidence, answer: str, question: str) -> bool:
    """Return whether an answer says some of the reference that the question does not say."""
    parts = [answer[span.start : span.end] for span in found.answer if span.kind == "covered"]
    return not content_words(" ".join(parts)) <= _keys(_known_ideas(question))


def content_words(text: str) -> frozenset[str]:
    """Return the stems (Chinese: character pairs) of a text that carry meaning."""
    return _keys(_ideas(text))


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
        elif not word[-1].isalnum():
            run, since = run + 1, _NEGATION_REACH + 1
        elif word in _STOP and not named:
            run, since = run + 1, since + 1
        else:
            negated = since < _NEGATION_REACH or denied == run
            with_negator = negator if negated else None
            shown = f"{with_negator.group()} {token}" if with_negator else token
            start = (with_negator or found).start()
            stem = value(word) if is_number(word) else _stem(str(WORDS.get(word, word)))
            yield _Idea(shown, word, frozenset({stem}), negated, run, start, found.end())
            negator, since, denied = None, since + 1, run if negated else denied


@lru_cache(maxsize=4_096)
def _known_ideas(text: str) -> tuple[_Idea, ...]:
    """Return the ideas of a question or a reference, which come again with each answer."""
    return tuple(_ideas(text))


def _keys(ideas: Iterable[_Idea]) -> frozenset[str]:
    return frozenset(key for idea in ideas for key in idea.keys)


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


def _contrary_figures(
    ideas: Sequence[_Idea], kinds: Sequence[Kind], asked: frozenset[str]
) -> list[Kind]:
    """Return what ideas are where no number that the question does not give is right."""
    return [
        "contradicted"
        if (is_number(idea.word) or idea.word in WORDS) and not idea.keys <= asked
        else kind
        for idea, kind in zip(ideas, kinds, strict=True)
    ]


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


def _joined(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return spans of one kind as one where only small words part them."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if last and last.kind == span.kind and _is_small(text[last.end : span.start]):
            joined[-1] = replace(last, end=span.end)
        else:
            joined.append(span)
    return joined


def _is_small(text: str) -> bool:
    return all(found.group().lower() in _STOP for found in _TOKEN.finditer(text))


def _telling(text: str, spans: Sequence[Span], asked: frozenset[str]) -> tuple[Span, ...]:
    """Leave out covered spans that only repeat the question, unless all do."""
    covered = {span for span in spans if span.kind == "covered"}
    echoes = {span for span in covered if content_words(text[span.start : span.end]) <= asked}
    return tuple(span for span in spans if echoes == covered or span not in echoes)


def _opposites() -> Mapping[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for pair in known.OPPOSITE_PAIRS.split():
        one, other = (word if _is_han(word) else _stem(word) for word in pair.split("/"))
        found[one].add(other)
        found[other].add(one)
    return dict(found)


_OPPOSITES: Mapping[str, set[str]] = _opposites()
