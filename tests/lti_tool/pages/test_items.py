"""Teachers make questions of each kind in a form, and nobody else does."""

import html
import re

import pytest
from sqlalchemy import select

from lti_tool.models import OwnItem
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.making import (
    FORMS,
    NUMBER,
    RIGHT,
    WORDS,
    form_of,
    made,
    put_before,
    stored,
)
from tests.lti_tool.pages.room import Room


@pytest.mark.parametrize("kind", FORMS)
def test_a_question_of_each_kind_is_made_placed_asked_and_moves_mastery(
    teacher: Browser, ada: Browser, room: Room, kind: str
) -> None:
    item_id = made(teacher, **FORMS[kind])
    assert set(stored(room).own_items) == {item_id}
    put_before(room, "Ada", item_id)
    assert FORMS[kind]["prompt"].partition("[")[0] in ada.get().text
    answer = ada.post("answers", answer=RIGHT[kind], **form_of(ada))
    assert answer.status_code == 303, answer.text
    event = events(room, "answer.submitted")[-1]
    assert (event.item.id, event.item.revision) == (item_id, 1)
    assert item_id in {item.id for item in event.plan.items}
    room.streams.run(1.0)
    [moved] = [one for one in room.page("Ada").skills if one.skill.id == "density"]
    assert moved.mastery is not None
    assert "100" in ada.get().text


@pytest.mark.parametrize("kind", FORMS)
def test_a_question_comes_back_in_its_form(teacher: Browser, kind: str) -> None:
    page = teacher.get(f"questions/{made(teacher, **FORMS[kind])}").text
    assert FORMS[kind]["prompt"] in page
    for value in ("0.92", "g/cm3") if kind == "number" else ():
        assert f'value="{value}"' in page
    if kind == "words":
        assert "the water pushes it up" in page
        assert re.search(r'name="points"[^>]*value="3"', page)
    if kind == "choice":
        assert re.search(r'name="correct" value="1" checked', page)
    if kind == "select":
        assert re.findall(r'type="checkbox" [^>]*name="correct" value="(\d)" checked', page) == [
            "1",
            "3",
        ]


def test_faults_stand_at_their_fields_and_nothing_is_kept(teacher: Browser, room: Room) -> None:
    refused = teacher.post(
        "questions/new", **{**NUMBER, "prompt": "", "number": "1,000", "weight": "120"}
    )
    assert refused.status_code == 422
    page = html.unescape(refused.text)
    assert "Write the question that the learner reads." in page
    assert "may be read in two ways" in page
    for field in ("prompt", "number", "weight-1"):
        assert f'aria-describedby="fault-{field}' in page
        assert f'id="fault-{field}"' in page
        assert f'href="#{field}"' in page
    assert 'value="1,000"' in page
    with room.database.read() as session:
        assert session.scalars(select(OwnItem)).all() == []


def test_a_kind_that_is_none_is_not_there(teacher: Browser) -> None:
    assert teacher.post("questions/new", **{**WORDS, "kind": "essay"}).status_code == 404
    assert "How shall it be answered?" in teacher.get("questions/new", kind="essay").text


def test_a_form_grows_without_a_script_and_keeps_what_was_typed(teacher: Browser) -> None:
    page = teacher.post("questions/new", **{**WORDS, "grow": "criteria"})
    assert page.status_code == 200
    assert 'id="phrases-3"' in page.text
    assert "the water pushes it up" in page.text


@pytest.mark.parametrize("path", ["questions", "questions/new", "questions/own-1"])
def test_a_learner_sees_no_page_of_the_editor(ada: Browser, path: str) -> None:
    assert ada.get(path).status_code == 403


def test_a_form_of_another_site_makes_no_question(teacher: Browser, room: Room) -> None:
    teacher.origin = "https://evil.example"
    assert teacher.post("questions/new", **NUMBER).status_code == 403
    assert stored(room).own_items == {}
