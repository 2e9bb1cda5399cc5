"""Grade what needs no model: numbers with units, and single choices."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.content.items import MultipleChoiceItem, NumericItem
from analytics.grading.types import GradeLabel

NUMERIC_CHECKER = "numeric:1"
CHOICE_CHECKER = "choice:1"

RIGHT_NUMBER_WRONG_UNIT = 0.5
"""Score of the right number in another unit."""

_SUPERSCRIPTS = str.maketrans({c: f"^{d}" for d, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")} | {"⁻": "^-"})
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "÷": "/", "∕": "/", "µ": "μ"})
_LEAD = re.compile(r"^\s*(?:[^\W\d_]{1,16}\s*)?[=≈~:]\s*")
_NUMBER = re.compile(
    r"""(?P<digits>[-+]?\s*(?:\d[\d.,'\s]*\d|\d|[.,]\d+))   # 1 234,5  -.5
        (?:\s*/\s*(?P<below>\d+))?                          # 3/4
        (?:\s*[x×*·]\s*10\s*\^?\s*(?P<power>[-+]?\d{1,4})|e(?P<exponent>[-+]?\d{1,4}))?""",
    re.VERBOSE | re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?P<mark>[.,])\d{3}(?:(?P=mark)\d{3})*")
_WORDS = {
    "percent": "%",
    "per cent": "%",
    "per": "/",
    "degrees": "°",
    "degree": "°",
    "celsius": "c",
    "摄氏度": "°c",
    "ohms": "ohm",
    "ω": "ohm",
    "grams": "g",
    "gram": "g",
    "kilograms": "kg",
    "kilogram": "kg",
    "metres": "m",
    "metre": "m",
    "meters": "m",
    "meter": "m",
    "seconds": "s",
    "second": "s",
    "newtons": "n",
    "newton": "n",
    "joules": "j",
    "joule": "j",
    "cubic centimetres": "cm3",
    "cubic centimeters": "cm3",
    "centimetres": "cm",
    "centimeters": "cm",
    "millilitres": "ml",
    "milliliters": "ml",
    "克": "g",
    "秒": "s",
    "米": "m",
    "厘m": "cm",
    "千m": "km",
    "千g": "kg",
}


@dataclass(frozen=True, slots=True)
class Check:
    """What a checker makes of an answer, in the words of a grade.

    Attributes:
        score: share of the marks, 0 to 1.
        covered, missing: what of the right answer was given and was not; never
            gives a right number or option away.
        checker: name and version.
    """

    score: float
    label: GradeLabel
    checker: str
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def check(item: NumericItem | MultipleChoiceItem, answer: str) -> Check:
    """Return how an answer to an item scores; the same every time."""
    if isinstance(item, NumericItem):
        return check_number(item, answer)
    return check_choice(item, answer)


def check_number(item: NumericItem, answer: str) -> Check:
    """Return how a number scores.

    The answer box shows the unit, so a bare number is a full answer; a wrong
    unit costs half. Decimal comma and point, thousands marks, powers of ten and
    simple fractions are read; where "1,000" may be one or a thousand, either
    may be right.
    """
    text = _plain(answer)
    if not text:
        return Check(0.0, "non_domain", NUMERIC_CHECKER)
    found = _NUMBER.match(text)
    if found is None:
        return Check(0.0, "irrelevant", NUMERIC_CHECKER, missing=_unit_of(item))
    slack = max(item.tolerance, 1e-9 * max(1.0, abs(item.answer)))
    if not any(abs(value - item.answer) <= slack for value in _values(found)):
        return Check(0.0, "contradictory", NUMERIC_CHECKER)
    number, unit = found.group().strip(), _unit(text[found.end() :])
    if unit and unit != _unit(_plain(item.unit)):
        return Check(RIGHT_NUMBER_WRONG_UNIT, "partial", NUMERIC_CHECKER, (number,), _unit_of(item))
    return Check(1.0, "correct", NUMERIC_CHECKER, (f"{number} {item.unit}".strip(),))


def check_choice(item: MultipleChoiceItem, answer: str) -> Check:
    """Return how a choice scores; the answer is an option's id or its text."""
    said = answer.strip()
    if not said:
        return Check(0.0, "non_domain", CHOICE_CHECKER)
    folded = said.casefold()
    for option in item.options:
        if said == option.id or folded == option.text.casefold():
            if option.id == item.correct:
                return Check(1.0, "correct", CHOICE_CHECKER, (option.text,))
            return Check(0.0, "contradictory", CHOICE_CHECKER)
    return Check(0.0, "irrelevant", CHOICE_CHECKER)


def _plain(text: str) -> str:
    powers = text.translate(_SUPERSCRIPTS).replace("^-^", "^-")
    normal = unicodedata.normalize("NFKC", powers).translate(_SIGNS)
    return _LEAD.sub("", normal).strip()


def _values(found: re.Match[str]) -> Iterator[float]:
    scale = 10.0 ** max(-300, min(300, int(found["power"] or found["exponent"] or 0)))
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


def _unit_of(item: NumericItem) -> tuple[str, ...]:
    return (item.unit,) if item.unit else ()


def _unit(text: str) -> str:
    unit = text.casefold().strip().rstrip(".!。")
    for word in sorted(_WORDS, key=len, reverse=True):
        unit = unit.replace(word, _WORDS[word]) if len(word) > 1 or not word.isascii() else unit
    return re.sub(r"[\s^·*()]", "", unit)
