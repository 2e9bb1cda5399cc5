"""A learner's map of skills, and what each estimate rests on."""

import html
import re
from datetime import datetime, timedelta
from itertools import combinations
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analytics.content import ItemBank, Skill, shipped_banks
from analytics.content.skill_graph import without_detours
from lti_tool.models import Progress
from lti_tool.services.skill_places import SkillPlace, is_due
from lti_tool.views.map_layout import Size, lay_out, levels_of
from lti_tool.views.map_text import TEXT_PX, in_lines
from lti_tool.views.skill_map import NARROW, WIDE, skill_maps
from lti_tool.views.skills.picture import picture_of
from tests.lti_tool.pages.conftest import Browser, attempts
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_student_page import until

SIZE = Size(columns=2, width=300, box_width=100, box_height=50, gap=30)


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Draw skills, each building on any of the earlier ones."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 12)))]
    return {
        name: tuple(draw(st.lists(st.sampled_from(names[:n]), unique=True, max_size=3)))
        if n
        else ()
        for n, name in enumerate(names)
    }


# Boxes that touch stood a rounding error too near.
_REMAINDER = {
    **{f"s{n}": () for n in (0, 2, 3)},
    **{f"s{n}": ("s0",) for n in (1, 6, 7)},
    **{f"s{n}": ("s0", "s1") for n in (4, 5, 9)},
    "s8": ("s1",),
}


@settings(max_examples=60, deadline=None)
@example(before={f"s{n}": _REMAINDER[f"s{n}"] for n in range(10)})
@given(before=graphs())
def test_every_skill_is_below_what_it_builds_on_and_no_boxes_overlap(
    before: dict[str, tuple[str, ...]],
) -> None:
    found = lay_out(before, SIZE)
    assert found == lay_out(before, SIZE)
    edges = sorted((one, skill) for skill, earlier in before.items() for one in earlier)
    assert sorted((line.before, line.after) for line in found.lines) == edges
    for skill, earlier in before.items():
        assert all(found.boxes[one][1] < found.boxes[skill][1] for one in earlier)
    for (x, y), (other_x, other_y) in combinations(found.boxes.values(), 2):
        assert abs(x - other_x) >= SIZE.box_width or abs(y - other_y) >= SIZE.box_height
    levels = levels_of(before, SIZE.columns)
    assert max(list(levels.values()).count(n) for n in set(levels.values())) <= SIZE.columns


def test_a_learner_is_not_drawn_what_other_lines_imply_and_a_teacher_is() -> None:
    before = {"a": (), "b": ("a",), "c": ("a", "b")}
    assert without_detours(before) == {"a": (), "b": ("a",), "c": ("b",)}
    places = [
        SkillPlace(Skill(id=s, name=s), None, "unknown", b, (), here=False)
        for s, b in before.items()
    ]
    for drawn in skill_maps(places):
        assert [(line.before, line.after) for line in drawn.lines] == [("a", "b"), ("b", "c")]
    skills = [Skill(id=s, name=s, prerequisites=b) for s, b in before.items()]
    shown = picture_of(skills, {"a": 2}).lines
    assert sorted((line.before, line.after) for line in shown) == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]


@pytest.mark.parametrize("bank", shipped_banks().values(), ids=lambda bank: bank.id)
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_shipped_banks_fit_on_the_page(bank: ItemBank, size: Size) -> None:
    found = lay_out({skill.id: skill.prerequisites for skill in bank.skills}, size)
    assert all(0 <= x <= size.width - size.box_width for x, _ in found.boxes.values())
    assert all(y + size.box_height <= found.height for _, y in found.boxes.values())


def test_a_name_is_broken_between_words_and_cut_when_it_is_too_long() -> None:
    assert in_lines("Physical and chemical change", 8 * TEXT_PX, 3) == (
        "Physical and",
        "chemical",
        "change",
    )
    assert in_lines("有理数的混合运算顺序", 6 * TEXT_PX, 2) == ("有理数的混合", "运算顺序")
    assert in_lines("one two three four", 3 * TEXT_PX, 2) == ("one", "two…")


