"""Skills handed in and fetched as files on their page."""

import html
import io

import pytest

from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_skills import before, page_of, plan_of


def hand_in(
    browser: Browser, raw: bytes, name: str = "mine.csv", way: str = "join"
) -> tuple[int, str]:
    answer = browser.post("skills/file", file=(io.BytesIO(raw), name), way=way)
    return answer.status_code, html.unescape(answer.text)


@pytest.mark.parametrize("form", ["json", "csv", "case"])
def test_a_fetched_file_brings_the_skills_back(teacher: Browser, room: Room, form: str) -> None:
    teacher.post("skills/link", before="measuring", after="heat")
    fetched = teacher.get(f"skills/file/{form}")
    assert "attachment" in fetched.headers["Content-Disposition"]
    linked = plan_of(room)
    teacher.post("skills/back", revision="0")
    assert before(room, "heat") == ("particles",)
    assert hand_in(teacher, fetched.data, f"skills.{form}")[0] == 303
    assert plan_of(room) == linked
    assert "Read from the file" in page_of(teacher)


def test_what_was_not_read_is_told_line_by_line(teacher: Browser, room: Room) -> None:
    status, page = hand_in(teacher, b"id,name,prerequisites\nheat,Heat,nothing\n,,\nx,Waves,heat\n")
    assert status == 200
    assert "“nothing” or “heat” is not in the file" in page
    assert "Waves" in page_of(teacher)
    assert before(room, "energy") == ("heat", "forces")


def test_a_file_that_leaves_an_activity_without_questions_changes_nothing(
    teacher: Browser, room: Room
) -> None:
    was = plan_of(room)
    status, page = hand_in(teacher, b"name\nWaves\n", way="replace")
    assert (status, plan_of(room)) == (422, was)
    assert "would have no question left" in page


@pytest.mark.parametrize(("raw", "words"), [(b"", "none was chosen"), (b"{", "no complete JSON")])
def test_a_file_that_cannot_be_read_says_why(teacher: Browser, raw: bytes, words: str) -> None:
    status, page = hand_in(teacher, raw)
    assert status == 422
    assert words in page


def test_a_file_over_the_limit_is_refused(
    teacher: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.views.skills.carrying.FILE_MAX", 1_000)
    status, _ = hand_in(teacher, b"name\n" + b"x\n" * 1_000)
    assert status == 413
    assert teacher.get("skills/file/pdf").status_code == 404
