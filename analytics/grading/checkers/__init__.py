"""Grade what needs no model: numbers with units, formulas, choices, orders and gaps."""

from analytics.grading.checkers.choice import (
    CHOICE_CHECKER,
    SELECT_CHECKER,
    check_choice,
    check_selection,
)
from analytics.grading.checkers.dispatch import CheckedItem, check
from analytics.grading.checkers.expression import EXPRESSION_CHECKER, check_expression
from analytics.grading.checkers.gaps import GAPS_CHECKER, check_gaps
from analytics.grading.checkers.numeric import NUMERIC_CHECKER, check_number
from analytics.grading.checkers.order import ORDER_CHECKER, check_order
from analytics.grading.checkers.result import Check

__all__ = [
    "CHOICE_CHECKER",
    "EXPRESSION_CHECKER",
    "GAPS_CHECKER",
    "NUMERIC_CHECKER",
    "ORDER_CHECKER",
    "SELECT_CHECKER",
    "Check",
    "CheckedItem",
    "check",
    "check_choice",
    "check_expression",
    "check_gaps",
    "check_number",
    "check_order",
    "check_selection",
]
