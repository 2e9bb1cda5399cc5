"""What is taught: skills with prerequisites, items, banks and plans."""

from analytics.content.bank import BankError, ItemBank, Skill, load_bank, shipped_banks
from analytics.content.items import (
    Criterion,
    ExpressionItem,
    Item,
    KeyTerm,
    MultipleChoiceItem,
    NumericItem,
    Option,
    ShortAnswerItem,
)
from analytics.content.plan import Plan, PlanItem, PlanSkill

__all__ = [
    "BankError",
    "Criterion",
    "ExpressionItem",
    "Item",
    "ItemBank",
    "KeyTerm",
    "MultipleChoiceItem",
    "NumericItem",
    "Option",
    "Plan",
    "PlanItem",
    "PlanSkill",
    "ShortAnswerItem",
    "Skill",
    "load_bank",
    "shipped_banks",
]
