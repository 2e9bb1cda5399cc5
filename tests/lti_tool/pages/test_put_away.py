"""An old page asks for a skill that a teacher has put away since: it is told so."""

import html
import re

import pytest
from flask import Flask

from lti_tool.models import Activity
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_challenge import challenges
from tests.lti_tool.pages.test_choice import answered
from tests.lti_tool.pages.test_orders import decide, follow

SKILL = "forces"
TOLD = "is not asked for now, so its question does not come"


def notice(page: str) -> str:
    """Return what a page tells of a wish that is not heard; empty for nothing."""
    found = re.findall(r'id="notice"[^>]*><p dir="auto">(.*?)</p>', page, re.DOTALL)
    return html.unescape(found[0]) if found else ""


@pytest.mark.parametrize("kind", ["skip", "lock", "mastered"])
def test_a_question_of_it_is_refused_with_what_happened_and_what_to_do(
    teacher: Browser, ada: Browser, room: Room, kind: str
) -> None:
    before = room.page("Ada").item.id
    decide(teacher, kind, SKILL)
    refused = ada.post(f"way/{SKILL}/ask")
    assert refused.status_code == 422
    said = notice(refused.text)
    assert TOLD in said
    assert f"“{room.bank.skills_by_id[SKILL].name}”" in said
    assert "go on here with what comes next" in said
    assert "tell your teacher" in said
    assert 'data-form="answer"' in refused.text
    assert (challenges(room), room.page("Ada").item.id) == ([], before)
    assert notice(ada.get().text) == ""


def test_it_is_told_in_the_learner_s_language(teacher: Browser, app: Flask, room: Room) -> None:
    ben = Browser(app.test_client(), room.join("Ben", locale="zh-CN"))
    ben.get()
    decide(teacher, "skip", SKILL)
    said = notice(ben.post(f"way/{SKILL}/ask").text)
    assert "老师" in said
    assert room.bank.skills_by_id[SKILL].name in said
    assert "teacher" not in said


def test_a_skill_that_is_no_longer_of_the_activity_is_told_too(ada: Browser, room: Room) -> None:
    [present] = room.page("Ada").item.skills
    with room.database.write() as session:
        session.get_one(Activity, room.activity.id).skill_ids = [present]
    assert TOLD in notice(ada.post(f"way/{SKILL}/ask").text)
    assert ada.post("way/no-such-skill/ask").status_code == 404


def test_a_wish_waits_for_the_teacher_and_is_heard_then(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    ada.post(f"way/{SKILL}/ask")
    answered(room)
    assert "Ask me that" in ada.get().text
    decide(teacher, "lock", SKILL)
    refused = ada.post("next", json=True, choice="asked")
    assert refused.status_code == 422
    assert TOLD in notice(refused.get_json()["parts"]["notice"])
    assert "Ask me that" not in refused.get_json()["parts"]["work"]
    assert room.page("Ada").attempt is not None
    page = ada.get(f"way/{SKILL}").text
    assert "it comes once your teacher lets this skill be asked again" in page
    assert "it comes next" not in page

    teacher.post("orders/reset", learner_id="")
    assert "Ask me that" in ada.get().text
    went = ada.post("next", json=True, choice="asked").get_json()
    assert went["parts"]["notice"].strip() == ""
    assert SKILL in room.page("Ada").item.skills


def test_a_review_of_it_does_not_come(teacher: Browser, ada: Browser, room: Room) -> None:
    answered(room)
    decide(teacher, "skip", SKILL)
    refused = ada.post("next", choice="review", skill_id=SKILL)
    assert (refused.status_code, TOLD in notice(refused.text)) == (422, True)
    assert room.page("Ada").attempt is not None


def test_a_step_of_it_is_offered_no_more_and_not_taken_from_an_old_page(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    page = answered(room)
    first = page.offered[0].skill_id
    other = next(step for step in page.offered if step.skill_id != first)
    decide(teacher, "skip", other.skill_id)
    refused = ada.post("next", choice="advised", item_id=other.item_id)
    assert (refused.status_code, TOLD in notice(refused.text)) == (422, True)
    assert f'value="{other.item_id}"' not in refused.text
    assert ada.post("next", choice="advised", item_id=page.offered[0].item_id).status_code == 303
    assert room.page("Ada").item.id == page.offered[0].item_id


def test_advice_of_it_is_no_advice_until_new_advice_is_there(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    step = answered(room).offered[0]
    decide(teacher, "lock", step.skill_id)
    page = ada.get().text
    assert "Finding the question that helps you most" in page
    assert f'value="{step.item_id}"' not in page
    assert ada.post("next", choice="advised", item_id=step.item_id).status_code == 422
    room.clock.go(1)
    follow(room)
    assert "Your next step" in ada.get().text
    assert ada.post("next", choice="advised").status_code == 303
    assert step.skill_id not in room.page("Ada").item.skills
