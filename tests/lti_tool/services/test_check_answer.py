"""What of an answer is refused before it is kept."""

import pytest

from analytics.content import ExpressionItem, NumericItem
from lti_tool.errors import Refused
from lti_tool.services.answers import check_answer

NUMBER = NumericItem(id="hours", skills={"s": 1.0}, prompt="Hours of a day?", answer=24)
FORMULA = ExpressionItem(id="twice", skills={"s": 1.0}, prompt="Twice x?", answer="2x")


@pytest.mark.parametrize("text", ["24", "7", "1.2e3"])
def test_a_number_right_or_wrong_is_kept(text: str) -> None:
    assert check_answer(NUMBER, f" {text} ", most=100) == text


@pytest.mark.parametrize("text", ["2x", "x + x", "x^2"])
def test_a_formula_right_or_wrong_is_kept(text: str) -> None:
    assert check_answer(FORMULA, text, most=100) == text


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        check_answer(NUMBER, "many", most=100)
    assert refused.value.code == "answer_not_a_number"


@pytest.mark.parametrize("text", ["2x +", "((x)", "__import__('os')"])
def test_what_is_no_formula_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        check_answer(FORMULA, text, most=100)
    assert refused.value.code == "answer_not_a_formula"
