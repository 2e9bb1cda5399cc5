"""The skill editor: every change, its refusals, its history and what it does to activities."""

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from analytics.content import ItemBank, Plan
from lti_tool.models import Activity
from lti_tool.services.activities import content_of
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import Room


def plan_of(room: Room) -> Plan:
    with room.database.read() as session:
        return content_of(session.get_one(Activity, room.activity.id), room.banks).plan


def before(room: Room, skill_id: str) -> tuple[str, ...]:
    return next(one.prerequisites for one in plan_of(room).skills if one.id == skill_id)


def page_of(browser: Browser) -> str:
    return html.unescape(browser.get("skills").text)


def test_the_page_draws_every_skill_and_each_edge(teacher: Browser, bank: ItemBank) -> None:
    page = page_of(teacher)
    edges = sum(len(skill.prerequisites) for skill in bank.skills)
    assert page.count('class="map__line"') == edges
    for skill in bank.skills:
        assert f'href="#skill-{skill.id}"' in page
        assert f'id="skill-{skill.id}"' in page


def test_a_box_of_the_picture_is_called_as_it_reads(teacher: Browser) -> None:
    long = "Estimating amounts before they are measured with any instrument"
    teacher.post("skills/add", name=long, description="", before="measuring")
    boxes = re.findall(r"<a [^>]*data-skill=[^>]*>(.*?)</a>", page_of(teacher), re.DOTALL)
    read = [" ".join(re.sub(r"<[^>]+>", "", box).split()) for box in boxes]
    assert "Mixtures and separating 6 questions" in read
    assert f"Estimating amounts before they are… 0 questions {long}" in read


def test_the_bank_is_named_in_a_chinese_sentence(teacher: Browser) -> None:
    page = re.sub(r"<[^>]+>", "", teacher.get("skills", lang="zh").text)
    assert "题库：Matter and Energy (Science 7)。改动立即" in " ".join(page.split()).replace(
        "。 ", "。"
    )


def test_a_new_prerequisite_counts_for_the_activity_at_once(teacher: Browser, room: Room) -> None:
    assert "measuring" not in before(room, "heat")
    assert teacher.post("skills/link", before="measuring", after="heat").status_code == 303
    assert before(room, "heat") == ("particles", "measuring")
    assert events(room, "activity.published")[-1].kind == "activity.published"
    teacher.post("skills/unlink", before="particles", after="heat")
    assert before(room, "heat") == ("measuring",)


def test_a_circle_is_refused_by_name(teacher: Browser, room: Room) -> None:
    was = plan_of(room)
    refused = teacher.post("skills/link", before="floating", after="measuring")
    assert refused.status_code == 422
    loop = "Floating and sinking → Measuring and units → Density → Floating and sinking"
    assert loop in html.unescape(refused.text)
    assert plan_of(room) == was


def test_a_skill_is_added_named_anew_and_told_to_have_no_question(
    teacher: Browser, room: Room
) -> None:
    teacher.post("skills/add", name="Pressure", description="Force on area.", before="forces")
    page = page_of(teacher)
    assert "Skills without questions" in page
    assert "map__box--empty" in page
    assert all(skill.id != "pressure" for skill in plan_of(room).skills)
    teacher.post("skills/pressure/rename", name="Pressure in water", description="")
    assert "“Pressure” is “Pressure in water” now." in page_of(teacher)
    assert "Pressure in water" in teacher.get("questions/new", kind="numeric").text


def test_a_retired_skill_leaves_the_path_and_may_come_back(teacher: Browser, room: Room) -> None:
    was = plan_of(room)
    teacher.post("skills/energy/retire")
    plan = plan_of(room)
    assert "energy" not in {skill.id for skill in plan.skills}
    assert before(room, "circuits") == ("heat", "forces")
    assert all("energy" not in item.skills for item in plan.items)
    assert "Questions without a skill" in page_of(teacher)
    teacher.post("skills/energy/restore")
    assert plan_of(room) == was


def test_changes_are_undone_and_gone_back_to(teacher: Browser, room: Room) -> None:
    was = plan_of(room)
    teacher.post("skills/link", before="measuring", after="heat")
    one = plan_of(room)
    teacher.post("skills/energy/retire")
    assert 'name="revision" value="1"' in page_of(teacher)
    teacher.post("skills/back", revision="1")
    assert plan_of(room) == one
    teacher.post("skills/back", revision="0")
    assert {s.id: s.prerequisites for s in plan_of(room).skills} == {
        s.id: s.prerequisites for s in was.skills
    }
    assert "Gone back to the skills that the bank came with." in page_of(teacher)
    assert teacher.post("skills/back", revision="99").status_code == 404


@pytest.mark.parametrize(
    ("path", "form", "words"),
    [
        ("skills/add", {"name": " "}, "Give the skill a name."),
        ("skills/add", {"name": "density"}, "There is a skill “density” already."),
        ("skills/link", {"before": "density", "after": "floating"}, "builds on “Density” already"),
        ("skills/link", {"before": "", "after": "floating"}, "no such skill"),
        ("skills/nothing/retire", {}, "no such skill"),
    ],
)
def test_what_breaks_a_rule_is_said_in_words(
    teacher: Browser, path: str, form: dict[str, Any], words: str
) -> None:
    refused = teacher.post(path, **form)
    assert refused.status_code == 422
    assert words in html.unescape(refused.text)


def test_an_activity_is_never_left_without_questions(teacher: Browser, room: Room) -> None:
    with room.database.write() as session:
        activity = session.get_one(Activity, room.activity.id)
        activity.skill_ids = ["density"]
    refused = teacher.post("skills/density/retire")
    assert refused.status_code == 422
    assert "would have no question left" in html.unescape(refused.text)
    assert plan_of(room).skills[0].id == "density"


def test_a_new_activity_of_the_course_teaches_its_skills(teacher: Browser, room: Room) -> None:
    teacher.post("skills/energy/retire")
    page = teacher.get("new", bank_id="science-7").text
    assert 'value="energy"' not in page
    fields = {"bank_id": "science-7", "title": "Second", "threshold": "80"}
    made = teacher.post("new", **fields, target_success="63", strictness="all")
    assert made.status_code == 303
    with room.database.read() as session:
        second = session.scalars(select(Activity).where(Activity.title == "Second")).one()
        plan = content_of(second, room.banks).plan
    assert "energy" not in {skill.id for skill in plan.skills}


def test_a_learner_goes_on_after_a_change(teacher: Browser, ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0])
    skill_id = next(iter(room.page("Ada").item.skills))
    teacher.post(f"skills/{skill_id}/rename", name="Named anew", description="")
    assert "Named anew" in ada.get().text
    teacher.post(f"skills/{skill_id}/retire")
    assert ada.get().status_code == 200
    assert teacher.get("class").status_code == 200
    assert teacher.get("answers").status_code == 200


def test_only_teachers_see_the_editor(ada: Browser) -> None:
    assert ada.get("skills").status_code == 403
    assert ada.post("skills/add", name="Mine").status_code == 403
