"""A course's skills: what may be changed, and what is found wrong with them."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analytics.content import ItemBank, NumericItem, Skill, SkillMap, SkillMapError
from analytics.content.skill_graph import addable, circle, edges_of, health, settled_pairs


def skill(name: str, *before: str, retired: bool = False) -> Skill:
    return Skill(id=name, name=name.upper(), prerequisites=before, retired=retired)


def item(name: str, *skills: str) -> NumericItem:
    share = 1 / len(skills)
    return NumericItem(id=name, skills=dict.fromkeys(skills, share), prompt="?", answer=1)


CHAIN = SkillMap(skills=(skill("a"), skill("b", "a"), skill("c", "b")))


def refused(code: str) -> Any:
    return pytest.raises(SkillMapError, match=code)


def test_a_circle_is_refused_and_named_in_its_order() -> None:
    with refused("edge_circle") as caught:
        CHAIN.link(("c", "a"))
    assert caught.value.names == ("C", "A", "B", "C")
    with refused("edge_circle") as caught:
        CHAIN.link(("a", "a"))
    assert caught.value.names == ("A", "A")


def test_a_map_whose_prerequisites_run_in_a_circle_is_none() -> None:
    with pytest.raises(ValidationError, match="circle"):
        SkillMap(skills=(skill("a", "b"), skill("b", "a")))
    with pytest.raises(ValidationError, match="unknown"):
        SkillMap(skills=(skill("a", "z"),))
    with pytest.raises(ValidationError, match="twice"):
        SkillMap(skills=(skill("a"), skill("a")))


def test_skills_are_added_renamed_linked_and_retired() -> None:
    changed = CHAIN.add("  Émile's   heat ", "About heat.", ["b"])
    new = changed.skills[-1]
    assert (new.id, new.name, new.prerequisites) == ("emile-s-heat", "Émile's heat", ("b",))
    changed = changed.rename(new.id, "Heat", "").retire("b").unlink(("a", "b"))
    assert changed.by_id[new.id].name == "Heat"
    assert changed.by_id["b"].retired
    assert changed.by_id["b"].prerequisites == ()
    assert not changed.restore("b").by_id["b"].retired


def test_names_in_any_script_get_an_id_of_their_own() -> None:
    twice = CHAIN.add("热量").add("温度")
    assert [one.id for one in twice.skills[-2:]] == ["skill", "skill-2"]


def test_a_change_that_breaks_a_rule_says_which() -> None:
    for code, change in {
        "skill_name_missing": lambda: CHAIN.add("  "),
        "skill_name_taken": lambda: CHAIN.add("a"),
        "skill_name_long": lambda: CHAIN.rename("a", "x" * 121, ""),
        "skill_not_here": lambda: CHAIN.retire("z"),
        "edge_there": lambda: CHAIN.link(("a", "b")),
        "edge_not_there": lambda: CHAIN.unlink(("a", "c")),
    }.items():
        with refused(code):
            change()


def test_a_new_link_puts_the_prerequisite_before_in_teaching_order() -> None:
    late = CHAIN.add("Z").link(("z", "a"))
    order = [one.id for one in late.skills]
    assert order.index("z") < order.index("a") < order.index("b") < order.index("c")


def test_health_names_what_keeps_skills_from_being_taught() -> None:
    skills = (skill("a"), skill("b", "a"), skill("c", "b", "a"), skill("d", retired=True))
    found = health(
        skills, [item("a1", "a"), item("c1", "c"), item("d1", "d"), item("ad", "a", "d")]
    )
    assert found.without_items == ("b",)
    assert found.idle_items == ("d1", "ad")
    assert found.behind_gaps == ("c",)
    assert found.redundant == (("a", "c"),)
    assert not found.is_sound
    assert health(skills[:1], [item("a1", "a")]).is_sound


def test_a_plan_steps_over_skills_that_cannot_be_asked() -> None:
    bank = ItemBank(
        id="bank",
        version=1,
        language="en",
        title="Bank",
        subject="test",
        skills=(skill("a"), skill("b", "a"), skill("c", "b")),
        items=(item("a1", "a"), item("b1", "b"), item("c1", "c"), item("bc", "b", "c")),
    )
    plan = bank.taught_as(CHAIN.retire("b").add("Empty").skills).plan()
    assert {one.id: one.prerequisites for one in plan.skills} == {"a": (), "c": ("a",)}
    assert [one.id for one in plan.items] == ["a1", "c1"]


@st.composite
def maps(draw_one: st.DrawFn) -> SkillMap:
    """Return a map of a few skills; each may build on any before it."""
    count = draw_one(st.integers(1, 12))
    ids = [f"s{n}" for n in range(count)]
    return SkillMap(
        skills=tuple(
            skill(one, *draw_one(st.lists(st.sampled_from(ids[:n]), unique=True, max_size=3)))
            if n
            else skill(one)
            for n, one in enumerate(ids)
        )
    )


@given(maps(), st.data())
def test_no_row_of_links_ever_closes_a_circle(given_map: SkillMap, data: st.DataObject) -> None:
    ids = sorted(given_map.by_id)
    for _ in range(8):
        edge = data.draw(st.tuples(st.sampled_from(ids), st.sampled_from(ids)))
        with suppress(SkillMapError):
            given_map = given_map.link(edge)
    assert SkillMap.model_validate(given_map.model_dump()) == given_map


def test_what_can_be_drawn_together_closes_no_circle_and_says_nothing_twice() -> None:
    skills = [skill("a"), skill("b", "a"), skill("c", "b"), skill("d"), skill("e")]
    proposed = [("c", "a"), ("a", "c"), ("d", "e"), ("e", "d"), ("a", "e"), ("a", "d"), ("e", "b")]
    assert addable(skills, proposed) == (("d", "e"), ("a", "d"), ("e", "b"))
    assert settled_pairs(skills) == {frozenset("ab"), frozenset("bc"), frozenset("ac")}


@given(maps(), st.data())
def test_whatever_is_proposed_can_be_drawn_in_any_order(
    given_map: SkillMap, data: st.DataObject
) -> None:
    ids = st.sampled_from([one.id for one in given_map.skills])
    proposed = data.draw(st.lists(st.tuples(ids, ids), max_size=8))
    there = addable(given_map.skills, proposed)
    drawn = given_map
    for edge in data.draw(st.permutations(there)):
        drawn = drawn.link(edge)
    assert not circle(drawn.skills)
    added = set(edges_of(drawn.skills)) - set(edges_of(given_map.skills))
    assert added == set(there)
    assert not added & set(health(drawn.skills, ()).redundant)
