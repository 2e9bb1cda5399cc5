from __future__ import annotations

import pytest

from analytics.warehouse.embedded import layouts
from analytics.warehouse.embedded.errors import UnsupportedType
from analytics.warehouse.embedded.layouts import Fixed, Strings
from analytics.warehouse.embedded.types import layout_of, parse_type


@pytest.mark.parametrize(
    ("type_name", "width"),
    [
        ("UInt8", 1), ("Bool", 1), ("Enum8('a' = 1)", 1), ("Int16", 2), ("Date", 2),
        ("Enum16('a' = 1, 'b' = 2)", 2), ("Float32", 4), ("Date32", 4), ("IPv4", 4),
        ("DateTime", 4), ("DateTime('Europe/Berlin')", 4), ("DateTime64(3)", 8),
        ("DateTime64(3, 'UTC')", 8), ("Int64", 8), ("Float64", 8), ("UUID", 16), ("IPv6", 16),
        ("Int128", 16), ("UInt256", 32), ("FixedString(7)", 7), ("Decimal(9, 2)", 4),
        ("Decimal(10, 2)", 8), ("Decimal(19, 2)", 16), ("Decimal(39, 2)", 32), ("Nothing", 1),
    ],
)  # fmt: skip
def test_a_scalar_takes_the_bytes_that_its_type_says(type_name: str, width: int) -> None:
    assert layout_of(type_name) == Fixed(width)


def test_containers_nest() -> None:
    assert layout_of("Map(LowCardinality(String), Array(Nullable(UInt16)))") == layouts.Array(
        layouts.Tuple(
            (
                layouts.LowCardinality(Strings()),
                layouts.Array(layouts.Nullable(Fixed(2))),
            )
        )
    )


def test_a_nested_column_is_an_array_of_tuples() -> None:
    nested = layout_of("Nested(id UInt64, `odd, name(` String)")
    assert nested == layouts.Array(layouts.Tuple((Fixed(8), Strings())))


def test_names_of_tuple_elements_do_not_change_the_layout() -> None:
    assert layout_of("Tuple(a UInt8, b String)") == layout_of("Tuple(UInt8, String)")


def test_an_enum_value_may_hold_every_mark_of_the_grammar() -> None:
    assert layout_of(r"Tuple(Enum8('it\'s, (ok)' = 1, '=)' = 2), UInt32)") == layouts.Tuple(
        (Fixed(1), Fixed(4))
    )


def test_a_low_cardinality_dictionary_has_no_null_map() -> None:
    nullable = layout_of("LowCardinality(Nullable(String))")
    assert nullable == layouts.LowCardinality(Strings())


def test_a_simple_aggregate_is_stored_as_its_value() -> None:
    assert layout_of("SimpleAggregateFunction(max, DateTime64(3))") == Fixed(8)


@pytest.mark.parametrize(
    "type_name",
    ["JSON", "Dynamic", "Variant(String, UInt8)", "AggregateFunction(uniq, UInt8)", "Whatever",
     "Array(JSON)", "Decimal(99, 1)", "FixedString(x)", "Map(String)", "Nullable", ""],
)  # fmt: skip
def test_a_type_of_unknown_length_is_refused(type_name: str) -> None:
    with pytest.raises(UnsupportedType):
        layout_of(type_name)


@pytest.mark.parametrize(
    "type_name", ["Array(UInt8", "Array(UInt8))", "Array(,)", "Tuple(UInt8 String", "'open"]
)
def test_a_malformed_type_is_refused(type_name: str) -> None:
    with pytest.raises(UnsupportedType):
        parse_type(type_name)


def test_a_type_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(UnsupportedType):
        parse_type("Array(" * 1000 + "UInt8" + ")" * 1000)
