"""Choose the checker of an item."""

from __future__ import annotations

from analytics.content.items import (
    ClozeItem,
    ExpressionItem,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
)
from analytics.grading.checkers.choice import check_choice, check_selection
from analytics.grading.checkers.expression import check_expression
from analytics.grading.checkers.gaps import check_gaps
from analytics.grading.checkers.numeric import check_number
from analytics.grading.checkers.order import check_order
from analytics.grading.checkers.result import Check

CheckedItem = (
    NumericItem
    | ExpressionItem
    | MultipleChoiceItem
    | MultipleSelectItem
    | OrderingItem
    | ClozeItem
)
"""The items that a rule grades, and no model."""


def check(item: CheckedItem, answer: str) -> Check:
    """Return how an answer to an item scores; the same every time."""
    if isinstance(item, NumericItem):
        return check_number(item, answer)
    if isinstance(item, ExpressionItem):
        return check_expression(item, answer)
    if isinstance(item, MultipleSelectItem):
        return check_selection(item, answer)
    if isinstance(item, OrderingItem):
        return check_order(item, answer)
    if isinstance(item, ClozeItem):
        return check_gaps(item, answer)
    return check_choice(item, answer)
