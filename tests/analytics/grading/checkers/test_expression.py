"""Formulas and equations, by value and by form."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content import ExpressionItem
from analytics.grading.checkers import Check, check


def formula(answer: str, form: Any = "any") -> ExpressionItem:
    return ExpressionItem(id="x", skills={"s": 1}, prompt="?", answer=answer, form=form)


def judge(wanted: str, said: str, form: Any = "any") -> Check:
    return check(formula(wanted, form), said)


def codes(result: Check) -> list[str]:
    return [note.code for note in result.notes]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("2x+6", "2(x+3)"), ("2x+6", "6 + x·2"), ("2x+6", "２（ｘ＋３）"), ("x^2", "x²"),
        ("x^2", "x**2"), ("x^10", "x¹⁰"), ("a/b", r"\frac{a}{b}"), ("2sqrt(2)", "√8"),
        ("sin(x)^2", "1-cos(x)^2"), ("sin(2x)", "2 sin x cos x"), ("ln(x^2)", "2ln x"),
        ("|x|", "sqrt(x^2)"), ("2^x", "2^(x+1)/2"), ("1/x", "x/x^2"), ("1/3", "2/6"),
        ("0,5x", "x/2"), ("exp(x)", "e^x"), ("pi*r^2", "πr²"), ("m/V", "m÷V"),
        ("5x-2(x-3)", "3x+6"), ("y = 2x", "2x"), ("2x", "y=2x"), ("x = 5", "5"),
        ("-x^2", "-(x*x)"), ("x^-1", "1/x"), ("2^-1", "0.5"), ("x_1+x_2", "x_2+x_1"),
        ("长*宽", "宽×长"),
    ],
)  # fmt: skip
def test_what_is_equal_is_right_however_it_is_written(wanted: str, said: str) -> None:
    assert judge(wanted, said).score == 1.0


@pytest.mark.parametrize(
    ("wanted", "said", "code"),
    [
        ("3x+6", "-3x-6", "formula_sign"), ("3x+6", "x+2", "formula_factor"),
        ("3x+6", "3x-6", "formula_constant"), ("3x+6", "3x^2", "formula_different"),
        ("3x+6", "3y+6", "formula_name"), ("3x+6", "3x=6", "equation_unwanted"),
        ("2x+3=7", "x", "equation_wanted"), ("2x+3=7", "x=3", "equation_different"),
        ("x", "1/0", "formula_different"), ("x", "x+0.0000001", "formula_constant"),
    ],
)  # fmt: skip
def test_what_differs_is_told_in_which_way(wanted: str, said: str, code: str) -> None:
    result = judge(wanted, said)
    assert (result.score, codes(result)) == (0.0, [code])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("3x+", "formula_unfinished"), ("(3x+6", "formula_unclosed"),
        ("3x @ 6", "formula_unexpected"), ("3x+6)", "formula_unexpected"),
        ("= 3", "formula_unexpected"), ("x" * 201, "formula_too_large"),
        ("9^9^9^9", "formula_too_large"), ("2^(9999*9999)", "formula_too_large"),
        ("((x^9)^9)^9", "formula_too_large"), ("exp(exp(x))", "formula_too_large"),
        ("sin(exp(x))", "formula_too_large"), ("2^(sqrt(4)*99999999)", "formula_too_large"),
        ("12345678901234567890", "formula_too_large"),
        ("(" * 90 + "x" + ")" * 90, "formula_too_large"),
        ("__import__('os')", "formula_unexpected"), (r"\frac{1", "formula_unclosed"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_and_not_marked_as_wrong(said: str, code: str) -> None:
    result = judge("3x+6", said)
    assert not result.is_readable
    assert codes(result) == [code]


@pytest.mark.parametrize(
    ("wanted", "other"),
    [("2x+3=7", "x=2"), ("2x+3=7", "7=3+2x"), ("y=2x+1", "y-1=2x"), ("x/2=3", "x=6")],
)
def test_an_equation_is_right_in_another_arrangement(wanted: str, other: str) -> None:
    assert judge(wanted, other).score == 1.0


@pytest.mark.parametrize(
    ("wanted", "form", "said", "score"),
    [
        ("2x+6", "expanded", "6+2x", 1.0), ("2x+6", "expanded", "2(x+3)", 0.5),
        ("2x+6", "expanded", "x+x+6", 0.5), ("2x+6", "expanded", "(4x+12)/2", 0.5),
        ("x^2/2-y", "expanded", "-y+x^2/2", 1.0), ("(x+1)(x-1)", "factored", "x^2-1", 0.5),
        ("(x+1)(x-1)", "factored", "(x-1)(1+x)", 1.0), ("x^2+2x+1", "factored", "(x+1)²", 1.0),
        ("2x^2-2", "factored", "2(x^2-1)", 0.5), ("2x^2-2", "factored", "-2(1-x)(x+1)", 1.0),
    ],
)  # fmt: skip
def test_another_form_than_the_one_asked_for_earns_half(
    wanted: str, form: str, said: str, score: float
) -> None:
    result = judge(wanted, said, form)
    assert result.score == score
    assert (f"form_{form}" in codes(result)) == (score == 0.5)


@pytest.mark.parametrize(
    "said",
    [
        "((a+b+c+d+f+g+h)^24+(2a+2b)^24)^2",
        "+".join(f"sqrt({n}x+y)" for n in range(1, 14)),
        "tan(" * 20 + "x" + ")" * 20,
        "exp(x^24)+exp(y^24)",
        "x^(999999999999999/999999999999998)",
    ],
)
def test_no_answer_takes_long(said: str) -> None:
    judge("x", "x")
    began = time.process_time()
    judge("x", said)
    assert time.process_time() - began < 5.0


NUMBERS = st.integers(-9, 9)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_the_binomial_identity_holds(a: int, b: int, c: int) -> None:
    written = f"({a})^2x^2 + 2*({a})*({b})*x*y + ({b})^2y^2 + ({c})"
    assert judge(f"(({a})x + ({b})y)^2 + ({c})", written).score == 1.0


@given(NUMBERS, NUMBERS, st.integers(1, 9))
def test_what_is_off_by_a_number_is_wrong(a: int, b: int, off: int) -> None:
    assert judge(f"({a})x + ({b})", f"({a})x + ({b}) + {off}").score == 0.0


TREES = st.recursive(
    st.sampled_from(["x", "y", "2", "0.5", "7"]),
    lambda inner: st.builds(
        lambda a, sign, b: f"({a}){sign}({b})", inner, st.sampled_from("+-*"), inner
    ),
    max_leaves=8,
)


@given(TREES, TREES, TREES)
def test_sums_and_products_may_be_turned_and_spread(a: str, b: str, c: str) -> None:
    assert judge(f"({a})*(({b})+({c}))", f"({c})*({a})+({b})*({a})").score == 1.0


@given(st.text(alphabet="xy0123456789+-*/^()=|{}\\fracsqrtsin πe²√.,", max_size=60))
def test_no_text_breaks_the_checker(said: str) -> None:
    assert 0.0 <= judge("x^2 + y", said).score <= 1.0
