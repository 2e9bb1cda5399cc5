"""Questions handed in and fetched as files: shown first, kept then, never twice."""

import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lti_tool.models import OwnItem, OwnItemRevision
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.making import FORMS as KINDS
from tests.lti_tool.pages.making import GAPS, WORDS, made, stored
from tests.lti_tool.pages.room import Room

GIFT = b"""\
$CATEGORY: $course$/top/Density

::Ice::Why does ice float on water?{=It is less dense than water.}

::Iron::What is the density of iron in g/cm3?{#7.87:0.05}

$CATEGORY: Quiz 3

::Pairs::Pair them.{=cat -> fish =dog -> bone}

::Which::Which one sinks?{=iron ~ice#Look at a lake in winter.}
"""


def show(browser: Browser, raw: bytes, name: str = "mine.txt") -> tuple[int, str]:
    """Hand in a file; return the page that shows what is in it."""
    answer = browser.post("questions/file", file=(io.BytesIO(raw), name))
    return answer.status_code, html.unescape(answer.text)


def keep(browser: Browser, raw: bytes, **form: Any) -> tuple[int, str]:
    """Hand in a file and keep all that can be kept of it."""
    _, page = show(browser, raw)
    hidden = dict(re.findall(r'type="hidden" name="(raw|name)" value="([^"]*)"', page))
    ticked = re.findall(r'name="take" value="(\d+)"', page)
    answer = browser.post("questions/file/keep", **{**hidden, "take": ticked, **form})
    return answer.status_code, html.unescape(answer.text)


def rows(room: Room) -> dict[str, OwnItem]:
    """Return the questions that are kept, by prompt."""
    with room.database.read() as session:
        found = session.scalars(select(OwnItem).order_by(OwnItem.id)).all()
        return {row.body["prompt"]: row for row in found}


def bodies(room: Room) -> list[str]:
    """Return what the questions that are kept say, whatever their ids."""
    with room.database.read() as session:
        found = session.scalars(select(OwnItem.body)).all()
    return sorted(str({**body, "id": ""}) for body in found)


def test_a_file_is_shown_before_anything_is_kept(teacher: Browser, room: Room) -> None:
    status, page = show(teacher, GIFT)
    assert status == 200
    assert "Why does ice float on water?" in page
    assert "9: Pairs" in page
    assert "there is no such kind of question here (matching)" in page
    assert re.search(r"<option value=\"density\" selected", page), "named like the category"
    assert "Quiz 3" in page
    assert rows(room) == {}


def test_what_is_ticked_is_kept_with_its_skills_and_asked(teacher: Browser, room: Room) -> None:
    status, page = keep(teacher, GIFT, **{"skill-1": "density", "skill-2": "floating"}, place="1")
    assert status == 200
    assert "3 questions are new." in page
    assert "This activity asks 3 of them." in page
    kept = rows(room)
    assert kept["Which one sinks?"].body["skills"] == {"floating": 1.0}
    assert kept["What is the density of iron in g/cm3?"].body["tolerance"] == 0.05
    assert set(stored(room).own_items) == {row.id for row in kept.values()}


def test_the_same_file_again_keeps_nothing_twice(teacher: Browser, room: Room) -> None:
    skills = {"skill-1": "density", "skill-2": "floating"}
    keep(teacher, GIFT, **skills)
    before = {row.id: row.revision for row in rows(room).values()}
    status, page = keep(teacher, GIFT)
    assert status == 200
    assert "3 questions were here already." in page
    assert {row.id: row.revision for row in rows(room).values()} == before


def test_a_changed_file_makes_a_revision_and_leaves_what_it_does_not_say(
    teacher: Browser, room: Room
) -> None:
    keep(teacher, GIFT, **{"skill-1": "density", "skill-2": "floating"})
    item_id = rows(room)["Which one sinks?"].id
    changed = {"skill": "floating", "weight": "40", "level": "1.5", "seen": "1"}
    options = {"option": ["iron", "ice"], "option_id": ["o1", "o2"], "correct": "1"}
    told = {"feedback": ["", "Look at a lake in winter."]}
    form = {"kind": "multiple_choice", "prompt": "Which one sinks?", "tries": "2"}
    answer = teacher.post(f"questions/{item_id}", **form, **changed, **options, **told)
    assert answer.status_code == 303
    status, page = keep(
        teacher, GIFT.replace(b"{=iron ~ice", b"{~oil ~ice").replace(b"winter.}", b"winter. =iron}")
    )
    assert (status, "1 question was changed." in page) == (200, True)
    body = rows(room)["Which one sinks?"].body
    assert (body["skills"], body["difficulty"], body["tries"]) == ({"floating": 0.4}, 1.5, 2)
    assert [(o["id"], o["text"]) for o in body["options"]] == [
        ("o3", "oil"),
        ("o2", "ice"),
        ("o1", "iron"),
    ]
    assert (body["correct"], body["revision"]) == ("o1", 3)
    with room.database.read() as session:
        kept = session.scalars(select(OwnItemRevision).filter_by(item_id=item_id)).all()
    assert [row.revision for row in kept] == [1, 2, 3]


def test_only_what_is_ticked_is_kept(teacher: Browser, room: Room) -> None:
    keep(teacher, GIFT, take=["1"], **{"skill-1": "density"})
    assert set(rows(room)) == {"What is the density of iron in g/cm3?"}
    assert "Nothing was ticked." in keep(teacher, GIFT, take=["99", "x", ""])[1]


