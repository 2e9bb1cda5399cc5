"""Takes the README's pictures; collected only with SIGNPOST_PICTURES=DIR.

SIGNPOST_PICTURES=deploy/pictures pytest tests/e2e/test_pictures.py
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from analytics.content import Item, ItemBank, MultipleChoiceItem, NumericItem
from tests.e2e.conftest import Meet
from tests.e2e.learning import MOST_QUESTIONS, Learner, half_answer, right_answer
from tests.e2e.looks import unfolded
from tests.e2e.person import WIDE, Person
from tests.e2e.teaching import Placing, place

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

MARGIN = 24
IN_OWN_WORDS = {
    "mea-4": "One measurement can be wrong, so the average is more reliable.",
    "mea-5": "Drop the stone in a measuring cylinder and see how much the water goes up.",
    "par-3": "There is a lot of empty space between the particles of air, so they can be pushed.",
    "par-4": "The perfume particles move around and spread through all the air.",
}
"""Answers that are mostly right, to questions that come early."""
CLASS = {
    "Noah Lindqvist": "rrhwrh",
    "Priya Raman": "rrrrrrrrr",
    "Mateo García": "whwwwww",
    "Mei Zhang 张梅": "rhrrw",
    "Amara Diallo": "rr",
}
"""Who answers how: right, half right, wrong. The last one is in the picture."""


def test_the_readmes_pictures_are_taken(meet: Meet, science_bank: ItemBank) -> None:
    folder = Path(os.environ["SIGNPOST_PICTURES"])
    elena = meet("Elena Rivera")
    skills = ("particles", "changes-of-state", "density", "floating", "heat", "measuring")
    placing = Placing("Science 7", "Why things melt, float and warm up", "science-7", skills)
    place(elena, placing)
    for name, ways in CLASS.items():
        person = meet(name)
        person.open_activity(placing.course, placing.title)
        learner = Learner(person, science_bank)
        for way in ways:
            learner.go_on()
            learner.answer(_answer(learner.item(), way))
    _say_in_own_words(learner)
    _take(person, learner.next_step, folder / "student.png")
    elena.open_activity(placing.course, placing.title)
    expect(elena.tool.locator("tbody tr")).to_have_count(len(CLASS))
    expect(elena.tool.get_by_text("on its way")).to_have_count(0)
    _take(elena, elena.tool.locator("table"), folder / "teacher.png")


def _say_in_own_words(learner: Learner) -> None:
    """Answer in words, neither perfectly nor badly, and wait for what is next."""
    item = learner.go_on_until("short_answer")
    for _ in range(MOST_QUESTIONS):
        if item.id in IN_OWN_WORDS:
            break
        learner.answer_rightly()
        item = learner.go_on_until("short_answer")
    learner.answer(IN_OWN_WORDS[item.id])
    expect(learner.next_step).to_be_visible()


def _answer(item: Item, way: str) -> str:
    if way == "r":
        return right_answer(item)
    if isinstance(item, NumericItem):
        return f"{item.answer + 100:g}"
    if isinstance(item, MultipleChoiceItem):
        return next(option.id for option in item.options if option.id != item.correct)
    return half_answer(item) if way == "h" else "It is because of the weather."


def _take(person: Person, last: Locator, path: Path) -> None:
    """Take the page as far down as something on it."""
    with unfolded(person.page, person.tool_frame):
        box = last.bounding_box()
        assert box is not None
        person.page.screenshot(
            path=path,
            full_page=True,
            clip={"x": 0, "y": 0, "width": WIDE, "height": box["y"] + box["height"] + MARGIN},
        )