def test_the_map_and_its_table_say_the_same(ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0, 0.2])
    page = html.unescape(ada.get("way").text)
    for skill in room.bank.skills:
        assert page.count(f'/way/{skill.id}"') == 3
        assert f'id="map-wide-{skill.id}"' in page
        assert f'id="map-narrow-{skill.id}"' in page
    assert "Builds on Measuring and units, Particles and states." in page
    assert "you are here" in page
    assert "Not begun" in page


def test_the_map_moves_with_an_answer(ada: Browser, room: Room) -> None:
    first = ada.get("way").text
    [version] = re.findall(r'data-version="(\w+)"', first)
    assert ada.get("way/news", after=version).status_code == 204
    room.work("Ada", [1.0])
    news = ada.get("way/news", after=version).get_json()
    assert news["version"] != version
    assert set(news["parts"]) == {"map", "skills"}


def test_an_estimate_tells_which_answers_moved_it_and_where_to(ada: Browser, room: Room) -> None:
    until(room, "Ada", "short_answer")
    page = room.page("Ada")
    [skill_id] = page.item.skills
    room.work("Ada", [1.0])
    up = attempts(room)[-1]
    assert up.moves is not None
    assert up.moves[skill_id] > 0
    shown = html.unescape(ada.get(f"way/{skill_id}").text)
    assert f"Up by {round(up.moves[skill_id] * 100)} points" in shown
    assert page.item.prompt in shown
    assert up.answer in shown


def test_a_wrong_answer_moves_it_down_and_an_override_up_again(ada: Browser, room: Room) -> None:
    [skill_id] = room.page("Ada").item.skills
    room.work("Ada", [0.0])
    wrong = attempts(room)[-1]
    assert wrong.moves is not None
    assert wrong.moves[skill_id] < 0
    assert "Down by" in ada.get(f"way/{skill_id}").text


def test_an_answer_that_waits_has_moved_nothing(ada: Browser, room: Room) -> None:
    [skill_id] = room.page("Ada").item.skills
    room.answer("Ada")
    room.streams.run(held="unsure")
    assert "it has moved nothing yet" in ada.get(f"way/{skill_id}").text


def test_a_skill_of_another_activity_is_not_found(ada: Browser) -> None:
    assert ada.get("way/no-such-skill").status_code == 404


def test_a_teacher_has_no_map_of_their_own(teacher: Browser, room: Room) -> None:
    for path in ("way", "way/news", f"way/{room.bank.skills[0].id}", "way/events"):
        assert teacher.get(path).status_code == 403


def test_a_reached_skill_is_due_when_its_time_has_come_and_can_be_reviewed(
    ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    room.answer("Ada")
    room.streams.run()
    reach_last_skill(room, due=room.clock() + timedelta(hours=3))
    assert not room.page("Ada").skills[-1].due
    assert "review due" not in ada.get().text
    before = room.page("Ada").version
    room.clock.go(3 * 3_600)
    place = room.page("Ada").skills[-1]
    assert place.due
    assert is_due(place.mastery, 0.99, room.clock()) is False
    assert room.page("Ada").version != before
    for path in ("", "way", f"way/{place.skill.id}", "stop"):
        assert "review due" in ada.get(path).text.replace("a review is due", "review due")
    assert "data-review" in ada.get().text
    ada.post("next", choice="review", skill_id=place.skill.id)
    page = room.page("Ada")
    assert page.attempt is None
    assert place.skill.id in page.item.skills


def test_a_review_of_a_skill_that_is_not_of_the_activity_goes_on_as_usual(
    ada: Browser, room: Room
) -> None:
    room.answer("Ada")
    room.streams.run()
    first = room.page("Ada").item.id
    ada.post("next", choice="review", skill_id="no-such-skill")
    assert room.page("Ada").item.id != first


def reach_last_skill(room: Room, due: datetime) -> None:
    with room.database.write() as session:
        position = session.query(Progress).one()
        rows = position.skills["skills"]
        rows[-1] |= {"best": 0.9, "certain": True, "answers": 5, "due": due.isoformat()}
        position.skills = {**position.skills, "skills": [*rows], "at": str(uuid4())}
