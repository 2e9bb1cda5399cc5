"""Skills as files: there and back again, and what is told of a bad one."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content import Skill, SkillMap, shipped_banks
from analytics.content.interchange.case import Framework, write_case
from analytics.content.interchange.report import Remark, UnreadableFile
from analytics.content.interchange.skill_files import write_csv, write_json
from analytics.content.interchange.skill_reading import read_skills
from analytics.content.interchange.skills import joined, replaced, whole_map
from tests.analytics.content.test_skill_map import maps

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ABOUT = Framework(UUID(int=5), "Science 7", "en", "https://tool.example.org")
WRITERS = {"json": write_json, "csv": write_csv, "case": lambda m: write_case(m, ABOUT, NOW)}
SMALL = SkillMap(skills=(Skill(id="a", name="A"), Skill(id="b", name="B", prerequisites=("a",))))


def read(text: str | bytes, present: SkillMap = SMALL) -> tuple[SkillMap, list[Remark]]:
    found = read_skills(text.encode() if isinstance(text, str) else text)
    return whole_map(found, present), found.report.remarks


def content(skills: SkillMap) -> dict[str, Any]:
    """Return all that a map says, but the order of what is equal."""
    return {
        s.id: s.model_copy(update={"prerequisites": tuple(sorted(s.prerequisites))})
        for s in skills.skills
    }


@pytest.mark.parametrize("form", WRITERS)
@pytest.mark.parametrize("bank_id", ["science-7", "shuxue-7"])
def test_a_shipped_bank_comes_back_from_every_format(form: str, bank_id: str) -> None:
    whole = SkillMap(skills=shipped_banks()[bank_id].skills).retire(
        "measuring" if bank_id == "science-7" else "number-line"
    )
    back, remarks = read(WRITERS[form](whole))
    assert content(back) == content(whole)
    assert remarks == []


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)


@given(
    maps(),
    st.lists(NAMES, min_size=12, max_size=12, unique_by=str.casefold),
    st.sampled_from(sorted(WRITERS)),
)
def test_any_map_comes_back_whatever_its_names(
    given_map: SkillMap, names: list[str], form: str
) -> None:
    named = SkillMap(
        skills=tuple(
            skill.model_copy(update={"name": name, "description": f"={name}"})
            for skill, name in zip(given_map.skills, names, strict=False)
        )
    )
    back, remarks = read(WRITERS[form](named))
    assert content(back) == content(named)
    assert remarks == []


def test_a_case_package_has_the_parts_that_the_standard_asks_for() -> None:
    package = json.loads(write_case(SMALL, ABOUT, NOW))
    assert set(package) == {"CFDocument", "CFItems", "CFAssociations"}
    kinds = [one["associationType"] for one in package["CFAssociations"]]
    assert kinds == ["isChildOf", "isChildOf", "precedes"]
    [link] = [one for one in package["CFAssociations"] if one["associationType"] == "precedes"]
    assert (link["originNodeURI"]["title"], link["destinationNodeURI"]["title"]) == ("A", "B")
    for one in (package["CFDocument"], *package["CFItems"], *package["CFAssociations"]):
        assert UUID(one["identifier"])
        assert one["uri"].startswith("https://tool.example.org/case/")
        assert one["lastChangeDateTime"] == "2026-03-02T09:00:00Z"


def test_what_a_package_says_that_a_map_cannot_is_told() -> None:
    package = json.loads(write_case(SMALL, ABOUT, NOW))
    a, b = package["CFItems"]
    package["CFItems"] += ["text", {"identifier": "x", "fullStatement": ""}]
    node = {"title": "A", "identifier": a["identifier"]}
    other = {"title": "B", "identifier": b["identifier"]}
    package["CFAssociations"] += [
        {"associationType": "isPartOf", "originNodeURI": node, "destinationNodeURI": other},
        {"associationType": "precedes", "originNodeURI": other, "destinationNodeURI": node},
        {
            "associationType": "precedes",
            "originNodeURI": other,
            "destinationNodeURI": {"identifier": "?"},
        },
        {"associationType": "precedes"},
    ]
    back, remarks = read(json.dumps({"CFPackage": package}))
    assert content(back) == content(SMALL)
    assert [remark.code for remark in remarks] == [
        "left_out_broken",
        "relation_kind",
        "left_out_broken",
        "left_out_nameless",
        "edge_circle",
        "edge_unknown",
    ]
    assert remarks[4].facts == ("B → A → B",)


def test_a_sheet_by_hand_is_read_with_its_faults_named_by_line() -> None:
    sheet = "name;prerequisites;id\nHeat;;heat\n;;\nHeat;;\nWarmth;heat nothing;warm\n"
    back, remarks = read(sheet)
    assert [(s.id, s.name, s.prerequisites) for s in back.skills] == [
        ("heat", "Heat", ()),
        ("heat-2", "Heat (2)", ()),
        ("warm", "Warmth", ("heat",)),
    ]
    assert [(r.place, r.code) for r in remarks] == [("4", "name_changed"), ("5", "edge_unknown")]


def test_a_skill_known_by_name_keeps_its_id() -> None:
    back, _ = read("name\nb\nNew\n")
    assert [skill.id for skill in back.skills] == ["b", "new"]


def test_what_was_read_is_added_or_takes_the_place_of_all() -> None:
    back, _ = read("id,name,prerequisites\na,A anew,c\nc,C,\n")
    both = joined(SMALL, back)
    assert {s.id: (s.name, s.prerequisites) for s in both.skills} == {
        "c": ("C", ()),
        "a": ("A anew", ("c",)),
        "b": ("B", ("a",)),
    }
    only = replaced(SMALL, back)
    assert {s.id for s in only.skills if not s.retired} == {"a", "c"}
    assert only.by_id["b"].retired


def test_a_prerequisite_that_was_read_wins_over_one_that_runs_against_it() -> None:
    back, _ = read("id,name,prerequisites\na,A,c\nc,C,\n")
    present = SMALL.add("C", after=["b"])
    assert joined(present, back).by_id["c"].prerequisites == ()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"  ", "file_empty"),
        (b"\xff\xd8\x00", "file_not_text"),
        (b"{", "file_not_json"),
        (b"[" * 100_000, "file_not_json"),
        (b"[]", "file_not_known"),
        (b"{}", "file_not_known"),
        (b"what,is,this\n1,2,3\n", "file_not_known"),
        (b'{"skills": []}', "file_without_skills"),
        (b'name\n"', "file_not_known"),
    ],
)
def test_a_file_of_which_nothing_can_be_read_says_why(raw: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile, match=code):
        read(raw)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_whatever_breaks_the_reader(raw: bytes) -> None:
    try:
        read(raw)
    except UnreadableFile as error:
        assert error.code  # noqa: PT017 -- any file may be unreadable
