"""A learner picks one of the steps that stand beside each other."""

import html
import re
from collections.abc import Mapping

import pytest
from flask import Flask

from analytics.events import Reason, Step, StepChosen
from lti_tool.services.student_page import StudentPage
from lti_tool.views.path_words import choice_words, offer_words, why_words
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import Room


def answered(room: Room) -> StudentPage:
    room.answer("Ada")
    room.streams.run(1.0)
    return room.page("Ada")


def test_every_offered_step_is_shown_alike_with_its_reason_and_chance(
    ada: Browser, room: Room
) -> None:
    page = answered(room)
    shown = html.unescape(ada.get().text)
    assert 2 <= len(page.offered) <= 3
    assert shown.count('class="offer"') == len(page.offered)
    assert re.findall(r'name="item_id" value="([^"]+)"', shown) == [
        step.item_id for step in page.offered
    ]
    assert shown.count("Take this one") == len(page.offered)
    assert shown.count("We expect you to manage about") == len(page.offered)
    second = page.names[page.offered[1].skill_id]
    assert f"close behind comes “{second}”" in shown


@pytest.mark.parametrize("place", [0, 1])
def test_the_pick_comes_next_and_is_kept_with_all_that_was_offered(
    ada: Browser, room: Room, place: int
) -> None:
    page = answered(room)
    wanted = page.offered[place]
    ada.post("next", choice="advised", item_id=wanted.item_id)
    ada.post("next", choice="advised", item_id=wanted.item_id)
    assert room.page("Ada").item.id == wanted.item_id
    [chosen] = events(room, "step.chosen")
    assert isinstance(chosen, StepChosen)
    assert page.advice is not None
    assert (chosen.item_id, chosen.offered) == (wanted.item_id, page.offered)
    assert (chosen.policy, chosen.propensity) == (page.advice.policy, page.advice.propensity)
    assert chosen.parent_id == page.advice.event_id
    assert chosen.learner_id == page.position.learner_id


def test_what_is_not_offered_cannot_be_picked(ada: Browser, room: Room) -> None:
    page = answered(room)
    offered = {step.item_id for step in page.offered}
    other = next(i.id for i in room.bank.items if i.id not in offered)
    ada.post("next", choice="advised", item_id=other)
    assert room.page("Ada").item.id == page.offered[0].item_id


def test_going_on_meanwhile_is_no_pick(ada: Browser, room: Room) -> None:
    answered(room)
    ada.post("next", choice="meanwhile")
    assert events(room, "step.chosen") == []


def test_an_unknown_way_on_is_not_found(ada: Browser, room: Room) -> None:
    answered(room)
    assert ada.post("next", choice="easiest").status_code == 404


def step(item_id: str, success: float, skill: str = "heat") -> Step:
    return Step(item_id=item_id, skill_id=skill, success=success, reason=Reason(code="next_skill"))


NAMES: Mapping[str, str] = {"heat": "Heat", "energy": "Energy"}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (step("b", 0.8), "Heat, an easier question"),
        (step("b", 0.4), "Heat, a harder question"),
        (step("b", 0.61), "Heat, another question"),
        (step("b", 0.9, "energy"), "Energy"),
    ],
)
def test_offers_are_told_apart(app: Flask, other: Step, said: str) -> None:
    with app.test_request_context():
        first = step("a", 0.6)
        assert offer_words(first, first, NAMES) == "Heat"
        assert offer_words(other, first, NAMES) == said
        assert said in choice_words((first, other), NAMES)
        assert choice_words((first,), NAMES) == ""


def test_a_skill_begun_before_is_not_called_new(app: Flask) -> None:
    with app.test_request_context():
        begun = why_words(step("a", 0.6), NAMES, {"heat"})
        fresh = why_words(step("a", 0.6), NAMES, set())
    assert begun.startswith("You have begun “Heat”")
    assert "something new" in fresh