def test_a_category_without_a_skill_is_asked_for_and_nothing_is_kept(
    teacher: Browser, room: Room
) -> None:
    status, page = keep(teacher, GIFT, **{"skill-1": "density"})
    assert status == 422
    assert "Choose the skill that the question exercises." in page
    marked = re.findall(r'<select [^>]*id="(skill-\d)"[^>]*aria-invalid="true"', page)
    assert marked == ["skill-2"]
    assert 'name="take" value="0"' in page
    assert rows(room) == {}


def test_a_question_that_was_put_away_comes_back(teacher: Browser, room: Room) -> None:
    skills = {"skill-1": "density", "skill-2": "floating"}
    keep(teacher, GIFT, **skills)
    item_id = rows(room)["Why does ice float on water?"].id
    teacher.post(f"questions/{item_id}/put-away")
    assert "1 question came back." in keep(teacher, GIFT)[1]
    assert rows(room)["Why does ice float on water?"].removed_at is None


def test_what_the_editor_would_refuse_is_refused_and_told(teacher: Browser, room: Room) -> None:
    status, page = keep(teacher, b"::Twice::Which?{=a ~A ~b}", **{"skill-1": "density"})
    assert status == 200
    assert rows(room) == {}
    _, page = show(teacher, b"::Twice::Which?{=a ~A ~b}")
    assert "This option is there already." in page
    assert "cannot be kept" in page


FORMS = ["gift", "moodle", "qti2", "qti3"]


@pytest.mark.parametrize("form", FORMS)
def test_a_fetched_file_is_here_already_and_another_course_takes_all_of_it(
    teacher: Browser, room: Room, form: str
) -> None:
    ids = {made(teacher, **one) for one in KINDS.values()}
    fetched = teacher.get(f"questions/file/{form}", which="own")
    assert "attachment" in fetched.headers["Content-Disposition"]
    assert f"{len(KINDS)} questions were here already." in keep(teacher, fetched.data)[1]
    before = bodies(room)
    with room.database.write() as session:
        for item_id in ids:
            session.delete(session.get_one(OwnItemRevision, (item_id, 1)))
            session.delete(session.get_one(OwnItem, item_id))
    assert f"{len(KINDS)} questions are new." in keep(teacher, fetched.data)[1]
    assert len(before) == len(KINDS)
    assert bodies(room) == before


def test_questions_that_gift_has_no_room_for_are_named(teacher: Browser) -> None:
    assert "GIFT has no room" not in teacher.get("questions/file").text
    made(teacher, **GAPS)
    one = {"gap_answers": ["0"], "gap_wrong": [""], "gap_tolerance": [""], "gap_weight": ["1"]}
    made(teacher, **{**GAPS, **one, "prompt": "Water freezes at [1] °C."})
    page = teacher.get("questions/file").text
    assert "GIFT has no room for 1 question<" in page
    assert GAPS["prompt"] in html.unescape(page)
    assert "Water freezes" not in page


@pytest.mark.parametrize("form", FORMS)
def test_the_banks_own_questions_are_not_kept_again(
    teacher: Browser, room: Room, form: str
) -> None:
    fetched = teacher.get(f"questions/file/{form}", which="all")
    count = len(room.bank.items)
    assert f"{count} questions were here already." in keep(teacher, fetched.data, place="1")[1]
    assert rows(room) == {}


def test_a_question_of_another_tenant_is_no_place_to_write_to(teacher: Browser, room: Room) -> None:
    item_id = made(teacher, **WORDS)
    with room.database.write() as session:
        session.get_one(OwnItem, item_id).bank_id = "elsewhere"
    keep(teacher, f"// [id:{item_id}]\nWhy?{{=So.}}".encode(), **{"skill-1": "density"})
    found = rows(room)
    assert found["Why does ice float?"].revision == 1
    assert found["Why?"].id != item_id


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "none was chosen"),
        (b"// nothing but a note", "no question in this file"),
        (b"\x80\x81", "no text file in UTF-8"),
        (b"<quiz>\n<question>\n</quiz>", "see its line 3"),
        (b"PK\x03\x04 and no more", "archive is broken"),
        (b"<questestinterop/>", "This is QTI 1"),
        (b"<?xml version='1.0'?><!DOCTYPE quiz><quiz/>", "declares a document type"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(teacher: Browser, raw: bytes, words: str) -> None:
    status, page = show(teacher, raw)
    assert status == 422
    assert words in page


def test_a_file_over_the_limit_is_refused(
    teacher: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.views.items.carrying.FILE_MAX", 1_000)
    assert show(teacher, b"Why?{=So.}\n\n" * 100)[0] == 422
    assert teacher.get("questions/file/pdf").status_code == 404


def test_a_tampered_form_keeps_nothing(teacher: Browser, room: Room) -> None:
    answer = teacher.post("questions/file/keep", raw="§§", take=["0"])
    assert answer.status_code == 422
    assert rows(room) == {}


def test_learners_have_no_business_here(app: Flask, ada: Browser) -> None:
    assert ada.get("questions/file").status_code == 403
    assert ada.get("questions/file/gift").status_code == 403
    assert show(ada, GIFT)[0] == 403
