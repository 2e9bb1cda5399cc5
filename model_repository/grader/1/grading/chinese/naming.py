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
from ..numerals import beyond  # noqa: TID252

MOST_CHARACTERS: Final = 6
"""What a reference may say beyond its question."""
MOST_IN_ALL: Final = 14
"""How long it may be; a longer one explains."""

WEIGHTS: Final = (0.32, 0.62, -2.70, 2.89, -0.28, 0.0)
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
_UNIT_NAMES: Final = """
毫米=mm 厘米=cm 千米=km 公里=km 米=m 毫克=mg 千克=kg 公斤=kg 克=g 吨=t 毫升=mL 升=L
毫秒=ms 秒=s 分钟=min 小时=h 天=day 周=week 千焦=kJ 焦=J 千瓦=kW 瓦=W 伏=V 安=A
千赫=kHz 赫=Hz 千帕=kPa 帕=Pa 牛=N
"""
_UNITS: Final = dict(pair.split("=") for pair in _UNIT_NAMES.split())
_UNIT: Final = re.compile(rf"(\d)\s*({'|'.join(_UNITS)})")
_NONE: Final = Signs(none=True, all=False, more=False)
_HAN: Final = re.compile("[\u3400-\u9fff]")
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
    """Return how an answer stands to the names of a question's references.

    Where a reference gives a number, that decides alone.
    """
    asked, said = _pieces(question), _pieces(answer)
    names = [_pieces(one) - asked for one in references]
    if _DENIED.search(answer) and not any(map(_DENIED.search, references)):
        return _NONE
    if (same := _same_number(question, references, answer)) is not None:
        written = in_latin(" ".join((question, *references)))
        more = not frozenset(_HAN.findall(in_latin(answer))) <= _EMPTY | frozenset(written)
        return Signs(none=False, all=not more, more=more) if same else _NONE
    if not any(2 * len(said & name) >= len(name) for name in names):
        return _NONE
    more = bool(said - asked - frozenset[str]().union(*names))
    return Signs(none=False, all=not more and any(name <= said for name in names), more=more)


def _same_number(question: str, references: Sequence[str], answer: str) -> bool | None:
    """Return whether an answer gives the number of a reference; None if one has no number."""
    given, *wanted = (beyond(in_latin(question), in_latin(text)) for text in (answer, *references))
    if not given or not all(wanted):
        return None
    return any(
        not one.is_other(other) for wanted_by in wanted for other in wanted_by for one in given
    )


def in_latin(text: str) -> str:
    """Return a text with its numbers in digits and its units as symbols: 八厘米 is 8 cm."""
    numbered = _NUMERAL.sub(lambda found: str(_number(found.group())), text)
    return _UNIT.sub(lambda found: f"{found[1]} {_UNITS[found[2]]} ", numbered)


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
