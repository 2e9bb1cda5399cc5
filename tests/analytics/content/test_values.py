"""What is copied, and what a copy does not take along."""

from collections.abc import Iterator
from functools import cached_property

import analytics.events
from analytics.content import ItemBank, Plan, SkillMap, shipped_banks
from analytics.content.values import LookedUp, Value
from tests.analytics.content.test_plan import PLAN


def kinds(base: type[Value] = Value) -> Iterator[type[Value]]:
    """Yield every kind of value that is known by now."""
    for kind in base.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_value_that_keeps_look_ups_is_copied_without_them() -> None:
    assert analytics.events.KINDS
    keeping = {
        kind
        for kind in kinds()
        if any(isinstance(one, cached_property) for one in vars(kind).values())
    }
    assert {Plan, ItemBank, SkillMap} <= keeping
    assert all(issubclass(kind, LookedUp) for kind in keeping)


def test_a_copy_of_a_plan_looks_up_its_own_items() -> None:
    assert PLAN.items_by_skill["add"]
    harder = PLAN.items[1].model_copy(update={"difficulty": 2.0})
    copied = PLAN.model_copy(update={"items": (harder,)})
    assert copied.items_by_skill == {
        "count": (harder,),
        "add": (harder,),
        "multiply": (),
        "draw": (),
    }
    assert copied.askable.items == (harder,)
    assert copied.model_copy(update={"skills": PLAN.skills[:1]}).prerequisites == {"count": ()}
    assert PLAN.items_by_skill["add"] != (harder,)


def test_copies_of_a_bank_and_of_a_map_look_up_their_own_skills() -> None:
    bank = shipped_banks()["science-7"]
    skills = SkillMap(skills=bank.skills)
    assert bank.skills_by_id == skills.by_id
    [first, *rest] = bank.skills
    renamed = first.model_copy(update={"name": "Renamed"})
    changed = {"skills": (renamed, *rest)}
    assert bank.model_copy(update=changed).skills_by_id[first.id] == renamed
    assert skills.model_copy(update=changed).by_id[first.id] == renamed


def test_a_copy_says_the_same_as_what_it_is_of() -> None:
    copied = PLAN.model_copy()
    assert copied == PLAN
    assert copied.model_fields_set == PLAN.model_fields_set
    assert copied.model_dump_json() == PLAN.model_dump_json()
