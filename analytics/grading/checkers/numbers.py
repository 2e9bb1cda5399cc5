"""Read a number as people write it, in English and in Chinese."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_SUPERSCRIPTS = {c: f"^{d}" for d, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"⁻": "^-"}
_SIGNS = dict.fromkeys("−–—﹣", "-") | dict.fromkeys("÷∕⁄", "/") | {"µ": "μ", "℃": "°C"}
_PLAIN = str.maketrans(_SUPERSCRIPTS | _SIGNS)
_VULGAR = re.compile("[¼-¾⅐-⅞]")
_LEAD = re.compile(
    r"^\s*(?:(?:[^\W\d_]{1,16}\s*)?[=≈~:]|about|approximately|答案是|答案为|答|大约|约|≈)\s*[:,]?\s*",
    re.IGNORECASE,
)
_MIXED = re.compile(
    r"(?P<sign>[-+]?)\s*(?P<whole>\d{1,9})\s+(?P<top>\d{1,9})\s*/\s*(?P<below>\d{1,9})"
)
_NUMBER = re.compile(
    r"""(?P<digits>[-+]?\s*(?:\d[\d.,'\s]*\d|\d|[.,]\d+))   # 1 234,5  -.5
        (?:\s*/\s*(?P<below>\d+))?                          # 3/4
        (?:\s*[x×*·]\s*10\s*\^?\s*(?P<power>[-+]?\d{1,4})|e(?P<exponent>[-+]?\d{1,4}))?
        (?P<myriads>\s*[万亿])?""",
    re.VERBOSE | re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
_MYRIADS = {"万": 1e4, "亿": 1e8}

_HAN_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_UNITS = {"十": 10, "百": 100, "千": 1_000}
_HAN_LETTERS = "".join({**_HAN_DIGITS, **_HAN_UNITS, **_MYRIADS})
_HAN_NUMBER = re.compile(
    rf"(?P<sign>负)?(?:(?P<below>[{_HAN_LETTERS}]+)分之(?P<top>[{_HAN_LETTERS}]+)(?:点(?P<topdecimals>[{_HAN_LETTERS}]+))?"
    rf"|(?P<whole>[{_HAN_LETTERS}]+)(?:点(?P<decimals>[{_HAN_LETTERS}]+))?|(?P<half>半))"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number at the start of a text, and what follows it.

    Attributes:
        values: what it may mean: "1,000" is a thousand or one.
        text: as written.
        rest: what follows, such as a unit.
        figures: fewest and most significant figures that it shows; None where it is
            no decimal number.
    """

    values: tuple[float, ...]
    text: str
    rest: str
    figures: tuple[int, int] | None = None


def read_number(text: str) -> Reading | None:
    """Return the number that a text begins with; None when there is none."""
    plain = plain_text(text)
    for read in (_read_mixed, _read_digits, _read_han):
        if reading := read(plain):
            return reading
    return None


def plain_text(text: str) -> str:
    """Return a text in plain characters, without what leads up to the number."""
    return _LEAD.sub("", plain_characters(text)).strip()


def plain_characters(text: str) -> str:
    """Return a text with its full-width and raised characters as plain ones."""
    apart = _VULGAR.sub(lambda found: f" {unicodedata.normalize('NFKC', found.group())}", text)
    normal = unicodedata.normalize("NFKC", apart.translate(_PLAIN)).translate(_PLAIN)
    return normal.replace("^-^", "^-")


def _read_mixed(text: str) -> Reading | None:
    found = _MIXED.match(text)
    if found is None or int(found["below"]) == 0:
        return None
    value = int(found["whole"]) + int(found["top"]) / int(found["below"])
    return Reading((-value if found["sign"] == "-" else value,), found.group(), text[found.end() :])


def _read_digits(text: str) -> Reading | None:
    found = _NUMBER.match(text)
    if found is None:
        return None
    values = tuple(_values(found))
    figures = None if found["below"] or found["myriads"] else _figures(found["digits"])
    return Reading(values, found.group().strip(), text[found.end() :], figures)


def _values(found: re.Match[str]) -> Iterator[float]:
    scale = 10.0 ** max(-300, min(300, int(found["power"] or found["exponent"] or 0)))
    scale *= _MYRIADS.get((found["myriads"] or "").strip(), 1.0)
    below = float(found["below"] or 1)
    if below == 0 or math.isinf(below):
        return
    for digits in _readings(re.sub(r"[\s']", "", found["digits"])):
        yield float(digits) / below * scale


def _readings(digits: str) -> Iterator[str]:
    """Yield the decimal numbers that marks in a number may mean."""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        yield digits
        return
    decimal = marks[-1]
    if marks.count(decimal) == 1:
        yield digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    if _THOUSANDS.fullmatch(digits):
        yield digits.replace(decimal, "")


def _figures(digits: str) -> tuple[int, int]:
    """Return the fewest and the most figures: zeros at a whole number's end may count."""
    shown = re.sub(r"\D", "", digits).lstrip("0")
    decimal = any(mark in digits for mark in ".,")
    return (len(shown) if decimal else len(shown.rstrip("0")), len(shown))


def _read_han(text: str) -> Reading | None:
    found = _HAN_NUMBER.match(text)
    if found is None:
        return None
    if found["half"]:
        value = 0.5
    elif found["top"]:
        below = _han_whole(found["below"])
        if below == 0:
            return None
        value = (_han_whole(found["top"]) + _han_decimals(found["topdecimals"])) / below
    else:
        value = _han_whole(found["whole"]) + _han_decimals(found["decimals"])
    return Reading((-value if found["sign"] else value,), found.group(), text[found.end() :])


def _han_decimals(digits: str | None) -> float:
    shown = "".join(str(_HAN_DIGITS.get(char, 0)) for char in digits or "0")
    return float(f"0.{shown[:15]}")


def _han_whole(text: str) -> float:
    """Return a whole number: by places (一百零五) or digit by digit (一〇五)."""
    if len(text) > 1 and all(char in _HAN_DIGITS for char in text):
        return float("".join(str(_HAN_DIGITS[char]) for char in text[:15]))
    total, section, digit = 0.0, 0.0, 0.0
    for char in text:
        if char in _HAN_DIGITS:
            digit = float(_HAN_DIGITS[char])
        elif char in _HAN_UNITS:
            section += (digit or 1.0) * _HAN_UNITS[char]
            digit = 0.0
        else:
            before = total if char == "亿" else 0.0
            total += (before + section + digit) * _MYRIADS[char] - before
            section = digit = 0.0
    return total + section + digit
