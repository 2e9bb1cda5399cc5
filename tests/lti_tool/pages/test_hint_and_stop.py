"""A hint that gives nothing away, and a way out that says what is kept."""

import html
import re
from datetime import timedelta

import pytest
from flask import Flask

from analytics.content import Item, ItemBank, shipped_banks
from lti_tool.models import Progress
from lti_tool.services.stopping import Kept
from lti_tool.views.path_words import kept_words, stuck_words
from tests.lti_tool.pages.conftest import Browser, attempts, events
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_student_page import form_of, until

SHIPPED = [(bank, item) for bank in shipped_banks().values() for item in bank.items if item.hint]


def test_a_hint_is_shown_when_it_is_asked_for_and_keeps_what_is_typed(
    ada: Browser, room: Room
) -> None:
    until(room, "Ada", "short_answer")
    hint = html.escape(room.page("Ada").item.hint)
    form = form_of(ada)
    assert hint not in ada.get().text
    shown = ada.post("hint", answer="half a thought", **form)
    assert hint in shown.text
    assert "half a thought" in shown.text
    assert form["attempt_id"] in shown.text
    assert "It costs no marks." in shown.text
    assert hint in ada.get().text


def test_the_page_without_a_reload_gets_the_hint_too(ada: Browser, room: Room) -> None:
    until(room, "Ada", "short_answer")
    parts = ada.post("hint", json=True, answer="so far", **form_of(ada)).get_json()["parts"]
    assert 'id="hint"' in parts["work"]
    assert "so far" in parts["work"]


def test_an_answer_says_whether_a_hint_was_read(ada: Browser, teacher: Browser, room: Room) -> None:
    for asks in (False, True):
        if asks:
            ada.post("hint", **form_of(ada))
        room.work("Ada", [1.0])
    assert [one.hinted for one in attempts(room)] == [False, True]
    assert [event.hinted for event in events(room, "answer.submitted")] == [False, True]
    assert teacher.get("answers").text.count("with a hint") == 1
    assert ada.get().text.count("with a hint") == 1


def test_the_next_question_begins_without_its_hint(ada: Browser, room: Room) -> None:
    ada.post("hint", **form_of(ada))
    room.work("Ada", [1.0])
    assert 'id="hint"' not in ada.get().text


def test_a_hint_of_another_question_is_not_counted(ada: Browser, room: Room) -> None:
    ada.post("hint", item_id="no-such-item")
    assert room.page("Ada").hinted is False


@pytest.mark.parametrize(("bank", "item"), SHIPPED, ids=lambda one: getattr(one, "id", ""))
def test_no_shipped_hint_gives_its_answer_away(bank: ItemBank, item: Item) -> None:
    hint = item.hint.casefold()
    if item.kind == "numeric":
        assert f"{item.answer:g}" not in re.findall(r"-?\d+(?:\.\d+)?", hint)
    elif item.kind == "multiple_choice":
        assert next(o.text for o in item.options if o.id == item.correct).casefold() not in hint
    elif item.kind == "ordering":
        assert not any(part.text.casefold() in hint for part in item.parts)
    elif item.kind == "cloze":
        assert not any(one.casefold() in hint for gap in item.gaps for one in gap.answers)
    elif item.kind == "expression":
        assert item.answer.replace(" ", "") not in hint.replace(" ", "")
    else:
        pieces = _characters if bank.language == "zh" else _words
        for reference in item.references:
            said = pieces(reference.casefold())
            assert len(said & pieces(hint)) <= len(said) / 2


def _words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", text))


def _characters(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)}


def test_stopping_says_what_is_kept_and_changes_nothing(ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0, 0.4])
    room.answer("Ada")
    item_id = room.page("Ada").item.id
    shown = html.unescape(ada.get("stop").text)
    assert "3 answers with what was said about them. 1 is not graded yet" in shown
    assert "It goes to the gradebook" in shown
    assert "the next step waits for you" in shown
    assert room.page("Ada").item.id == item_id
    room.streams.run(1.0)
    room.next("Ada")
    assert "the same question waits for you" in ada.get("stop").text


def test_stopping_leads_back_to_the_course_where_the_lms_says_how(app: Flask, room: Room) -> None:
    token = room.join("Ben", return_url="https://lms.example.org/back")
    assert 'href="https://lms.example.org/back" target="_top"' in (
        Browser(app.test_client(), token).get("stop").text
    )


def test_who_is_stuck_is_told_that_stopping_is_fine(ada: Browser, room: Room) -> None:
    room.answer("Ada")
    room.streams.run(0.0)
    with room.database.write() as session:
        position = session.query(Progress).one()
        position.advice = {**position.advice, "stuck": ["heat"]}
    assert "“Heat and temperature” is hard going just now." in ada.get().text


def test_what_is_kept_is_told_by_number(app: Flask) -> None:
    with app.test_request_context():
        assert kept_words(Kept(1, 0, None)) == "1 answer with what was said about it."
        assert "2 are not graded yet" in kept_words(Kept(5, 2, 0.4))
        assert stuck_words(["heat"], {"heat": "Heat"}).startswith("“Heat”")


def test_a_teacher_has_nothing_to_stop(teacher: Browser) -> None:
    assert teacher.get("stop").status_code == 403
    assert teacher.post("hint").status_code == 403


def test_a_hint_asked_for_before_the_question_came_again_is_forgotten(
    ada: Browser, room: Room
) -> None:
    ada.post("hint", **form_of(ada))
    with room.database.write() as session:
        position = session.query(Progress).one()
        position.item_shown_at = room.clock() + timedelta(seconds=1)
    assert room.page("Ada").hinted is False
