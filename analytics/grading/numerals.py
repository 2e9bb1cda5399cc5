"""Reads the numbers of a text, and tells where an answer gives others than its references.

Export copies this file beside the weights, so of ours it imports only what is copied
with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from .evidence_words import LONG_UNITS, UNIT_SCALES, UNITS
from .number_words import PATTERN, value_of

_HAN: Final = "\u3400-\u9fff"
_LETTER: Final = rf"[^\W\d_{_HAN}]"
_NO_WORD_BEFORE: Final = rf"(?<![^\W_{_HAN}])"
_UNIT: Final = rf"(?:{'|'.join(UNITS.split())})(?![^\W_{_HAN}])"
NUMBER: Final = (
    rf"(?:{_NO_WORD_BEFORE}(?<![)\]])[-\u2212])?{_NO_WORD_BEFORE}"
    r"(?:\d+(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
    rf"(?!\.?\d)(?:(?={_UNIT})|(?!['\u2019-]?{_LETTER}))"
)
"""Pattern of a number with its sign, thousands and decimals; "3rd" and "5-year" are words."""

OFTEN: Final = (0.00054, 0.01224, 0.00209)
"""Share of the right, contradictory and otherwise wrong training answers that `differ`: 4 of
8,276, 36 of 2,981 and 14 of 6,929, each with half a one more."""

_NUMBER: Final = re.compile(NUMBER)
_BELOW_ZERO: Final = r"(?:(?:minus|negative)\s+)?"
_FOUND: Final = re.compile(
    rf"(?P<minus>{_BELOW_ZERO})(?:(?P<half>\d+/\d+)(?![\d/])|(?P<comma>\d+,\d+)(?![\d,])"
    rf"|(?P<digits>{NUMBER})|(?P<word>{PATTERN}))"
    rf"\s*(?P<unit>%|\u00b0\s?[CFK]?|{_LETTER}+)?",
    re.IGNORECASE,
)
_PARTED: Final = re.compile(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\d.,])")
_LISTED: Final = re.compile(r"(?:^|[\n.;:!?])\s*\(?\d{1,2}[.)]\s")
_UNITS: Final = {
    name: names[0] for names in map(str.split, LONG_UNITS.strip().splitlines()) for name in names
}
_SCALES: Final = {
    name: (kind, Decimal(scale))
    for kind, line in enumerate(UNIT_SCALES.strip().splitlines(), 1)
    for name, scale in (pair.split("=") for pair in line.split())
}
_DIVIDES: Final = re.compile(r"divid|\u00f7", re.IGNORECASE)
_PERCENT: Final = "%"
_HUNDREDTH: Final = Decimal("0.01")
_KEPT: Final = 2_048
_NO_UNITS: Final = ("a", "\u00b0")
_NEAR: Final = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the unit behind it, if that is one; empty else."""

    value: Decimal
    unit: str = ""

    @property
    def measured(self) -> tuple[int | str, Decimal]:
        """Return what is measured, and how much of it whatever the unit; 75 mm is 7.5 cm."""
        kind, scale = _SCALES.get(self.unit, (self.unit, Decimal(1)))
        return kind, self.value * scale

    def is_other(self, than: Quantity) -> bool:
        """Return whether both can be compared and are not the same.

        A number with decimals is the same as any within a twentieth of it.
        """
        if (self.unit == _PERCENT) != (than.unit == _PERCENT):
            return self._is_no_share(than) if not (self.unit and than.unit) else False
        if not (self.unit and than.unit):
            return _is_other(self.value, than.value)
        (kind, much), (other, wanted) = self.measured, than.measured
        return kind == other and _is_other(much, wanted)

    def _is_no_share(self, than: Quantity) -> bool:
        """Return whether percents are neither the number that has no unit nor that share."""
        percent, bare = (self, than) if self.unit else (than, self)
        shares = (percent.value, percent.value * _HUNDREDTH)
        return all(_is_other(share, bare.value) for share in shares)


def is_number(word: str) -> bool:
    """Return whether a word is a number, written in digits."""
    return _NUMBER.fullmatch(word) is not None


def value(number: str) -> str:
    """Return a number as all texts have it: 1,250.0 is 1250."""
    return format(_decimal(number).normalize(), "f")


def differ(question: str, references: Sequence[str], answer: str) -> bool:
    """Return whether an answer gives numbers, and none that a reference gives.

    Numbers of the question are nobody's. Where a reference gives none, or numbers in
    another unit, nothing is said. What is divided by two is half of it.
    """
    given = beyond(question, answer)
    wanted = [beyond(question, one) | _shares(question, one) for one in references]
    return bool(given) and all(one and _all_other(given, one) for one in wanted)


