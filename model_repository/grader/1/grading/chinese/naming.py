"""Judges Chinese answers to questions that ask for a name, a term or a number.

As in English (`analytics.grading.naming`), but by characters, and numerals are numbers: eight
legs are 8 legs. Export copies this file beside the weights, so of ours it imports only
what is copied with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ..naming import Signs  # noqa: TID252 -- served without the house

MOST_CHARACTERS: Final = 6
"""What a reference may say beyond its question."""
MOST_IN_ALL: Final = 14
"""How long it may be; a longer one explains."""

WEIGHTS: Final = (0.35, 0.36, -2.30, 2.84, -0.35)
"""As in English, fitted to ``naming_set_zh.jsonl``."""

_EXPLAINS: Final = re.compile(
    r"为什么|为何|怎么|怎样|如何|解释|说明|原因|理由|区别|不同|比较|意义|影响|描述|举例|证明|分析|什么作用|何作用|什么意思|含义|好处|特点"
)
_NUMERAL: Final = re.compile(
    "[零一二三四五六七八九]{4}|(?:一(?=[十百千])|[二两三四五六七八九十百千])[零一二三四五六七八九十百千]*"
)
"""A year, or a number; one by itself is mostly none."""
_DIGITS: Final = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1_000}
_PIECE: Final = re.compile(r"\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9]*|[\u3400-\u9fff]")
_EMPTY: Final = frozenset("的了是在有被和与由把于叫做为个就它他她这那其也都一写用种之")
"""Characters that say nothing by themselves."""
_DENIED: Final = re.compile(r"不是|并非|不叫|没有|而非")


def asks_for_name(question: str, references: Sequence[str]) -> bool:
    """Return whether a question asks for no more than a name, a term or a number."""
    if _EXPLAINS.search(question):
        return False
    asked = _pieces(question)
    return all(
        len(one) <= MOST_IN_ALL and 0 < len(_pieces(one) - asked) <= MOST_CHARACTERS
        for one in references
    )


def signs_of(question: str, references: Sequence[str], answer: str) -> Signs:
    """Return how an answer stands to the names of a question's references."""
    asked, said = _pieces(question), _pieces(answer)
    names = [_pieces(one) - asked for one in references]
    if _DENIED.search(answer) or not any(said & name for name in names):
        return Signs(none=True, all=False, more=False)
    more = bool(said - asked - frozenset[str]().union(*names))
    return Signs(none=False, all=not more and any(name <= said for name in names), more=more)


def _pieces(text: str) -> frozenset[str]:
    """Return the characters, words and numbers of a text that say something."""
    numbered = _NUMERAL.sub(lambda found: str(_number(found.group())), text.lower())
    return frozenset(_PIECE.findall(numbered)) - _EMPTY


def _number(numeral: str) -> int:
    """Return the number that a numeral up to some thousands names."""
    whole, digit = 0, 0
    for char in numeral:
        if char in _TENS:
            whole += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = 10 * digit + _DIGITS[char]
    return whole + digit
