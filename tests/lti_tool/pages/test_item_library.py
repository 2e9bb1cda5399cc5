"""Teachers' questions are found, copied, and placed in activities."""

import html

from flask import Flask

from lti_tool.models import OwnItem, User
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.making import NUMBER, WORDS, made, stored
from tests.lti_tool.pages.room import Room


def test_a_bank_question_is_copied_and_stays_as_it_is(teacher: Browser, room: Room) -> None:
    page = teacher.get("questions/new", copy="mea-4").text
    assert "Why do scientists repeat a measurement" in page
    assert "the one that it came from stays as it is" in page
    assert teacher.get("questions/mea-4").status_code == 404
    assert teacher.post("questions/mea-4", **WORDS, seen="1").status_code == 404
    item_id = made(teacher, **WORDS, copied_from="mea-4")
    with room.database.read() as session:
        assert session.get_one(OwnItem, item_id).copied_from == "mea-4"


def test_a_question_is_taken_out_and_asked_again(teacher: Browser, room: Room) -> None:
    item_id = made(teacher, **NUMBER)
    place = {"activity_id": str(room.activity.id)}
    assert teacher.post(f"questions/{item_id}/take-out", **place).status_code == 303
    assert stored(room).own_items == {}
    assert teacher.post(f"questions/{item_id}/place", **place).status_code == 303
    assert set(stored(room).own_items) == {item_id}


def test_a_question_whose_skill_an_activity_lacks_is_not_placed(
    teacher: Browser, room: Room
) -> None:
    form = {"title": "Heat", "bank_id": "science-7", "threshold": "85", "target_success": "70"}
    teacher.post("activity", **form, skill_ids="heat")
    refused = teacher.post("questions/new", **NUMBER)
    assert refused.status_code == 422
    assert "does not have the question's skills" in html.unescape(refused.text)
    made(teacher, **{k: v for k, v in NUMBER.items() if k != "place"})
    assert stored(room).own_items == {}


def test_a_colleague_of_another_course_may_copy_and_place_but_not_change(
    teacher: Browser, app: Flask, room: Room
) -> None:
    item_id = made(teacher, **NUMBER)
    with room.database.write() as session:
        row = session.get_one(OwnItem, item_id)
        colleague = User(tenant_id=room.tenant.id, subject="colleague", name="Lin")
        session.add(colleague)
        session.flush()
        row.created_by = colleague.id
        other = type(room.course)(tenant_id=room.tenant.id, lti_id="c2", title="Other")
        session.add(other)
        session.flush()
        row.course_id = other.id
    page = html.unescape(teacher.get(f"questions/{item_id}").text)
    assert "A colleague made this question in another course" in page
    assert "Save as revision" not in page
    assert teacher.post(f"questions/{item_id}", **NUMBER, seen="1").status_code == 403
    assert teacher.post(f"questions/{item_id}/put-away").status_code == 403
    assert "Why does ice float?" in teacher.get("questions/new", copy=item_id).text


def test_the_list_shows_what_is_asked_for(teacher: Browser) -> None:
    item_id = made(teacher, **NUMBER)
    page = teacher.get("questions", words="ICE FLOAT").text
    assert f"questions/{item_id}" in page
    assert "in this activity" in page
    assert f"questions/{item_id}" not in teacher.get("questions", kind="short_answer").text
    assert f"questions/{item_id}" not in teacher.get("questions", skill="heat").text
    teacher.post(f"questions/{item_id}/put-away")
    assert f"questions/{item_id}" not in teacher.get("questions").text
