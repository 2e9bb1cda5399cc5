"""Reads a ClickHouse type, such as ``Map(String, Array(Nullable(UInt8)))``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from . import layouts
from .errors import UnsupportedType
from .layouts import Layout

_WIDTHS = {
    **dict.fromkeys(("Int8", "UInt8", "Bool", "Enum8", "Nothing"), 1),
    **dict.fromkeys(("Int16", "UInt16", "Date", "Enum16", "BFloat16"), 2),
    **dict.fromkeys(("Int32", "UInt32", "Float32", "Date32", "DateTime", "IPv4"), 4),
    **dict.fromkeys(("Time", "Decimal32"), 4),
    **dict.fromkeys(("Int64", "UInt64", "Float64", "DateTime64", "Time64", "Decimal64"), 8),
    **dict.fromkeys(("Int128", "UInt128", "UUID", "IPv6", "Decimal128"), 16),
    **dict.fromkeys(("Int256", "UInt256", "Decimal256"), 32),
    **{
        f"Interval{unit}": 8
        for unit in (
            *("Nanosecond", "Microsecond", "Millisecond", "Second", "Minute", "Hour"),
            *("Day", "Week", "Month", "Quarter", "Year"),
        )
    },
}
_DECIMAL_WIDTHS = ((9, 4), (18, 8), (38, 16), (76, 32))
_MAX_DEPTH = 32

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:\\.|''|[^'\\])*')
      | (?P<quoted>`(?:\\.|``|[^`\\])*`|"(?:\\.|""|[^"\\])*")
      | (?P<word>[^\s(),=`'"]+)
      | (?P<mark>[(),=])
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TypeExpression:
    """A type's name and its arguments, which are types or literals."""

    name: str
    arguments: tuple[TypeExpression, ...] = ()


@lru_cache(maxsize=1024)
def layout_of(type_name: str) -> Layout:
    """Return how the bytes of a column of this type are laid out.

    Raises:
        UnsupportedType: the type is unknown, or its bytes cannot be measured.
    """
    return _layout(parse_type(type_name))


def parse_type(type_name: str) -> TypeExpression:
    """Parse a type as ClickHouse spells it.

    The name that an element of a Tuple or Nested may have is dropped, and so are the
    numbers of an Enum: neither changes the layout.

    Raises:
        UnsupportedType: it is not a type.
    """
    tokens = _tokens(type_name)
    expression, rest = _parse(tokens, 0, _MAX_DEPTH)
    if rest != len(tokens):
        raise UnsupportedType(f"cannot read the type {type_name!r}")
    return expression


def _tokens(type_name: str) -> list[tuple[str, str]]:
    tokens = []
    position, text = 0, type_name.rstrip()
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            raise UnsupportedType(f"cannot read the type {type_name!r}")
        tokens.append((found.lastgroup, found[found.lastgroup]))
        position = found.end()
    return tokens


def _parse(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[TypeExpression, int]:
    if depth == 0:
        raise UnsupportedType("a type is nested too deep")
    words = []
    while at < len(tokens) and tokens[at] not in (("mark", "("), ("mark", ")"), ("mark", ",")):
        words.append(tokens[at][1])
        at += 1
    if not words:
        raise UnsupportedType("a type has an empty part")
    name = words[0] if "=" in words else words[-1]
    if at == len(tokens) or tokens[at] != ("mark", "("):
        return TypeExpression(name), at
    arguments, at = _parse_arguments(tokens, at + 1, depth)
    return TypeExpression(name, arguments), at


def _parse_arguments(
    tokens: list[tuple[str, str]], at: int, depth: int
) -> tuple[tuple[TypeExpression, ...], int]:
    arguments: list[TypeExpression] = []
    if tokens[at : at + 1] == [("mark", ")")]:
        return (), at + 1
    while True:
        argument, at = _parse(tokens, at, depth - 1)
        arguments.append(argument)
        match tokens[at : at + 1]:
            case [("mark", ",")]:
                at += 1
            case [("mark", ")")]:
                return tuple(arguments), at + 1
            case _:
                raise UnsupportedType("a type lacks its closing bracket")


def _layout(expression: TypeExpression) -> Layout:
    width = _WIDTHS.get(expression.name)
    if width is not None:
        return layouts.Fixed(width)
    build = _BUILDERS.get(expression.name)
    if build is None:
        raise UnsupportedType(
            f"columns of type {expression.name} are not supported here: cast them to String"
        )
    return build(expression.arguments)


def _string(_: tuple[TypeExpression, ...]) -> Layout:
    return layouts.Strings()


def _fixed_string(arguments: tuple[TypeExpression, ...]) -> Layout:
    return layouts.Fixed(_integer(_first(arguments)))


def _decimal(arguments: tuple[TypeExpression, ...]) -> Layout:
    precision = _integer(_first(arguments))
    for most, width in _DECIMAL_WIDTHS:
        if precision <= most:
            return layouts.Fixed(width)
    raise UnsupportedType(f"a Decimal of precision {precision} does not exist")


def _nullable(arguments: tuple[TypeExpression, ...]) -> Layout:
    return layouts.Nullable(_layout(_first(arguments)))


def _array(arguments: tuple[TypeExpression, ...]) -> Layout:
    return layouts.Array(_layout(_first(arguments)))


def _tuple(arguments: tuple[TypeExpression, ...]) -> Layout:
    if not arguments:
        return layouts.Fixed(1)
    return layouts.Tuple(tuple(_layout(argument) for argument in arguments))


def _map(arguments: tuple[TypeExpression, ...]) -> Layout:
    if len(arguments) != 2:
        raise UnsupportedType("a Map needs a key and a value type")
    return layouts.Array(_tuple(arguments))


def _nested(arguments: tuple[TypeExpression, ...]) -> Layout:
    return layouts.Array(_tuple(arguments))


def _low_cardinality(arguments: tuple[TypeExpression, ...]) -> Layout:
    inner = _first(arguments)
    # The dictionary holds a place for NULL instead of a null map.
    keys = _first(inner.arguments) if inner.name == "Nullable" else inner
    return layouts.LowCardinality(_layout(keys))


def _simple_aggregate(arguments: tuple[TypeExpression, ...]) -> Layout:
    return _layout(_first(arguments[1:]))


def _first(arguments: tuple[TypeExpression, ...]) -> TypeExpression:
    if not arguments:
        raise UnsupportedType("a type lacks an argument")
    return arguments[0]


def _integer(expression: TypeExpression) -> int:
    if not expression.name.isdecimal():
        raise UnsupportedType(f"{expression.name} is not a number")
    return int(expression.name)


_BUILDERS: dict[str, Callable[[tuple[TypeExpression, ...]], Layout]] = {
    "Array": _array,
    "Decimal": _decimal,
    "FixedString": _fixed_string,
    "LowCardinality": _low_cardinality,
    "Map": _map,
    "Nested": _nested,
    "Nullable": _nullable,
    "SimpleAggregateFunction": _simple_aggregate,
    "String": _string,
    "Tuple": _tuple,
}
