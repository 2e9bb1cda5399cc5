"""A learner does not believe an estimate, and asks for a question or for the teacher."""

import html

import pytest

from analytics.content import Plan, PlanItem, PlanSkill
from analytics.events import EstimateContested
from lti_tool.models import Challenge
from lti_tool.services.positions import fair_item
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import Room

SKILL = "heat"
WORDS = "I <b>explained</b> it at home."


def challenges(room: Room) -> list[Challenge]:
    with room.database.read() as session:
        return list(session.query(Challenge).order_by(Challenge.opened_at).all())


def test_a_question_of_the_skill_comes_at_once_when_nothing_is_open(
    ada: Browser, room: Room
) -> None:
    room.answer("Ada")
    room.streams.run(1.0)
    assert ada.post(f"way/{SKILL}/ask").status_code == 303
    assert SKILL in room.page("Ada").item.skills
    [kept] = challenges(room)
    assert (kept.wish, kept.band, kept.answered_by) == ("question", "unknown", None)
    assert kept.answered_at is not None
    assert "it was put to you" in ada.get(f"way/{SKILL}").text


def test_it_waits_for_the_question_that_is_open(ada: Browser, room: Room) -> None:
    open_item = room.page("Ada").item.id
    ada.post(f"way/{SKILL}/ask")
    ada.post(f"way/{SKILL}/ask")
    assert room.page("Ada").item.id == open_item
    assert "comes after this one, as you asked" in ada.get().text
    assert len(challenges(room)) == len(events(room, "estimate.contested")) == 1
    room.answer("Ada")
    room.streams.run(1.0)
    assert "Ask me that" in ada.get().text
    ada.post("next", choice="asked")
    assert SKILL in room.page("Ada").item.skills
    assert "Ask me that" not in ada.get().text


def test_going_another_way_keeps_the_wish(ada: Browser, room: Room) -> None:
    ada.post(f"way/{SKILL}/ask")
    room.answer("Ada")
    room.streams.run(1.0)
    ada.post("next", choice="advised")
    assert room.page("Ada").wanted is not None


def test_the_teacher_is_told_reads_it_in_the_class_view_and_replies(
    ada: Browser, teacher: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    ada.post(f"way/{SKILL}/look", words=WORDS)
    ada.post(f"way/{SKILL}/look", words="Again.")
    [kept] = challenges(room)
    [event] = events(room, "estimate.contested")
    assert isinstance(event, EstimateContested)
    assert (event.skill_id, event.wish, event.reason) == (SKILL, "look", WORDS)
    assert event.mastery == kept.value

    page = teacher.get("class").text
    assert "Estimates that learners challenge" in page
    assert html.escape(WORDS) in page
    assert "Heat and temperature" in page

    teacher.post(f"class/challenges/{kept.id}", words="Show me tomorrow.")
    assert "Estimates that learners challenge" not in teacher.get("class").text
    told = ada.get(f"way/{SKILL}").text
    assert "Show me tomorrow." in told
    assert "Tell your teacher that it looks wrong" in told


def test_the_class_view_moves_when_somebody_challenges(
    ada: Browser, teacher: Browser, room: Room
) -> None:
    before = teacher.get("class/news", after="").get_json()["version"]
    ada.post(f"way/{SKILL}/look", words=WORDS)
    news = teacher.get("class/news", after=before).get_json()
    assert html.escape(WORDS) in news["parts"]["challenges"]


@pytest.mark.parametrize(("words", "said"), [(" ", "Say in a sentence why"), ("x" * 1001, "1000")])
def test_a_challenge_says_why_and_keeps_what_was_typed(
    ada: Browser, room: Room, words: str, said: str
) -> None:
    refused = ada.post(f"way/{SKILL}/look", words=words)
    assert refused.status_code == 422
    assert said in refused.text.replace(",", "")
    assert challenges(room) == []


@pytest.mark.parametrize("deed", ["ask", "look"])
def test_only_a_skill_of_the_activity_is_challenged_and_by_a_learner(
    ada: Browser, teacher: Browser, room: Room, deed: str
) -> None:
    assert ada.post(f"way/no-such-skill/{deed}", words=WORDS).status_code == 404
    assert teacher.post(f"way/{SKILL}/{deed}", words=WORDS).status_code == 403
    assert challenges(room) == []


def test_a_learner_replies_to_nobody(ada: Browser, room: Room) -> None:
    ada.post(f"way/{SKILL}/look", words=WORDS)
    [kept] = challenges(room)
    assert ada.post(f"class/challenges/{kept.id}", words="Fine").status_code == 403


def test_a_fair_question_is_unseen_and_of_middling_difficulty() -> None:
    items = tuple(
        PlanItem(id=f"i{n}", kind="numeric", skills={"a": 1.0}, difficulty=float(n))
        for n in range(5)
    )
    plan = Plan(skills=(PlanSkill(id="a"),), items=items)
    assert fair_item(plan, "a", []).id == "i2"
    assert fair_item(plan, "a", ["i2"]).id in {"i1", "i3"}
    assert fair_item(plan, "a", ["i0", "i1", "i2", "i3", "i4", "i2"]).id == "i4"
