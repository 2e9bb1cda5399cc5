"""Makes questions as a teacher does, and puts them before learners."""

import html
import re
from typing import Any

from sqlalchemy import select

from analytics.content.ordering import part_ids
from lti_tool.models import Activity, Progress, User
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room

HEAD = {"prompt": "Why does ice float?", "skill": "density", "weight": "100", "place": "1"}
WORDS = {
    **HEAD,
    "kind": "short_answer",
    "references": "Ice is less dense than water.",
    "criterion": ["Ice is less dense", "So it is pushed up"],
    "points": ["1", "3"],
    "phrases": ["it has a lower density", "the water pushes it up"],
}
NUMBER = {
    **HEAD,
    "kind": "numeric",
    "number": "0.92",
    "unit": "g/cm3",
    "tolerance": "0.01",
    "convert": "1",
}
FORMULA = {**HEAD, "kind": "expression", "formula": "m/V"}
CHOICE = {**HEAD, "kind": "multiple_choice", "option": ["Ice", "Iron"], "correct": "1"}
SELECT = {
    **HEAD,
    "kind": "multiple_select",
    "option": ["Ice", "Iron", "Oil"],
    "feedback": ["", "Iron sinks.", ""],
    "correct": ["1", "3"],
}
ORDER = {**HEAD, "kind": "ordering", "part": ["Warm the ice", "Let it melt", "Boil the water"]}
GAPS = {
    **HEAD,
    "kind": "cloze",
    "prompt": "Ice melts at [1] °C; then it is [2], and less [3] than before.",
    "gap_answers": ["0", "liquid\nwater", "cold"],
    "gap_wrong": ["", "", "warm\nlight"],
    "gap_tolerance": ["0.5", "", ""],
    "gap_weight": ["2", "1", "1"],
}
FORMS = {
    "words": WORDS,
    "number": NUMBER,
    "formula": FORMULA,
    "choice": CHOICE,
    "select": SELECT,
    "order": ORDER,
    "gaps": GAPS,
}
RIGHT = {
    "words": "So.",
    "number": "0.92",
    "formula": "m / V",
    "choice": "o1",
    "select": ["o3", "o1"],
    "gaps": ["0.4", "Liquid", "cold"],
    "order": [f"{one}:{n}" for n, one in enumerate(part_ids(ORDER["part"]), 1)],
}


def stored(room: Room) -> Activity:
    """Return the room's activity as it is now."""
    with room.database.read() as session:
        room.activity = session.get_one(Activity, room.activity.id)
    return room.activity


def made(teacher: Browser, **form: Any) -> str:
    """Make a question; return its id."""
    answer = teacher.post("questions/new", **form)
    assert answer.status_code == 303, html.unescape(answer.text)
    return str(re.search(r"/questions/(own-\w+)", answer.location)[1])  # type: ignore[index]


def put_before(room: Room, name: str, item_id: str) -> None:
    """Put an item before a learner."""
    room.page(name)
    with room.database.write() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        position = session.scalars(select(Progress).where(Progress.learner_id == user.id)).one()
        position.item_id, position.item_shown_at = item_id, room.clock.go(1)


def answered(room: Room, name: str, item_id: str, text: str, score: float = 1.0) -> None:
    """Let a learner answer an item and be graded."""
    put_before(room, name, item_id)
    room.answer(name, text)
    room.clock.go(1)
    room.streams.run(score)


def form_of(browser: Browser) -> dict[str, str]:
    """Return the hidden fields of the page's answer form."""
    names = "attempt_id|item_id|revision"
    return dict(re.findall(rf'type="hidden" name="({names})" value="([^"]+)"', browser.get().text))
