"""Reads a substance's formula as its name, and its name as the formula, as the references have it.

Export copies this file beside the weights, so it imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_SUBSTANCES: Final = """
CO2: carbon dioxide, 二氧化碳
CO: carbon monoxide, 一氧化碳
O2: oxygen gas, oxygen, 氧气
O3: ozone, 臭氧
N2: nitrogen gas, nitrogen, 氮气
H2: hydrogen gas, hydrogen, 氢气
Cl2: chlorine gas, chlorine, 氯气
H2O: water
H2O2: hydrogen peroxide, 过氧化氢, 双氧水
NH3: ammonia, 氨气
CH4: methane, 甲烷
C6H12O6: glucose, 葡萄糖
C2H5OH: ethanol, 乙醇, 酒精
NaCl: sodium chloride, table salt, 氯化钠, 食盐
NaOH: sodium hydroxide, 氢氧化钠
HCl: hydrochloric acid, hydrogen chloride, 盐酸, 氯化氢
H2SO4: sulfuric acid, sulphuric acid, 硫酸
HNO3: nitric acid, 硝酸
CaCO3: calcium carbonate, 碳酸钙
CaO: calcium oxide, 氧化钙
SO2: sulfur dioxide, sulphur dioxide, 二氧化硫
NO2: nitrogen dioxide, 二氧化氮
DNA: deoxyribonucleic acid, 脱氧核糖核酸
RNA: ribonucleic acid, 核糖核酸
ATP: adenosine triphosphate
"""
_OTHER: Final = "脱氧"
"""What makes another substance of the name that follows it."""
_SUBSCRIPTS: Final = {0x2080 + digit: str(digit) for digit in range(10)}
_ASKS_HOW_WRITTEN: Final = re.compile(
    r"\b(?:symbols?|formulas?|formulae|stands?\s+for|abbreviations?|acronyms?|names?\s+of\s+\w*\d)"
    r"|化学式|分子式|符号|缩写|简称|全称",
    re.IGNORECASE,
)


def _pattern(name: str) -> re.Pattern[str]:
    """Return what finds a name; a formula without figures is told by its capitals."""
    if not name.isascii():
        return re.compile(rf"(?<!{_OTHER}){name}")
    exact = name[0].isupper() and not any(map(str.isdigit, name))
    bounded = rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])"
    return re.compile(bounded, 0 if exact else re.IGNORECASE)


_PATTERNS: Final = [
    {name: _pattern(name) for name in (formula, *names.split(", "))}
    for formula, names in (line.split(": ") for line in _SUBSTANCES.strip().splitlines())
]

_ANY: Final = re.compile(
    "|".join(re.escape(n) for names in _PATTERNS for n in names), re.IGNORECASE
)


def as_named(question: str, references: Sequence[str], answer: str) -> str:
    """Return an answer whose substances are called as in its references.

    Where the question asks for a formula, or for what one stands for, nothing is changed.
    """
    said = answer.translate(_SUBSCRIPTS)
    if not _ANY.search(said):
        return answer
    called = [names for names in _PATTERNS if any(one.search(said) for one in names.values())]
    if _ASKS_HOW_WRITTEN.search(question):
        return answer
    texts = "\n".join(references).translate(_SUBSCRIPTS)
    for names in called:
        there = next((name for name, pattern in names.items() if pattern.search(texts)), "")
        for name, pattern in names.items():
            if there and name.lower() not in there.lower():
                said = pattern.sub(there, said)
    return said
