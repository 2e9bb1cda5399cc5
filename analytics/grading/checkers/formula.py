"""Read a formula as students type it, into a small tree; nothing is evaluated.

Limits on length, size, depth and powers bound the work of whoever computes with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from analytics.grading.errors import UnreadableFormula

MAX_CHARS = 200
MAX_NODES = 120
MAX_DEPTH = 24
MAX_POWER = 24
MAX_DEGREE = 48

FUNCTIONS = ("sqrt", "sin", "cos", "tan", "exp", "log", "ln", "abs")
_RAISED = re.compile("[⁻⁰¹²³⁴-⁹]+")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_SYNONYMS = {"√": " sqrt ", "π": " pi ", "**": "^"} | dict.fromkeys("·⋅∙×", "*")
_SYNONYMS |= dict.fromkeys("÷∕⁄：", "/") | dict.fromkeys("−–—", "-")
_LATEX = {r"\cdot": "*", r"\times": "*", r"\div": "/", r"\left": "", r"\right": "", r"\,": " "}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:[.,]\d+)?|\.\d+)|(?P<frac>\\d?frac)|\\?(?P<word>"
    + "|".join((*FUNCTIONS, "pi"))
    + r")|(?P<name>[^\W\d_](?:_\w)?)|(?P<sign>[-+*/^()=|{}]))"
)
_FRACTION = r"\frac"
_BRACKETS = {"(": ")", "{": "}", "|": "|"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exact."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, or one of the constants "pi" and "e"."""

    name: str


@dataclass(frozen=True, slots=True)
class Operation:
    """Two formulas joined by +, -, *, / or ^."""

    sign: str
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Call:
    """A function of a formula; "neg" turns the sign."""

    function: str
    of: Formula


Formula = Number | Name | Operation | Call


@dataclass(frozen=True, slots=True)
class Equation:
    """Two formulas that are said to be equal."""

    left: Formula
    right: Formula


def read_formula(text: str) -> Formula | Equation:
    """Return what a text says.

    Read are + - * / ^, brackets, fractions, powers, roots, |x|, common functions,
    products without a sign (2x, 3(x+1)), full-width characters and simple LaTeX.

    Raises:
        UnreadableFormula: it is no formula, or too large; says where and why.
    """
    if len(text) > MAX_CHARS:
        raise UnreadableFormula("formula_too_large")
    tokens = list(_tokens(_plain(text)))
    if not tokens:
        raise UnreadableFormula("formula_empty")
    reader = _Reader(tokens)
    left = reader.sum(0)
    if reader.peek() != "=":
        return reader.finish(left)
    reader.take()
    return Equation(left, reader.finish(reader.sum(0)))


def parts_of(formula: Formula) -> tuple[Formula, ...]:
    """Return the formulas that a formula is made of."""
    if isinstance(formula, Operation):
        return formula.left, formula.right
    return (formula.of,) if isinstance(formula, Call) else ()


def names_of(formula: Formula) -> frozenset[str]:
    """Return the variables of a formula."""
    if isinstance(formula, Name):
        return frozenset({formula.name} - {"pi", "e"})
    return frozenset().union(*(names_of(part) for part in parts_of(formula)))


def _check_size(formula: Formula) -> None:
    """Refuse what would take long to compute with.

    Raises:
        UnreadableFormula: a degree, a power or a tower of exponentials is too large.
    """
    _degree(formula)
    _towers(formula)


