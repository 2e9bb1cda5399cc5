"""Reads numbers that are written as English words: eight, twenty-five, nineteen fourteen, half.

Export copies this file beside the weights, so of ours it imports only what is copied
with it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from .evidence_words import NUMBER_WORDS, TENS

WORDS: Final = {word: value for value, word in enumerate(NUMBER_WORDS.split())}
"""The numbers that have a word of their own, up to twenty."""

_TENS: Final = {word: 10 * value for value, word in enumerate(TENS.split(), 2)}
_MANY: Final = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
_PARTS: Final = {
    part: whole
    for whole, parts in {
        2: "half halves",
        3: "third thirds",
        4: "quarter quarters fourth fourths",
        5: "fifth fifths",
        8: "eighth eighths",
        10: "tenth tenths",
    }.items()
    for part in parts.split()
}
_PRONOUN: Final = "one"

_DIGIT: Final = f"(?:{'|'.join(list(WORDS)[1:10])})"
_TEEN: Final = f"(?:{'|'.join(list(WORDS)[10:20])})"
_TEN: Final = f"(?:{'|'.join(_TENS)})"
_MANIES: Final = f"(?:{'|'.join(_MANY)})"
_BELOW: Final = rf"(?:{_TEN}(?:[\s-]{_DIGIT})?|{_TEEN}|{_DIGIT}|zero)\b"
_HUNDREDS: Final = rf"(?:{_BELOW}|a)\s+hundred(?:\s+(?:and\s+)?{_BELOW})?"
_YEAR: Final = rf"(?:{_TEEN}|twenty)[\s-](?:{_TEN}(?:[\s-]{_DIGIT})?|{_TEEN})\b"
# "A third" is a part only of something: the third planet is none.
_PART: Final = (
    rf"(?:(?:a|one)\s+(?:quarter|half)|(?:a|one)\s+(?:third|fourth|fifth|eighth|tenth)"
    rf"(?=\s+of\b|\W*$|[.,;])|{_DIGIT}[\s-](?:{'|'.join(_PARTS)})|(?<!first )(?<!second )half)\b"
)
PATTERN: Final = (
    rf"\b(?:{_PART}|{_YEAR}|(?:{_HUNDREDS}|{_BELOW})(?:\s+(?:thousand|million)\b)?"
    rf"|a\s+(?:thousand|million)\b)"
)
"""Pattern of such a number, in lower or upper case."""


def value_of(words: str) -> Decimal | None:
    """Return the number that `PATTERN` found; none for "one" alone, mostly a pronoun."""
    parts = re.split(r"[\s-]+", words.lower())
    if parts == [_PRONOUN]:
        return None
    if (whole := _PARTS.get(parts[-1])) is not None:
        return Decimal(_small(parts[:-1]) or 1) / whole
    if re.fullmatch(_YEAR, words, re.IGNORECASE) and not _MANY.keys() & parts:
        return Decimal(_small(parts[:1]) * 100 + _small(parts[1:]))
    total = 0
    for part in parts:
        total = (total or 1) * _MANY[part] if part in _MANY else total + _small([part])
    return Decimal(total)


def _small(parts: list[str]) -> int:
    return sum(WORDS.get(part) or _TENS.get(part, 0) for part in parts)
