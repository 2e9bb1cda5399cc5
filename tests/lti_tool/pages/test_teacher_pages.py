"""The teacher's pages: class, answers, grades, insights, the institution."""

import re

import pytest
from flask import Flask

from analytics.events import GradeFacts
from tests.lti_tool.pages.conftest import Browser, FakeReports, attempts, events
from tests.lti_tool.pages.room import Room


def test_the_class_shows_everybody(teacher: Browser, room: Room) -> None:
    room.join("Ada")
    room.join("Ben")
    room.work("Ada", [1.0, 1.0, 1.0])
    room.work("Ben", [0.0, 0.1, 0.2, 0.0])
    page = teacher.get("class").text
    assert "Ada" in page
    assert "Ben" in page
    assert "needs a hand" in page
    assert teacher.get().location.endswith("/class")


def test_the_class_moves_when_somebody_answers(teacher: Browser, room: Room) -> None:
    room.join("Ada")
    body = teacher.get("class/news", after="").get_json()
    assert teacher.get("class/news", after=body["version"]).status_code == 204
    room.answer("Ada")
    fresh = teacher.get("class/news", after=body["version"]).get_json()
    assert "1 being graded" in fresh["parts"]["class"]


def test_answers_are_found_by_learner_item_and_state(teacher: Browser, room: Room) -> None:
    room.join("Ada")
    room.join("Ben")
    room.work("Ada", [1.0])
    held = room.answer("Ben")
    room.streams.run(held="too_long")
    ada = str(attempts(room)[0].learner_id)
    link = f"answers/{held.id}"
    assert link in teacher.get("answers").text
    assert link not in teacher.get("answers", learner=ada).text
    assert link in teacher.get("answers", status="held", item=held.item_id).text
    assert link not in teacher.get("answers", status="graded").text
    assert teacher.get("answers", learner="nonsense", page="x").status_code == 200


def test_the_teacher_reads_what_was_expected_of_the_last_answer_and_why(
    teacher: Browser, room: Room
) -> None:
    room.join("Ada")
    first = room.answer("Ada")
    room.streams.run(1.0)
    page = teacher.get(f"answers/{first.id}").text
    told = re.search(r'<details id="foreseen">.*?</details>', page, re.DOTALL)
    assert told is not None
    assert "in 10 like it to be right" in told[0]
    assert told[0].count("<li>") == 3


def test_a_grade_is_overridden_with_a_reason(teacher: Browser, room: Room) -> None:
    room.join("Ada")
    attempt = room.answer("Ada")
    room.streams.run(0.2, covered=("heat",))
    saved = teacher.post(
        f"answers/{attempt.id}/grade", score="75", reason="Good idea.", seen_version="1"
    )
    assert saved.status_code == 303
    [kept] = attempts(room)
    assert (kept.score, kept.method, kept.grade_version) == (0.75, "teacher", 2)
    assert (kept.label, kept.override_reason) == ("partial", "Good idea.")
    [event] = events(room, "grade.overridden")
    assert event.attempt_id == attempt.id
    assert event.actor_id == room.teacher.id
    assert (event.grade.score, event.grade.grade_version) == (0.75, 2)
    assert event.learner_id == attempt.learner_id
    assert "Good idea." in teacher.get(f"answers/{attempt.id}").text


def test_a_held_answer_is_graded_by_the_teacher(teacher: Browser, room: Room) -> None:
    room.join("Ada")
    attempt = room.answer("Ada")
    room.streams.run(held="language_unsupported")
    teacher.post(f"answers/{attempt.id}/grade", score="100", reason="Right.", seen_version="0")
    [kept] = attempts(room)
    assert (kept.status, kept.score, kept.label) == ("graded", 1.0, "correct")
    room.streams.run()
    assert room.page("Ada").position.score is not None


def test_the_teacher_reads_the_first_reading_and_the_share_graded_at_once(
    teacher: Browser, room: Room
) -> None:
    assert "Words graded at once" not in teacher.get("class").text
    room.join("Ada")
    room.work("Ada", [1.0, 1.0, 1.0], method="model")
    attempt = room.answer("Ada")
    reading = GradeFacts(
        score=0.62, label="correct", confidence=0.6, method="model", grader="g", grade_version=1
    )
    room.streams.run(held="unsure", tentative=reading)
    page = teacher.get(f"answers/{attempt.id}").text
    assert "First reading: Probably right. 62%" in page
    assert 'value="62"' in page
    figures = re.sub(r"<[^>]+>", " ", teacher.get("class").text)
    assert re.search(r"Words graded at once\s+75%", figures)


def test_a_late_first_grade_does_not_undo_the_teachers(teacher: Browser, room: Room) -> None:
    room.join("Ada")
    attempt = room.answer("Ada")
    teacher.post(f"answers/{attempt.id}/grade", score="80", reason="Fine.", seen_version="0")
    room.streams.run(0.1)
    assert attempts(room)[0].score == 0.8


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"score": "75", "reason": " "}, "Say why in a sentence"),
        ({"score": "101", "reason": "x"}, "from 0 to 100"),
        ({"score": "many", "reason": "x"}, "from 0 to 100"),
        ({"score": "nan", "reason": "x"}, "from 0 to 100"),
        ({"score": "50", "reason": "x" * 1001}, "under 1000 characters"),
        ({"score": "50", "reason": "x", "seen_version": "9"}, "changed while this page was open"),
    ],
)
def test_a_wrong_grade_is_refused_and_kept_in_the_form(
    teacher: Browser, room: Room, form: dict[str, str], words: str
) -> None:
    room.join("Ada")
    attempt = room.answer("Ada")
    room.streams.run(0.2)
    refused = teacher.post(f"answers/{attempt.id}/grade", **{"seen_version": "1", **form})
    assert refused.status_code == 422
    assert words in refused.text
    assert form["reason"] in refused.text
    assert events(room, "grade.overridden") == []


def test_insights_come_from_the_warehouse(teacher: Browser) -> None:
    page = teacher.get("insights").text
    assert "Measuring and units" in page
    assert "Reports include events up to" in page
    assert "31%" in page


def test_pages_live_without_the_warehouse(
    teacher: Browser, room: Room, reports: FakeReports
) -> None:
    reports.away = True
    room.join("Ada")
    for path in ("class", "answers", "insights", "activity"):
        assert teacher.get(path).status_code == 200
    assert "does not answer just now" in teacher.get("insights").text


def test_the_institution_is_shown_to_who_administers_it(app: Flask, room: Room) -> None:
    admin = Browser(app.test_client(), room.join("Root", "admin", sees_institution=True))
    assert admin.get().location.endswith("/institution")
    page = admin.get("institution").text
    assert "Ledger" in page
    assert "Answers by day and course" in page


def test_a_teacher_alone_does_not_see_the_institution(teacher: Browser) -> None:
    assert teacher.get("institution").status_code == 403
