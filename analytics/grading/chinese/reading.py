"""Reads a Chinese answer as its writer meant it: no name, no slip of the keyboard.

Export copies this file beside the weights, so of ours it imports nothing.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

SOUNDS: Final = "sounds.txt"
"""A line a syllable: its letters without the tone, then the characters read so."""

_HAN: Final = r"[\u3400-\u9fff]"
_RUN: Final = re.compile(rf"{_HAN}+")
_INTRODUCTION: Final = re.compile(
    rf"""\s*(?:(?:老师|大家|同学们|你|您)好[\s,.!:;，。！：；]*)?
    (?:我叫|我的名字[是叫]|我是(?!这|那|因|说|从|按|用|通|根))
    {_HAN}{{1,8}}(?:·{_HAN}{{1,8}})?[\s,.!:;，。！：；]+
    (?:我(?:认为|觉得|想|的答案是)[\s,:，：]*)?""",
    re.VERBOSE,
)
_ANSWERED: Final = re.compile(r"\s*(?:答案?是?\s*[:：,，]\s*)?")
_END: Final = "。．.！!？?；;，,、…~～ \t\r\n"
_STOP: Final = "。"
_CANTONESE: Final = (
    *(("唔係", "不是"), ("唔", "不"), ("冇", "没有"), ("係", "是"), ("嘅", "的"), ("佢", "它")),
    *(("哋", "们"), ("咗", "了"), ("喺", "在"), ("嘢", "东西"), ("啲", "些"), ("睇", "看")),
    *(("嚟", "来"), ("畀", "给"), ("噉", "这样"), ("咁", "这么"), ("乜", "什么")),
)
_NEVER_MISHEARD: Final = frozenset("不没无非未否别勿一二三四五六七八九十是有")


def meant(answer: str, known: Iterable[str]) -> str:
    """Return what an answer means to say.

    A name before it is cut, for a grade must not depend on the name. Written Cantonese
    is read as the common language. Where two characters sound like two neighbours of a
    known text, they are taken for those: most slips of learners sound right.

    Args:
        answer: As it was sent.
        known: The question and the references.
    """
    said = without_introduction(answer)
    for theirs, ours in _CANTONESE:
        said = said.replace(theirs, ours)
    return _RUN.sub(lambda run: _heard(run.group(), _pairs(tuple(known))), said)


def without_introduction(answer: str) -> str:
    """Cut the words at an answer's start by which a student says their name.

    An answer that is nothing else stays as it is.
    """
    found = _INTRODUCTION.match(answer)
    return (answer[found.end() :] if found else answer) or answer


def sentence(text: str) -> str:
    """Return a text as a sentence with its full stop, which nobody minds and learners leave out.

    "Answer:" before it is cut. A text that is nothing else stays as it is.
    """
    found = _ANSWERED.match(text)
    bare = (text[found.end() :] if found else text).rstrip(_END)
    return bare + _STOP if bare else text


def alike_in_sound(letter: str) -> str:
    """Return the other characters that are read like one; none if it is not known."""
    return _letters().get(_sounds().get(letter, ""), "").replace(letter, "")


def _heard(run: str, pairs: dict[tuple[str, str], str]) -> str:
    """Replace each pair of characters that only sounds like a known one."""
    sounds, letters = _sounds(), list(run)
    known = set(pairs.values())
    for at, (one, other) in enumerate(itertools.pairwise(run)):
        if one + other in known:
            continue
        wanted = pairs.get((sounds.get(one, one), sounds.get(other, other)))
        if wanted and not _kept_apart(one + other, wanted):
            letters[at : at + 2] = wanted
    return "".join(letters)


def _kept_apart(said: str, wanted: str) -> bool:
    changed = {c for one, two in zip(said, wanted, strict=True) if one != two for c in (one, two)}
    return not changed.isdisjoint(_NEVER_MISHEARD)


@lru_cache(maxsize=1_024)
def _pairs(known: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """Return the neighbours in known texts by their sounds; the first of a sound counts."""
    sounds = _sounds()
    found: dict[tuple[str, str], str] = {}
    for one, other in _neighbours(known):
        found.setdefault((sounds.get(one, one), sounds.get(other, other)), one + other)
    return found


def _neighbours(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    for text in texts:
        for run in _RUN.findall(text):
            yield from itertools.pairwise(run)


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    text = Path(__file__).with_name(SOUNDS).read_text(encoding="utf-8")
    return dict(line.split() for line in text.splitlines())


@lru_cache(maxsize=1)
def _sounds() -> dict[str, str]:
    return {letter: sound for sound, letters in _letters().items() for letter in letters}
