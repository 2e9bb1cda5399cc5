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
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from analytics.grading.lexicon import FILE
from analytics.grading.synonyms import PARTS, SynonymSwitch, WordNetMissing, lines

Sense = tuple[str, int]

_MOST_SENSES: Final = 12
_PAIR: Final = "_"
_KEPT: Final = re.compile(r"[a-z]+(?:[_-][a-z]+)?")
_PARTS_BY_LETTER: Final = {"n": "noun", "v": "verb", "a": "adj", "s": "adj", "r": "adv"}
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


def _beside(folder: Path) -> Iterator[tuple[Sense, list[Sense]]]:
    """Yield each sense with those beside it."""
    for part in PARTS:
        for line in lines(folder / f"data.{part}"):
            fields = line.partition("|")[0].split()
            start = 4 + 2 * int(fields[3], 16)
            pointers = fields[start + 1 : start + 1 + 4 * int(fields[start])]
            told = zip(pointers[::4], pointers[1::4], pointers[2::4], strict=True)
            others = [
                (_PARTS_BY_LETTER[letter], int(offset))
                for sign, offset, letter in told
                if sign in _BESIDE
            ]
            yield (part, int(fields[0])), others


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
    near = {
        str(number[sense]): sorted({number[one] for one in beside if one in number})
        for sense, beside in _beside(folder)
        if sense in number
    }
    forms: dict[str, list[str]] = {}
    for form, of in _forms(folder):
        if kept := [word for word in of if word in words]:
            forms[form] = sorted({*forms.get(form, ()), *kept})
    return {
        "words": {word: [number[sense] for sense in told] for word, told in words.items()},
        "forms": dict(sorted(forms.items())),
        "near": {sense: beside for sense, beside in near.items() if beside},
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
