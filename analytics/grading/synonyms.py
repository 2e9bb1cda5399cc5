"""Says a training answer in other words, by WordNet's files if they are installed.

No Python package carries WordNet with its senses; Debian's ``wordnet-base`` does (files
as in wndb(5WN), Princeton's free licence). A word is replaced only where nothing can
change its sense: it is one part of speech with one sense and no inflected form of some
other word, and the other word is first of all a name of that sense and in common use.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from analytics.grading.dataset import Example
from analytics.grading.errors import GradingError
from analytics.grading.types import Probability
from analytics.grading.wording import content

PARTS: Final = ("noun", "verb", "adj", "adv")
_WORD = re.compile(r"(?<![\w'\u2019-])[a-z]{4,}(?![\w'\u2019-])")
_INFLECTED = re.compile(r".*(s|ing|ed)")
_COMPARED = re.compile(r".*(er|est)")


class WordNetMissing(GradingError):
    """Say that WordNet's files are not where they were looked for."""


class SynonymSwitch(BaseModel):
    """Whether training answers are said in other words.

    Attributes:
        share: Of the answers, those that are given once more with synonyms; 0 for none.
        folder: Of WordNet's files, as Debian's ``wordnet-base`` installs them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: Probability = Field(0.0)
    folder: Path = Path("/usr/share/wordnet")


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where a word's senses in one part of speech stand, the most usual first.

    Attributes:
        used: Whether the texts that WordNet's makers read have it.
    """

    part: str
    senses: tuple[int, ...]
    used: bool


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words that may stand for another whatever the sentence."""

    _folder: Path
    _entries: dict[str, tuple[_Entry, ...]]

    @classmethod
    def read(cls, folder: Path) -> Synonyms:
        """Return the synonyms of a folder of WordNet files.

        Raises:
            WordNetMissing: There are none; the message says what to install.
        """
        entries: dict[str, tuple[_Entry, ...]] = {}
        forms = {line.split()[0] for path in _irregular(folder) for line in lines(path)}
        for part in PARTS:
            for line in lines(folder / f"index.{part}"):
                word, entry = _entry(part, line)
                if word not in forms:
                    entries[word] = (*entries.get(word, ()), entry)
        return cls(folder, entries)

    def of(self, word: str) -> tuple[str, ...]:
        """Return the words of the one sense that a word has, without itself."""
        entries = self._entries.get(word, ())
        if len(entries) != 1 or len(entries[0].senses) != 1 or _is_form(word, entries[0].part):
            return ()
        [entry] = entries
        members = _members(self._folder / f"data.{entry.part}", entry.senses[0])
        return tuple(one for one in members if one != word and self._means(one, entry))

    def _means(self, word: str, entry: _Entry) -> bool:
        """Return whether a single small-letter word is first of all a name of a sense."""
        found = self._entries.get(word, ())
        return bool(_WORD.fullmatch(word)) and any(
            other.part == entry.part and other.senses[0] == entry.senses[0] and other.used
            for other in found
        )


def reworded(sentence: str, synonyms: Synonyms, rng: random.Random) -> str | None:
    """Return the sentence with every word replaced that can be, if any can."""

    def other(found: re.Match[str]) -> str:
        choices = synonyms.of(found.group())
        return rng.choice(choices) if choices else found.group()

    said = _WORD.sub(other, sentence)
    return said if said != sentence else None


def with_synonyms(
    examples: Sequence[Example], switch: SynonymSwitch, synonyms: Synonyms, seed: int
) -> list[Example]:
    """Return extra examples whose answers say the same in other words.

    They keep their gold label. The same seed gives the same ones.
    """
    rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret
    drawn = [example for example in examples if rng.random() < switch.share]
    said = [(example, reworded(example.item[2], synonyms, rng)) for example in drawn]
    return [
        replace(example, item=(*example.item[:2], answer))
        for example, answer in said
        if answer is not None
    ]


def _irregular(folder: Path) -> list[Path]:
    """Return the lists of forms, such as ``said say``, that may be taken for words."""
    return [path for part in ("noun", "verb") if (path := folder / f"{part}.exc").is_file()]


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of one of WordNet's files below the licence, which is indented.

    Raises:
        WordNetMissing: It is not there; the message says what to install.
    """
    if not path.is_file():
        raise WordNetMissing(f"{path} is absent: install Debian's package wordnet-base")
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith(" "):
            yield line


def _entry(part: str, line: str) -> tuple[str, _Entry]:
    """Read ``lemma pos synsets pointers [pointer...] senses tagged offset...``."""
    fields = line.split()
    senses = fields[-int(fields[2]) :]
    return fields[0], _Entry(part, tuple(map(int, senses)), fields[-len(senses) - 1] != "0")


def _is_form(word: str, part: str) -> bool:
    """Return whether a word may be a form of another, or is too small to be replaced."""
    compared = part in {"noun", "verb"} and _COMPARED.fullmatch(word)
    return bool(compared or _INFLECTED.fullmatch(word)) or not content(word)


def _members(path: Path, offset: int) -> list[str]:
    """Read ``offset file type count(hex) word id [word id...] ...`` at an offset."""
    with path.open("rb") as data:
        data.seek(offset)
        fields = data.readline().decode("utf-8").split()
    count = int(fields[3], 16)
    return [word.partition("(")[0] for word in fields[4 : 4 + 2 * count : 2]]
