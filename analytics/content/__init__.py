"""What is taught: skills with prerequisites, items, banks and plans."""

from analytics.content.bank import BankError, ItemBank, load_bank, shipped_banks
from analytics.content.item_parts import Criterion, Gap, KeyTerm, Option, Part
from analytics.content.items import (
    ClozeItem,
    ExpressionItem,
    Item,
    MultipleChoiceItem,
    MultipleSelectItem,
    NumericItem,
    OrderingItem,
    ShortAnswerItem,
)
from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.content.skill_map import SkillMap, SkillMapError
from analytics.content.skills import Skill

__all__ = [
    "BankError",
    "ClozeItem",
    "Criterion",
    "ExpressionItem",
    "Gap",
    "Item",
    "ItemBank",
    "KeyTerm",
    "MultipleChoiceItem",
    "MultipleSelectItem",
    "NumericItem",
    "Option",
    "OrderingItem",
    "Part",
    "Plan",
    "PlanItem",
    "PlanSkill",
    "ShortAnswerItem",
    "Skill",
    "SkillMap",
    "SkillMapError",
    "load_bank",
    "shipped_banks",
]
