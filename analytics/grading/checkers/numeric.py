"""Check a number with its unit."""

from __future__ import annotations

import math
from collections.abc import Iterable

from analytics.content.items import NumericItem
from analytics.grading.checkers.numbers import Reading, plain_text, read_number
from analytics.grading.checkers.result import PART, Check
from analytics.grading.checkers.units import Conversion, convert
from analytics.grading.findings import Note

NUMERIC_CHECKER = "numeric:2"

_CLOSE = 0.05
_POWERS = (*range(-9, 0), *range(1, 10))


def check_number(item: NumericItem, answer: str) -> Check:
    """Return how a number scores.

    The answer box shows the unit, so a bare number is a full answer; the same amount
    in another unit is right, the right number with a wrong unit earns half. Decimal
    comma and point, thousands marks, powers of ten, fractions, per cents and Chinese
    numerals are read; where "1,000" may be one or a thousand, either may be right.
    """
    if not plain_text(answer):
        return Check(0.0, "non_domain", NUMERIC_CHECKER)
    reading = read_number(answer)
    if reading is None or not reading.values:
        return _unreadable(answer)
    unit = reading.rest.strip().rstrip(".!。;,")
    if not unit:
        return _judge_number(item, reading, reading.values)
    converted = [convert(value, unit, item.unit) for value in reading.values]
    return _judge_amount(item, reading, unit[:40], converted)


def _unreadable(answer: str) -> Check:
    note = Note(code="number_unreadable", facts={"said": answer.strip()[:80]})
    return Check(0.0, "irrelevant", NUMERIC_CHECKER, notes=(note,))


def _judge_amount(
    item: NumericItem, reading: Reading, unit: str, converted: list[Conversion]
) -> Check:
    relation = converted[0].relation
    # Who counts "2 apples" where no unit is asked for is right.
    if relation == "same" or (relation == "unknown" and not item.unit):
        return _judge_number(item, reading, [one.value for one in converted])
    if relation == "same_kind" and _any_right(item, (one.value for one in converted)):
        if item.convert:
            return _judge_number(item, reading, [one.value for one in converted])
        return _wrong_unit(item, reading, "unit_other", unit)
    code = {"same_kind": "unit_wrong", "other_kind": "unit_kind"}.get(relation, "unit_unknown")
    if _any_right(item, reading.values):
        return _wrong_unit(item, reading, code, unit)
    notes = (_number_note(item, [one.value for one in converted]), _unit_note(code, unit))
    return _wrong(notes if relation != "same_kind" else notes[:1])


def _judge_number(item: NumericItem, reading: Reading, values: Iterable[float]) -> Check:
    read = list(values)
    if not _any_right(item, read):
        return _wrong((_number_note(item, read),))
    if not _has_figures(item, reading):
        wanted = item.significant_figures or 0
        note = Note(code="figures_wrong", facts={"wanted": wanted})
        return Check(PART, "partial", NUMERIC_CHECKER, (reading.text,), notes=(note,))
    said = f"{reading.text} {item.unit if not reading.rest.strip() else reading.rest.strip()}"
    return Check(1.0, "correct", NUMERIC_CHECKER, (said.strip(),))


def _wrong_unit(item: NumericItem, reading: Reading, code: str, unit: str) -> Check:
    covered, missing = (reading.text,), _unit_of(item)
    notes = (Note(code="number_right"), _unit_note(code, unit))
    return Check(PART, "partial", NUMERIC_CHECKER, covered, missing, notes)


def _wrong(notes: tuple[Note, ...]) -> Check:
    return Check(0.0, "contradictory", NUMERIC_CHECKER, notes=notes)


def _unit_note(code: str, unit: str) -> Note:
    return Note(code=code, facts={"said": unit})


def _number_note(item: NumericItem, values: list[float]) -> Note:
    """Return in which way a number is wrong, without the right one."""
    if _any_right(item, (-value for value in values)):
        return Note(code="number_sign")
    if item.answer and _any_right(item, (v * 10.0**k for v in values for k in _POWERS)):
        return Note(code="number_power_of_ten")
    if any(abs(value - item.answer) <= _CLOSE * abs(item.answer) for value in values):
        return Note(code="number_close")
    return Note(code="number_wrong")


def _any_right(item: NumericItem, values: Iterable[float]) -> bool:
    slack = _slack(item)
    return any(abs(value - item.answer) <= slack for value in values)


def _slack(item: NumericItem) -> float:
    size = abs(item.answer)
    asked = max(item.tolerance, item.relative_tolerance * size)
    if item.significant_figures and size:
        # Who rounds as asked is right, also where the tolerance is finer.
        place = math.floor(math.log10(size)) - item.significant_figures + 1
        asked = max(asked, 0.5 * 10.0**place)
    return asked + 1e-9 * max(1.0, size)


def _has_figures(item: NumericItem, reading: Reading) -> bool:
    if item.significant_figures is None or reading.figures is None:
        return True
    fewest, most = reading.figures
    return fewest <= item.significant_figures <= most


def _unit_of(item: NumericItem) -> tuple[str, ...]:
    return (item.unit,) if item.unit else ()
