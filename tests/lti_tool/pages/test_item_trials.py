"""Teachers try answers before anything is kept."""

import html
from typing import Any

import pytest
from sqlalchemy import select

from analytics.grading.errors import GraderUnavailable
from lti_tool.models import OwnItem
from tests.fakes.streams import FakeGrader
from tests.lti_tool.pages.conftest import Browser, attempts
from tests.lti_tool.pages.making import CHOICE, FORMULA, NUMBER, WORDS
from tests.lti_tool.pages.room import Room


def test_an_answer_is_tried_by_the_grader_before_anything_is_kept(
    teacher: Browser, room: Room, grader: FakeGrader
) -> None:
    said = teacher.post("questions/try", json=True, trial="It is light.", **WORDS)
    shown = html.unescape(said.json["html"])  # type: ignore[index]
    assert [request.references for request in grader.asked] == [
        ("it has a lower density",),
        ("the water pushes it up",),
    ]
    assert shown.count('data-verdict="covered"') == 2
    assert "at most 75%" in shown
    assert "Score 80%" in shown
    with room.database.read() as session:
        assert session.scalars(select(OwnItem)).all() == []
    assert attempts(room) == []


@pytest.mark.parametrize(
    ("form", "trial", "words"),
    [
        (NUMBER, "0.92 kg", "measures something else"),
        (NUMBER, "920 kg/m3", "Correct"),
        (NUMBER, "0.9", "It is close."),
        (NUMBER, "light", "A learner could not send this:"),
        (FORMULA, "m*V", "not equal to the right formula"),
        (CHOICE, "2", "Conflicts with the right answer"),
        (CHOICE, "Ice", "Correct"),
        ({**NUMBER, "number": ""}, "1", "The question itself is not complete yet:"),
    ],
)
def test_a_trial_says_what_a_learner_would_get_and_why(
    teacher: Browser, form: dict[str, Any], trial: str, words: str
) -> None:
    said = teacher.post("questions/try", json=True, trial=trial, **form)
    assert words in html.unescape(said.json["html"])  # type: ignore[index]


def test_a_trial_says_that_an_answer_would_wait(
    teacher: Browser, room: Room, grader: FakeGrader
) -> None:
    grader.probabilities = (0.5, 0.5, 0.0, 0.0, 0.0)
    said = teacher.post("questions/try", json=True, trial="It is light.", **WORDS)
    assert "data-trial-held" in said.json["html"]  # type: ignore[index]


def test_a_grader_that_is_away_is_said_and_numbers_are_tried_all_the_same(
    teacher: Browser, grader: FakeGrader
) -> None:
    grader.troubles = [GraderUnavailable("away")]
    said = teacher.post("questions/try", trial="It is light.", **WORDS)
    assert said.status_code == 200
    assert "The grader does not answer just now." in said.text
    assert "the water pushes it up" in said.text
    said = teacher.post("questions/try", trial="0.92", **NUMBER)
    assert "data-trial-outcome" in said.text
