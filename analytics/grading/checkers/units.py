"""Compare units of measure, by pint and by their names in English and Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import pint

from analytics.grading.checkers.numbers import plain_characters

Relation = Literal["same", "same_kind", "other_kind", "unknown"]

MAX_CHARS = 40

_HAN_NAMES = {
    "纳米": "nm", "微米": "um", "毫米": "mm", "厘米": "cm", "分米": "dm", "千米": "km",
    "公里": "km", "米": "m", "吨": "tonne", "千克": "kg", "公斤": "kg", "毫克": "mg", "克": "g",
    "毫升": "mL", "升": "L", "毫秒": "ms", "秒": "s", "分钟": "min", "小时": "hour", "天": "day",
    "日": "day", "时": "hour", "分": "min", "周": "week", "年": "year",
    "千牛": "kN", "牛顿": "N", "牛": "N", "千焦": "kJ",
    "焦耳": "J", "焦": "J", "千瓦时": "kWh", "千瓦": "kW", "瓦特": "W", "瓦": "W",
    "千帕": "kPa", "帕斯卡": "Pa", "帕": "Pa", "毫伏": "mV", "千伏": "kV", "伏特": "V", "伏": "V",
    "毫安": "mA", "安培": "A", "安": "A", "千欧": "kohm", "欧姆": "ohm", "欧": "ohm",
    "千赫": "kHz", "兆赫": "MHz", "赫兹": "Hz", "赫": "Hz", "摩尔": "mol", "摄氏度": "degC",
    "开尔文": "kelvin", "平方": "square ", "立方": "cubic ", "每": "/",
}  # fmt: skip
_HAN = re.compile("|".join(sorted(_HAN_NAMES, key=len, reverse=True)))
_WORDS = (
    (
        re.compile(r"°\s*C\b|\bdegrees?\s+c(?:elsius|entigrade)?\b|\bcelsius\b", re.IGNORECASE),
        "degC",
    ),
    (re.compile(r"°\s*F\b|\bdegrees?\s+f(?:ahrenheit)?\b|\bfahrenheit\b", re.IGNORECASE), "degF"),
    (re.compile(r"\bper\s*cent\b|%", re.IGNORECASE), "percent"),
    (re.compile(r"\bper\b", re.IGNORECASE), "/"),
    (re.compile(r"\bdegrees?\b|°", re.IGNORECASE), "degree"),
    (re.compile(r"Ω|\bohms?\b", re.IGNORECASE), "ohm"),
    (re.compile(r"\b(?:square|sq)\s+([a-z]+)", re.IGNORECASE), r"\1^2"),
    (re.compile(r"\bcubic\s+([a-z]+)", re.IGNORECASE), r"\1^3"),
    (re.compile(r"\b([a-z]+)\s+squared\b", re.IGNORECASE), r"\1^2"),
    (re.compile(r"\b([a-z]+)\s+cubed\b", re.IGNORECASE), r"\1^3"),
)
_PART = re.compile(
    r"\s*(?P<over>/)?\s*[*·.]?\s*(?P<name>[A-Za-zμ]+)\s*(?:\^|\*\*)?\s*(?P<power>-?\d)?"
)
_DEGREES = frozenset({"c", "°", "度"})


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a unit stands to another, and the value in that other one."""

    relation: Relation
    value: float


def convert(value: float, said: str, wanted: str) -> Conversion:
    """Return a value with the unit said, in the unit wanted.

    Units that no table knows, such as "sheets", are the same when they read the same.
    The value comes back unchanged unless the units measure the same kind of thing.
    """
    if _squeezed(said) == _squeezed(wanted):
        return Conversion("same", value)
    unit, to = unit_of(said), unit_of(wanted)
    if to is not None and (unit == to or (_is_celsius(to) and _squeezed(said) in _DEGREES)):
        return Conversion("same", value)
    if unit is None or to is None:
        return Conversion("unknown", value)
    return _converted(value, unit, to)


def _converted(value: float, unit: pint.Unit, to: pint.Unit) -> Conversion:
    try:
        return Conversion("same_kind", float(_registry().Quantity(value, unit).m_as(to)))
    except (pint.PintError, OverflowError, ZeroDivisionError):
        return Conversion("other_kind", value)


def _is_celsius(unit: pint.Unit) -> bool:
    return bool(unit == _registry().degC)


@lru_cache(maxsize=1_024)
def unit_of(text: str) -> pint.Unit | None:
    """Return the unit that a text names, dimensionless for none; None if unknown.

    Only names, powers, products and quotients are read; the library never sees a text
    that it would evaluate.
    """
    units = _registry()
    plain, at, unit = _normal(text), 0, units.dimensionless
    if len(plain) > MAX_CHARS:
        return None
    while at < len(plain):
        found = _PART.match(plain, at)
        one = _named(found["name"]) if found else None
        if found is None or one is None:
            return None
        power = int(found["power"] or 1)
        unit = unit / one**power if found["over"] else unit * one**power
        at = found.end()
    return unit


def _normal(text: str) -> str:
    plain = _HAN.sub(
        lambda found: _HAN_NAMES[found.group()], plain_characters(text).strip().rstrip(".!。;,")
    )
    for pattern, name in _WORDS:
        plain = pattern.sub(name, plain)
    return re.sub(r"[()]", "", plain).strip()


def _squeezed(text: str) -> str:
    return re.sub(r"[\s^·*()]", "", plain_characters(text).casefold()).rstrip(".!。;,")


def _named(name: str) -> pint.Unit | None:
    units = _registry()
    for spelt in (name, name.lower(), name.capitalize()):
        try:
            return units.parse_units(spelt)
        except pint.UndefinedUnitError:
            continue
    return None


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry:  # type: ignore[type-arg]
    return pint.UnitRegistry()
