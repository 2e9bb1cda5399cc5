"""Pictures of questions: kept with them, shown to who may see them, erased when unused."""

import base64
import html
import io
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from analytics.content import ItemBank
from analytics.content.pictures import read_picture
from lti_tool.adapters.database import Database
from lti_tool.models import Activity, ItemPicture, OwnItem
from lti_tool.services.items import pictures
from tests.analytics.content.drawn import GIF, PNG, SVG
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.making import WORDS, answered, made, put_before, stored
from tests.lti_tool.pages.room import Clock, Room, open_room
from tests.lti_tool.pages.test_question_files import keep, show

SKILLS = {"skill-1": "density"}
DIGEST = read_picture(PNG).digest


def question(name: str, *shown: tuple[bytes, str]) -> str:
    """Return a question of Moodle XML with pictures and their descriptions."""
    images = "".join(
        f'&lt;img src="@@PLUGINFILE@@/{n}" alt="{alt}"&gt;' for n, (_, alt) in enumerate(shown)
    )
    files = "".join(
        f'<file name="{n}" path="/" encoding="base64">{base64.b64encode(raw).decode()}</file>'
        for n, (raw, _) in enumerate(shown)
    )
    return (
        f'<question type="shortanswer"><name><text>{name}</text></name><questiontext format="html">'
        f"<text>&lt;p&gt;{name}?&lt;/p&gt;{images}</text>{files}</questiontext>"
        '<answer fraction="100" format="plain_text"><text>red</text></answer></question>'
    )


def quiz(*questions: str) -> bytes:
    return f"<quiz>{''.join(questions)}</quiz>".encode()


ONE = quiz(question("Which", (PNG, "A red field")))


def kept(room: Room) -> list[str]:
    """Return the digests of the pictures that are kept."""
    with room.database.read() as session:
        return list(session.scalars(select(ItemPicture.digest)))


def items(room: Room) -> dict[str, OwnItem]:
    with room.database.read() as session:
        return {row.body["prompt"]: row for row in session.scalars(select(OwnItem))}


def _pictures(room: Room, item_id: str) -> list[dict[str, Any]]:
    with room.database.read() as session:
        found: list[dict[str, Any]] = session.get_one(OwnItem, item_id).body["pictures"]
    return found


def save(browser: Browser, item_id: str, **form: Any) -> int:
    """Send a question's form as it is shown, with some fields changed."""
    page = html.unescape(browser.get(f"questions/{item_id}").text)
    facts = re.findall(r'name="picture" value="([^\n]*)">\n', page)
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]  # type: ignore[index]
    head = {"kind": "short_answer", "prompt": "Which?", "skill": "density", "references": "red"}
    rubric = {"criterion": ["red"], "points": ["1"], "seen": seen}
    sent = {"picture": facts, "picture_alt": ["A red field"] * len(facts)}
    return browser.post(f"questions/{item_id}", **{**head, **rubric, **sent, **form}).status_code


def test_pictures_are_shown_before_anything_is_kept(teacher: Browser, room: Room) -> None:
    status, page = show(teacher, quiz(question("Which", (PNG, ""))))
    assert status == 200
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in page
    assert "no description for who cannot see it" in page
    assert kept(room) == []


def test_a_kept_picture_is_served_to_never_change_and_run_nothing(
    teacher: Browser, room: Room
) -> None:
    keep(teacher, ONE, **SKILLS)
    answer = teacher.get(f"pictures/{DIGEST}")
    assert (answer.status_code, answer.data) == (200, PNG)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    again = teacher.client.get(
        f"/l/{teacher.token}/pictures/{DIGEST}", headers={"If-None-Match": f'"{DIGEST}"'}
    )
    assert again.status_code == 304


