"""The form of an activity tells what each strictness would have done here."""

import re

import pytest

from analytics.grading.release import read_release
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_marking_desk import answered, decide


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a few answers be enough."""
    monkeypatch.setattr("lti_tool.services.marking.expected.FEWEST_READ", 4)
    monkeypatch.setattr("lti_tool.services.marking.expected.FEWEST_MARKED", 2)


def own(teacher: Browser) -> dict[str, str]:
    """Return what the form says of this course, by strictness."""
    page = teacher.get("activity").text
    rows = re.findall(r'name="strictness" value="(\w+)"(.*?)</label>', page, re.DOTALL)
    said = {name: re.search(r"In this course so far: [^<]*", row) for name, row in rows}
    return {name: found.group() for name, found in said.items() if found}


def test_nothing_is_said_of_too_few_answers(teacher: Browser, room: Room) -> None:
    answered(room, "Ada", "One", certainty=0.9)
    assert own(teacher) == {}


@pytest.mark.usefixtures("few")
def test_the_share_and_the_accuracy_are_counted_from_the_courses_own_answers(
    teacher: Browser, room: Room
) -> None:
    rule = read_release().rule("standard", "en")
    assert rule is not None
    sure, unsure = rule.certainty + 0.01, 0.55
    found = [
        answered(room, f"L{n}", f"Word {n}", score, certainty=certainty)
        for n, (certainty, score) in enumerate(
            [(sure, 1.0), (sure, 1.0), (unsure, 1.0), (unsure, 0.0)]
        )
    ]
    said = own(teacher)
    assert said["standard"] == "In this course so far: 50% of 4 answers at once."
    assert said["all"].startswith("In this course so far: 100% of 4 answers")

    decide(teacher, found[:1], "100")
    decide(teacher, found[1:2], "0")
    assert "Teachers agreed with 50% of the 2 such grades" in own(teacher)["standard"]


@pytest.mark.usefixtures("few")
def test_a_held_answers_first_reading_counts_too(teacher: Browser, room: Room) -> None:
    for n in range(4):
        answered(room, f"L{n}", f"Word {n}", 1.0, certainty=0.99)
    assert own(teacher)["lenient"] == "In this course so far: 100% of 4 answers at once."
    reading = {
        "score": 0.2,
        "label": "irrelevant",
        "certainty": 0.51,
        "method": "model",
        "grader": "grader:1",
        "grade_version": 1,
    }
    answered(room, "Held", "Hm", held="unsure", tentative=reading)
    assert own(teacher)["lenient"] == "In this course so far: 80% of 5 answers at once."
