"""Makes the lexicon that is served of WordNet's files.

Run ``python -m analytics.grading.lexicon_making`` where Debian's ``wordnet-base`` is
installed. All words are kept, and of pairs of words those that the texts have which WordNet's
makers read.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analytics.grading.lexicon import FILE
from analytics.grading.synonyms import PARTS, SynonymSwitch, WordNetMissing, lines

Sense = tuple[str, int]

_MOST_SENSES: Final = 12
_PAIR: Final = "_"
_KEPT: Final = re.compile(r"[a-z]+(?:[_-][a-z]+)?")
_PARTS_BY_LETTER: Final = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
_OPPOSITE: Final = "!"
_MARKER: Final = re.compile(r"\(\w+\)$")
"""Says where an adjective stands."""
_BESIDE: Final = frozenset(("@", "~", "&", "+", "^", "*", ">", "$"))
"""Wider, narrower, similar, derived, see also, entails, causes, of one group; see wninput(5WN)."""


def _words(folder: Path) -> dict[str, list[Sense]]:
    """Return the first senses of the words that are kept."""
    every: dict[str, list[Sense]] = {}
    for part in PARTS:
        for line in lines(folder / f"index.{part}"):
            word, *fields = line.split()
            count, tagged = int(fields[1]), fields[-int(fields[1]) - 1] != "0"
            if _KEPT.fullmatch(word) and (tagged or _PAIR not in word):
                offsets = [int(one) for one in fields[-count:]]
                every.setdefault(word, []).extend((part, one) for one in offsets[:_MOST_SENSES])
    return dict(sorted(every.items()))


@dataclass(frozen=True, slots=True)
class _Synset:
    """A sense with its words.

    Attributes:
        pointers: Sign, sense, and the numbers of the words that it leads from and to.
    """

    sense: Sense
    words: list[str]
    pointers: list[tuple[str, Sense, int, int]]


def _synsets(folder: Path) -> Iterator[_Synset]:
    for part in PARTS:
        for line in lines(folder / f"data.{part}"):
            fields = line.partition("|")[0].split()
            start = 4 + 2 * int(fields[3], 16)
            told = fields[start + 1 : start + 1 + 4 * int(fields[start])]
            pointers = [
                (sign, (_PARTS_BY_LETTER[letter], int(offset)), *bytes.fromhex(of))
                for sign, offset, letter, of in zip(*[iter(told)] * 4, strict=True)
            ]
            words = [_MARKER.sub("", word).lower() for word in fields[4:start:2]]
            yield _Synset((part, int(fields[0])), words, pointers)


def _opposites(synsets: Mapping[Sense, _Synset]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of words of which one is said to be the opposite of the other."""
    for one in synsets.values():
        for sign, sense, of, to in one.pointers:
            if sign == _OPPOSITE and sense in synsets:
                yield one.words[of - 1], synsets[sense].words[to - 1]


def _forms(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield irregular forms and the words that they are forms of."""
    for part in PARTS:
        for line in lines(folder / f"{part}.exc"):
            form, *words = line.split()
            yield form, words


def made(folder: Path) -> dict[str, Mapping[str, list[int]] | Mapping[str, list[str]]]:
    """Return the lexicon of a folder of WordNet's files, as JSON has it.

    Raises:
        WordNetMissing: A file is not there; the message says what to install.
    """
    words = _words(folder)
    number = {
        one: at for at, one in enumerate(sorted({s for told in words.values() for s in told}))
    }
    synsets = {one.sense: one for one in _synsets(folder)}
    near = {
        str(number[sense]): sorted(
            {number[to] for sign, to, *_ in one.pointers if sign in _BESIDE and to in number}
        )
        for sense, one in synsets.items()
        if sense in number
    }
    opposites: defaultdict[str, set[str]] = defaultdict(set)
    for one, other in _opposites(synsets):
        if one in words and other in words:
            opposites[one].add(other)
    forms: dict[str, list[str]] = {}
    for form, of in _forms(folder):
        if kept := [word for word in of if word in words]:
            forms[form] = sorted({*forms.get(form, ()), *kept})
    return {
        "words": {word: [number[sense] for sense in told] for word, told in words.items()},
        "forms": dict(sorted(forms.items())),
        "near": {sense: beside for sense, beside in near.items() if beside},
        "opposites": {word: sorted(others) for word, others in sorted(opposites.items())},
    }


def main() -> None:
    """Write the lexicon beside this file."""
    try:
        found = made(SynonymSwitch().folder)
    except WordNetMissing as error:
        sys.exit(str(error))
    text = json.dumps(found, separators=(",", ":"))
    Path(__file__).with_name(FILE).write_bytes(gzip.compress(text.encode(), mtime=0))


if __name__ == "__main__":
    main()