def _degree(formula: Formula) -> int:
    """Return a bound on the degree; a power with a variable in it counts as four."""
    inner = [_degree(part) for part in parts_of(formula)]
    if isinstance(formula, Name):
        return 1
    if not isinstance(formula, Operation):
        return max(inner, default=0)
    degree = inner[0] + inner[1]
    if formula.sign == "^":
        size = max(1, -int(-_size(formula.right) // 1))
        degree = max(1, inner[0]) * _bounded(size, MAX_POWER)
    elif formula.sign in "+-":
        degree = max(inner)
    return _bounded(degree, MAX_DEGREE)


def _size(power: Formula) -> Fraction:
    """Return a bound on the size of a power."""
    inner = [_size(part) for part in parts_of(power)]
    if isinstance(power, Number):
        return abs(power.value)
    if isinstance(power, Name):
        return Fraction(4)
    if isinstance(power, Call) and power.function in {"neg", "abs", "sqrt"}:
        return max(Fraction(1), inner[0])
    if isinstance(power, Operation) and power.sign in "+-*":
        return inner[0] * inner[1] if power.sign == "*" else inner[0] + inner[1]
    if isinstance(power, Operation) and power.sign == "/" and isinstance(power.right, Number):
        return inner[0] / inner[1] if inner[1] else inner[0]
    raise UnreadableFormula("formula_too_large")


def _towers(formula: Formula) -> int:
    """Return how many exponentials stand on one another; one is the most."""
    inner = [_towers(part) for part in parts_of(formula)]
    height = max(inner, default=0)
    if isinstance(formula, Call) and formula.function in {"sin", "cos", "tan"}:
        return _bounded(height, 0)
    raised = isinstance(formula, Operation) and formula.sign == "^" and names_of(formula.right)
    if raised or (isinstance(formula, Call) and formula.function == "exp"):
        return _bounded(height + 1, 1)
    return height


def _bounded(value: int, most: int) -> int:
    if value > most:
        raise UnreadableFormula("formula_too_large")
    return value


def _plain(text: str) -> str:
    text = _RAISED.sub(lambda found: f"^({found.group().translate(_LOWERED)})", text)
    for written, sign in (_LATEX | _SYNONYMS).items():
        text = text.replace(written, sign)
    return unicodedata.normalize("NFKC", text).strip().rstrip(".。;；").strip(" $")


def _tokens(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise UnreadableFormula("formula_unexpected", text[at:].strip()[:20])
        yield found["number"] or (
            _FRACTION if found["frac"] else found.group().strip().lstrip("\\")
        )
        at = found.end()


class _Reader:
    """Reads tokens from left to right, one rule of the grammar a method."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._nodes = 0

    def peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self._at += 1
        return token

    def finish(self, formula: Formula) -> Formula:
        if self.peek():
            raise UnreadableFormula("formula_unexpected", self.peek())
        _check_size(formula)
        return formula

    def sum(self, depth: int) -> Formula:
        formula = self._product(depth)
        while self.peek() in {"+", "-"}:
            formula = self._join(self.take(), formula, self._product(depth))
        return formula

    def _product(self, depth: int) -> Formula:
        formula = self._signed(depth)
        while True:
            if self.peek() in {"*", "/"}:
                formula = self._join(self.take(), formula, self._signed(depth))
            elif self._starts_factor():
                formula = self._join("*", formula, self._power(depth))
            else:
                return formula

    def _signed(self, depth: int) -> Formula:
        if self.peek() in {"+", "-"}:
            turned = self.take() == "-"
            formula = self._signed(self._deeper(depth))
            return self._count(Call("neg", formula)) if turned else formula
        return self._power(depth)

    def _power(self, depth: int) -> Formula:
        base = self._factor(self._deeper(depth))
        if self.peek() != "^":
            return base
        self.take()
        return self._join("^", base, self._signed(self._deeper(depth)))

    def _factor(self, depth: int) -> Formula:
        token = self.take()
        if token in _BRACKETS:
            return self._inside(token, depth)
        if token == _FRACTION:
            top = self._group(depth)
            return self._join("/", top, self._group(depth))
        if token in FUNCTIONS:
            return self._count(Call(token, self._argument(depth)))
        if token[:1].isdigit() or token[:1] == ".":
            if len(token) > 15:
                raise UnreadableFormula("formula_too_large")
            return self._count(Number(Fraction(token.replace(",", "."))))
        if token[:1].isalpha():
            return self._count(Name(token))
        raise UnreadableFormula("formula_unexpected" if token else "formula_unfinished", token)

    def _inside(self, bracket: str, depth: int) -> Formula:
        formula = self.sum(self._deeper(depth))
        if self.take() != _BRACKETS[bracket]:
            raise UnreadableFormula("formula_unclosed", bracket)
        return self._count(Call("abs", formula)) if bracket == "|" else formula

    def _group(self, depth: int) -> Formula:
        if self.peek() != "{":
            raise UnreadableFormula("formula_unexpected", self.peek())
        return self._inside(self.take(), depth)

    def _argument(self, depth: int) -> Formula:
        """Return what a function is of: a bracket, or the factors that follow it."""
        if self.peek() in {"(", "{"}:
            return self._inside(self.take(), depth)
        formula = self._signed(self._deeper(depth))
        while self._starts_factor() and self.peek() not in {*FUNCTIONS, "(", "{"}:
            formula = self._join("*", formula, self._power(depth))
        return formula

    def _starts_factor(self) -> bool:
        token = self.peek()
        return token in {"(", "{", _FRACTION} or token[:1].isalnum() or token[:1] == "."

    def _join(self, sign: str, left: Formula, right: Formula) -> Formula:
        return self._count(Operation(sign, left, right))

    def _count(self, formula: Formula) -> Formula:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise UnreadableFormula("formula_too_large")
        return formula

    def _deeper(self, depth: int) -> int:
        if depth >= MAX_DEPTH * 3:
            raise UnreadableFormula("formula_too_large")
        return depth + 1