HEADERS = {
    "Content-Type": "image/png",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_a_learner_sees_the_pictures_of_what_is_asked_only(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    keep(teacher, ONE, **SKILLS)
    assert ada.get(f"pictures/{DIGEST}").status_code == 404
    item_id = items(room)["Which?"].id
    teacher.post(f"questions/{item_id}/place", activity_id=str(room.activity.id))
    stored(room)
    put_before(room, "Ada", item_id)
    page = ada.get().text
    assert f'<img class="picture" src="/l/{ada.token}/pictures/{DIGEST}" alt="A red field"' in page
    assert 'width="3" height="2"' in page
    assert ada.get(f"pictures/{DIGEST}").data == PNG


def test_another_tenants_picture_is_not_served(
    teacher: Browser, room: Room, app: Flask, database: Database, bank: ItemBank, clock: Clock
) -> None:
    keep(teacher, ONE, **SKILLS)
    other = open_room(database, bank, clock)
    stranger = Browser(app.test_client(), other.teach())
    assert stranger.get(f"pictures/{DIGEST}").status_code == 404
    keep(stranger, ONE, **SKILLS)
    assert stranger.get(f"pictures/{DIGEST}").status_code == 200
    assert kept(room) == [DIGEST, DIGEST]
    assert teacher.get("pictures/" + "0" * 64).status_code == 404
    assert teacher.get("pictures/%25").status_code == 404


@pytest.mark.parametrize("form", ["moodle", "qti2", "qti3"])
def test_a_fetched_file_has_the_pictures_and_is_here_already(
    teacher: Browser, room: Room, form: str
) -> None:
    keep(teacher, ONE, **SKILLS)
    fetched = teacher.get(f"questions/file/{form}", which="own").data
    assert "1 question was here already." in keep(teacher, fetched)[1]
    with room.database.write() as session:
        session.delete(session.get_one(ItemPicture, (room.tenant.id, DIGEST)))
        session.get_one(OwnItem, items(room)["Which?"].id).bank_id = "elsewhere"
    assert "1 question is new." in keep(teacher, fetched, **SKILLS)[1]
    assert kept(room) == [DIGEST]


def test_gift_names_a_question_with_a_picture(teacher: Browser) -> None:
    keep(teacher, ONE, **SKILLS)
    assert "GIFT has no room for 1 question" in teacher.get("questions/file").text


def test_a_description_is_asked_for_and_survives_the_file(teacher: Browser, room: Room) -> None:
    bare = quiz(question("Which", (PNG, "")))
    keep(teacher, bare, place="1", **SKILLS)
    item_id = items(room)["Which?"].id
    assert "This picture has no description yet." in teacher.get(f"questions/{item_id}").text
    assert "Pictures without a description" in teacher.get("skills").text
    assert save(teacher, item_id) == 303
    assert items(room)["Which?"].body["pictures"][0]["alt"] == "A red field"
    assert "Pictures without a description" not in teacher.get("skills").text
    assert "1 question was here already." in keep(teacher, bare)[1]


def test_a_picture_is_erased_with_the_last_question_that_shows_it(
    teacher: Browser, room: Room
) -> None:
    two = quiz(question("Which", (PNG, "A"), (GIF, "B")), question("What", (PNG, "A")))
    keep(teacher, two, **SKILLS)
    assert len(kept(room)) == 2
    ids = {prompt: row.id for prompt, row in items(room).items()}
    out = [DIGEST, read_picture(GIF).digest]
    assert save(teacher, ids["Which?"], picture_out=out) == 303
    assert kept(room) == [DIGEST]
    assert save(teacher, ids["What?"], picture_out=out) == 303
    assert kept(room) == []


@pytest.mark.parametrize("act", ["place", "take-out"])
def test_a_picture_of_an_older_copy_is_erased_when_that_is_asked_no_more(
    teacher: Browser, room: Room, act: str
) -> None:
    keep(teacher, ONE, place="1", **SKILLS)
    item_id, older = items(room)["Which?"].id, stored(room).own_items
    assert save(teacher, item_id, picture_out=[DIGEST]) == 303
    with room.database.write() as session:
        session.get_one(Activity, room.activity.id).own_items = older
        row = {"digest": DIGEST, "media_type": "image/png", "size": len(PNG), "body": PNG}
        session.add(ItemPicture(tenant_id=room.tenant.id, **row))
    teacher.post(f"questions/{item_id}/{act}", activity_id=str(room.activity.id))
    assert kept(room) == []


def test_a_picture_that_somebody_answered_stays_with_the_answer(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    keep(teacher, ONE, place="1", **SKILLS)
    item_id = items(room)["Which?"].id
    stored(room)
    answered(room, "Ada", item_id, "red")
    assert save(teacher, item_id, picture_out=[DIGEST]) == 303
    assert items(room)["Which?"].body["pictures"] == []
    assert kept(room) == [DIGEST]
    assert ada.get(f"pictures/{DIGEST}").status_code == 200


def test_a_picture_is_added_in_the_form(teacher: Browser, room: Room) -> None:
    sent = {"new_picture": (io.BytesIO(PNG), "x.svg"), "new_picture_alt": " A red  field "}
    item_id = made(teacher, **WORDS, **sent)
    assert [one["alt"] for one in _pictures(room, item_id)] == ["A red field"]
    again = {"new_picture": (io.BytesIO(GIF), "y.gif"), "references": "It has a lower density."}
    assert save(teacher, item_id, **again) == 303
    assert [one["media_type"] for one in _pictures(room, item_id)] == ["image/png", "image/gif"]
    assert len(kept(room)) == 2


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (SVG, "An SVG can carry programs."),
        (b"MZ", "whatever its name says"),
        (PNG[:-4], "broken or cut off"),
        (PNG + bytes(400), "more than 1 MB"),
    ],
    ids=["svg", "program", "broken", "big"],
)
def test_a_file_that_is_no_picture_is_refused_at_its_field(
    teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch, raw: bytes, words: str
) -> None:
    monkeypatch.setattr("analytics.content.pictures.BYTES_MAX", 400)
    sent = {"new_picture": (io.BytesIO(raw), "x.png"), "new_picture_alt": "A red field"}
    answer = teacher.post("questions/new", **WORDS, **sent)
    assert answer.status_code == 422
    assert 'aria-describedby="fault-new_picture help-new_picture"' in answer.text
    assert words in answer.text
    assert 'value="A red field"' in answer.text
    assert (kept(room), items(room)) == ([], {})


def test_a_question_has_four_pictures_at_most(teacher: Browser, room: Room) -> None:
    raws = [GIF[:-1] + bytes([0x21, 0xFE, 1, n, 0, 0x3B]) for n in range(4)]
    keep(teacher, quiz(question("Which", *((raw, "A") for raw in raws))), **SKILLS)
    item_id = items(room)["Which?"].id
    assert save(teacher, item_id, new_picture=(io.BytesIO(PNG), "a.png")) == 422
    assert len(kept(room)) == 4


def test_a_form_names_no_picture_that_is_not_here(teacher: Browser, room: Room) -> None:
    keep(teacher, ONE, **SKILLS)
    item_id = items(room)["Which?"].id
    forged = read_picture(GIF).model_dump_json(exclude={"alt"})
    assert save(teacher, item_id, picture=[forged], picture_alt=["x"]) == 404
    assert save(teacher, item_id, picture=["{}", "no"], picture_alt=["x"]) == 303
    assert kept(room) == []


def test_a_tenant_has_room_for_so_many_bytes(
    teacher: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "TENANT_MAX", len(PNG) + 1)
    keep(teacher, ONE, **SKILLS)
    status, page = keep(teacher, quiz(question("What", (GIF, "B"))), **SKILLS)
    assert status == 422
    assert "may weigh 0 MB" in page
    assert (kept(room), set(items(room))) == ([DIGEST], {"Which?"})
