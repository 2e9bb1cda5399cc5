"""Tell whether two formulas are the same, by SymPy on bounded trees.

The formulas are compared at random rational points: exactly where they are rational,
to thirty digits elsewhere. Two that differ agree at all points only by an accident of
vanishing chance (Schwartz and Zippel); the points depend on nothing but their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import sympy

from analytics.grading.checkers.formula import (
    Call,
    Equation,
    Formula,
    Name,
    Number,
    Operation,
    names_of,
    parts_of,
)

_POINTS = 8
_ENOUGH = 3
_DIGITS = 30
_NEAR = sympy.Float("1e-20", _DIGITS)
_CONSTANTS = {"pi": sympy.pi, "e": sympy.E}
_CALLS: Mapping[str, Any] = {
    "neg": lambda x: -x,
    "ln": sympy.log,
    "log": lambda x: sympy.log(x, 10),
    "abs": sympy.Abs,
    **{name: getattr(sympy, name) for name in ("sqrt", "sin", "cos", "tan", "exp")},
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """The values of two formulas at the points where both are real numbers.

    Attributes:
        enough: how many points it takes to tell anything.
    """

    values: Sequence[tuple[Any, Any]]
    enough: int

    @property
    def is_equal(self) -> bool:
        """Return whether both have the same value wherever both have one."""
        return len(self.values) >= self.enough and all(_is_near(a, b) for a, b in self.values)

    @property
    def ratio(self) -> Any | None:
        """Return the constant that the second is times the first; None for none."""
        ratios = [b / a for a, b in self.values if not _is_near(a, 0)]
        return ratios[0] if _are_one(ratios, self.enough) else None

    @property
    def is_apart_by_constant(self) -> bool:
        """Return whether the difference is the same everywhere."""
        return _are_one([b - a for a, b in self.values], self.enough)


def compare(one: Formula, other: Formula) -> Comparison:
    """Return how two formulas stand to each other."""
    names = sorted(names_of(one) | names_of(other))
    left, right = to_sympy(one), to_sympy(other)
    found = [(_value(left, point), _value(right, point)) for point in _points(names)]
    real = [(a, b) for a, b in found if a is not None and b is not None]
    return Comparison(real, _ENOUGH if names else 1)


def are_equivalent(one: Equation, other: Equation) -> bool:
    """Return whether two equations differ only by rearranging and a constant factor."""
    left = Operation("-", one.left, one.right)
    right = Operation("-", other.left, other.right)
    return compare(left, right).ratio not in {None, 0}


def is_expanded(formula: Formula) -> bool:
    """Return whether no bracket is left to multiply out and like terms are together."""
    terms = list(_terms(formula))
    if any(_holds_sum(part) for term in terms for part in parts_of(term)):
        return False
    return bool(len(sympy.Add.make_args(to_sympy(formula))) == len(terms))


def is_factored(formula: Formula, known: Formula) -> bool:
    """Return whether a polynomial is written as the product of all its factors.

    `known` equals it and is the author's, so that no answer decides how long the
    search for the factors takes.
    """
    try:
        _, factors = sympy.factor_list(to_sympy(known))
    except sympy.PolynomialError:
        return True
    wanted = sum(power for _, power in factors)
    return sum(_multiplicity(factor) for factor in _factors(formula)) >= int(wanted)


def to_sympy(formula: Formula) -> Any:
    """Return SymPy's expression of a formula that was read within its limits."""
    match formula:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name(name):
            return _CONSTANTS.get(name) or _symbol(name)
        case Call(function, of):
            return _CALLS[function](to_sympy(of))
        case Operation(sign, left, right):
            return _joined(sign, to_sympy(left), to_sympy(right))


def _joined(sign: str, left: Any, right: Any) -> Any:
    if sign in "+-":
        return left + right if sign == "+" else left - right
    if sign == "*":
        return left * right
    return left / right if sign == "/" else left**right


@cache
def _symbol(name: str) -> sympy.Symbol:
    return sympy.Symbol(name)


def _points(names: Sequence[str]) -> Iterator[Mapping[Any, Any]]:
    random = Random(len(names))  # noqa: S311 -- the same points every time
    for _ in range(_POINTS if names else 1):
        yield {_symbol(name): sympy.Rational(random.randint(-40, 40), 13) for name in names}


def _value(whole: Any, point: Mapping[Any, Any]) -> Any | None:
    value = whole.subs(point)
    if value.is_Rational:
        return value
    number = sympy.N(value, _DIGITS)
    return number if number.is_Float or number.is_Rational else None


def _are_one(values: Sequence[Any], enough: int) -> bool:
    return len(values) >= enough and all(_is_near(value, values[0]) for value in values)


def _is_near(one: Any, other: Any) -> bool:
    if getattr(one, "is_Rational", False) and getattr(other, "is_Rational", False):
        return bool(one == other)
    return bool(abs(one - other) <= _NEAR * max(1, abs(one)))


def _holds_sum(formula: Formula) -> bool:
    if isinstance(formula, Operation) and formula.sign in "+-":
        return True
    return any(_holds_sum(part) for part in parts_of(formula))


def _terms(formula: Formula) -> Iterator[Formula]:
    if isinstance(formula, Operation) and formula.sign in "+-":
        yield from _terms(formula.left)
        yield from _terms(formula.right)
    elif isinstance(formula, Call) and formula.function == "neg":
        yield from _terms(formula.of)
    else:
        yield formula


def _factors(formula: Formula) -> Iterator[Formula]:
    if isinstance(formula, Operation) and formula.sign == "*":
        yield from _factors(formula.left)
        yield from _factors(formula.right)
    elif isinstance(formula, Call) and formula.function == "neg":
        yield from _factors(formula.of)
    elif names_of(formula):
        yield formula


def _multiplicity(factor: Formula) -> int:
    if isinstance(factor, Operation) and factor.sign == "^" and isinstance(factor.right, Number):
        return int(factor.right.value)
    return 1
