"""Item banks: the skills and items of one subject, checked as a whole."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import yaml
from pydantic import Field, ValidationError, model_validator

from analytics.content.items import Item
from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.content.skill_graph import bridged, circle, taught
from analytics.content.skills import Skill
from analytics.content.values import LookedUp, Slug

BANKS_DIR = Path(__file__).parent / "banks"


class BankError(ValueError):
    """A bank that cannot be used; says which part and what to do."""


class ItemBank(LookedUp):
    """Skills with their prerequisites, and items that exercise them.

    Attributes:
        id: unique among banks.
        version: raised whenever a published item changes.
        language: BCP 47 tag of the content, "en" or "zh".
        subject: for the list of banks, for example "science".
    """

    id: Slug
    version: int = Field(ge=1)
    language: str = Field(pattern=r"^[a-z]{2}(-[A-Za-z]+)?$")
    title: str = Field(min_length=1, max_length=120)
    subject: str = Field(min_length=1, max_length=60)
    description: str = Field(default="", max_length=1_000)
    skills: tuple[Skill, ...] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_whole(self) -> "ItemBank":
        for problem in _problems(self):
            raise ValueError(problem)
        return self

    @cached_property
    def items_by_id(self) -> dict[str, Item]:
        """Return the items by their ids."""
        return {item.id: item for item in self.items}

    @cached_property
    def skills_by_id(self) -> dict[str, Skill]:
        """Return the skills by their ids."""
        return {skill.id: skill for skill in self.skills}

    @cached_property
    def taught(self) -> tuple[Skill, ...]:
        """Return the skills that are not retired."""
        return tuple(taught(self.skills))

    def taught_as(self, skills: Sequence[Skill]) -> "ItemBank":
        """Return the bank with a course's own skills in place of its own."""
        return self.model_copy(update={"skills": tuple(skills)})

    def with_items(self, more: Sequence[Item]) -> "ItemBank":
        """Return the bank with a teacher's items beside its own."""
        return self.model_copy(update={"items": (*self.items, *more)})

    def plan(
        self,
        skill_ids: tuple[str, ...] = (),
        *,
        threshold: float = 0.8,
        target_success: float = 0.63,
    ) -> Plan:
        """Return the plan of an activity over some skills (none: all).

        An item is in the plan when every skill it exercises is. A skill without an
        item is left out, as is a retired one; what builds on it then builds on what
        comes before it.

        Raises:
            BankError: a skill is unknown, or no item is left.
        """
        wanted = set(skill_ids) or set(self.skills_by_id)
        if unknown := wanted - set(self.skills_by_id):
            raise BankError(f"bank {self.id}: unknown skills {sorted(unknown)}")
        wanted &= {skill.id for skill in self.taught}
        items = tuple(_planned(i) for i in self.items if set(i.skills) <= wanted)
        if not items:
            raise BankError(
                f"bank {self.id}: no item exercises {sorted(wanted)}; choose more skills"
            )
        before = bridged(self.skills, {skill_id for item in items for skill_id in item.skills})
        return Plan(
            skills=tuple(PlanSkill(id=one, prerequisites=before[one]) for one in before),
            items=items,
            threshold=threshold,
            target_success=target_success,
        )


def _problems(bank: ItemBank) -> Iterator[str]:
    skill_ids = [skill.id for skill in bank.skills]
    item_ids = [item.id for item in bank.items]
    for name, ids in (("skill", skill_ids), ("item", item_ids)):
        for repeated in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"bank {bank.id}: {name} {repeated!r} is there twice; rename one"
    for skill in bank.skills:
        for missing in sorted(set(skill.prerequisites) - set(skill_ids)):
            yield f"bank {bank.id}: skill {skill.id!r} names unknown prerequisite {missing!r}"
    for item in bank.items:
        for missing in sorted(set(item.skills) - set(skill_ids)):
            yield f"bank {bank.id}: item {item.id!r} names unknown skill {missing!r}"
    if loop := circle(bank.skills):
        yield f"bank {bank.id}: prerequisites run in a circle: {' -> '.join(loop)}"
    exercised = {skill for item in bank.items for skill in item.skills}
    for idle in sorted(set(skill_ids) - exercised):
        yield f"bank {bank.id}: skill {idle!r} has no item; add one or remove the skill"


def _planned(item: Item) -> PlanItem:
    return PlanItem(
        id=item.id,
        kind=item.kind,
        skills=item.skills,
        difficulty=item.difficulty,
        revision=item.revision,
    )


def load_bank(path: Path) -> ItemBank:
    """Return the bank in a YAML file.

    Raises:
        BankError: the file cannot be read or breaks a rule; the message says
            which and where.
    """
    try:
        return ItemBank.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise BankError(f"{path}: {error}") from error


def shipped_banks(folder: Path = BANKS_DIR) -> dict[str, ItemBank]:
    """Return every bank that ships with the product, by id."""
    banks = [load_bank(path) for path in sorted(folder.glob("*.yaml"))]
    return {bank.id: bank for bank in banks}