def _shares(question: str, reference: str) -> frozenset[Quantity]:
    """Return the shares that a reference which divides by its numbers may be said to take."""
    if not _DIVIDES.search(reference):
        return frozenset()
    found = (one.value for one in beyond(question, reference) if one.value and not one.unit)
    return frozenset(Quantity(1 / value) for value in found)


def beyond(question: str, text: str) -> frozenset[Quantity]:
    """Return the numbers of a text that its question does not give."""
    asked = {one.value for one in quantities(question)}
    return frozenset(one for one in quantities(text) if one.value not in asked)


@lru_cache(maxsize=_KEPT)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Return the numbers of a text; what may be read in two ways comes twice."""
    text = _LISTED.sub(" ", _PARTED.sub(lambda parted: re.sub(r"\s", "", parted.group()), text))
    return tuple(
        Quantity(number, _unit_of(found["unit"] or ""))
        for found in _numbers_of(text)
        for number in _signed(found)
    )


@lru_cache(maxsize=_KEPT)
def _numbers_of(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_FOUND.finditer(text))


def as_written(answer: str, texts: Iterable[str]) -> str:
    """Return an answer whose numbers are written as in the texts that have the same ones.

    75 mm is written as 7.5 cm, and 25% as 0.25, where a text does so.
    """
    if not _numbers_of(answer):
        return answer
    there = [found for text in texts for found in _numbers_of(text)]
    written = {number: _numeral(one) for one in reversed(there) for number in _signed(one)}
    measured = {how: _measure(one) for one in reversed(there) for how in _measures(one)}
    known = {_numeral(one).lower() for one in there}
    as_they_are = {_measure(one) for one in there}

    def read(found: re.Match[str]) -> str:
        numeral, numbers = _numeral(found), list(_signed(found))
        whole = _measure(found)
        if whole in as_they_are:
            return found.group()
        for how in _measures(found):
            if how in measured and whole.unit != measured[how].unit:
                return found.group().replace(whole.text, measured[how].text, 1)
        if numeral.lower() in known or len(numbers) != 1 or numbers[0] not in written:
            return found.group()
        return found.group().replace(numeral, written[numbers[0]], 1)

    return _FOUND.sub(read, answer)


def _numeral(found: re.Match[str]) -> str:
    """Return a number as it is written, without the unit behind it."""
    end = found.start("unit") if found["unit"] else found.end()
    return found.string[found.start() : end].rstrip()


class _Measure(NamedTuple):
    """A number as it is written, with the unit behind it, and that unit's first name."""

    text: str
    unit: str


def _measure(found: re.Match[str]) -> _Measure:
    unit = _unit_of(found["unit"] or "")
    return _Measure(found.group().strip() if unit else _numeral(found), unit)


def _measures(found: re.Match[str]) -> Iterator[tuple[int | str, Decimal]]:
    """Yield how much a number with its unit is; a share is 0.25 as well as 25%."""
    unit = _unit_of(found["unit"] or "")
    for number in _signed(found):
        if unit in _SCALES:
            yield Quantity(number, unit).measured
        elif unit == _PERCENT:
            yield "", number * _HUNDREDTH
        elif not unit and number != number.to_integral_value():
            yield "", number


def _is_other(value: Decimal, wanted: Decimal) -> bool:
    if value == wanted:
        return False
    rounded = any(one != one.to_integral_value() for one in (value, wanted))
    return not rounded or abs(value - wanted) > _NEAR * abs(wanted)


def _signed(found: re.Match[str]) -> Iterator[Decimal]:
    for number in _values(found):
        yield -number if found["minus"] else number


def _all_other(given: Collection[Quantity], wanted: Iterable[Quantity]) -> bool:
    return all(one.is_other(other) for other in wanted for one in given)


def _values(found: re.Match[str]) -> Iterator[Decimal]:
    if half := found["half"]:
        top, bottom = map(Decimal, half.split("/"))
        if bottom:
            yield top / bottom
    elif comma := found["comma"]:
        if is_number(comma):
            yield _decimal(comma)
        yield Decimal(comma.replace(",", "."))
        yield from map(Decimal, comma.split(","))
    elif digits := found["digits"]:
        yield _decimal(digits)
    elif (number := value_of(found["word"])) is not None:
        yield number


def _unit_of(word: str) -> str:
    """Return a unit's first name; the word behind a number mostly is none."""
    joined = "".join(word.split())
    return _UNITS.get(joined) or _UNITS.get(joined.lower(), "") if joined not in _NO_UNITS else ""


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", "").replace("\u2212", "-"))
