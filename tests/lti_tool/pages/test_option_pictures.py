"""Pictures of options: kept, shown to who chooses, changed in the form, erased when unused."""

import html
import io
import re
from typing import Any

from sqlalchemy import select

from analytics.content.pictures import read_picture
from lti_tool.models import OwnItem
from tests.analytics.content.drawn import GIF, PNG, SVG
from tests.analytics.content.questions.test_option_pictures import answer, image
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.making import CHOICE, made, put_before, stored
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_item_pictures import SKILLS, kept
from tests.lti_tool.pages.test_question_files import keep, show

RED, BLUE = read_picture(PNG).digest, read_picture(GIF).digest
FILE = (
    '<quiz><question type="multichoice"><questiontext><text>Which?</text></questiontext>'
    f"{answer(image(0, 'A red field'), PNG, share=100)}{answer(f'Blue {image(0)}', GIF)}"
    "</question></quiz>"
).encode()


def options_of(room: Room) -> list[dict[str, Any]]:
    with room.database.read() as session:
        [row] = session.scalars(select(OwnItem))
        found: list[dict[str, Any]] = row.body["options"]
    return found


def item_id(room: Room) -> str:
    with room.database.read() as session:
        return session.scalars(select(OwnItem.id)).one()


def save(browser: Browser, room: Room, **form: Any) -> Any:
    """Send the question's form as it is shown, with some fields changed."""
    page = html.unescape(browser.get(f"questions/{item_id(room)}").text)
    values = {
        name: re.findall(rf'name="{name}"[^\n]*? value="([^\n]*?)"[ >]', page)
        for name in ("option", "feedback", "option_id", "option_alt")
    }
    values["option_picture"] = re.findall(r'name="option_picture" value="([^\n]*)">\n', page)
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]  # type: ignore[index]
    head = {"kind": "multiple_choice", "prompt": "Which?", "skill": "density", "correct": "1"}
    return browser.post(f"questions/{item_id(room)}", **{**head, **values, "seen": seen, **form})


def files(*raws: bytes) -> dict[str, Any]:
    """Return the files of the options' rows; empty ones choose none."""
    return {"option_file": [(io.BytesIO(raw), "a.png" if raw else "") for raw in raws]}


def test_pictures_of_options_are_shown_before_and_kept_after(teacher: Browser, room: Room) -> None:
    _, page = show(teacher, FILE)
    assert page.count('class="picture picture--small"') == 2
    assert page.count('src="data:image/') == 2
    assert kept(room) == []
    keep(teacher, FILE, **SKILLS)
    assert set(kept(room)) == {RED, BLUE}
    assert [one["text"] for one in options_of(room)] == ["A", "Blue"]
    _, again = show(teacher, FILE)
    assert "here already" in again


def test_a_learner_sees_them_by_what_is_chosen_and_after(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    keep(teacher, FILE, **SKILLS)
    assert ada.get(f"pictures/{RED}").status_code == 404
    teacher.post(f"questions/{item_id(room)}/place", activity_id=str(room.activity.id))
    stored(room)
    put_before(room, "Ada", item_id(room))
    page = ada.get().text
    shown = f'src="/l/{ada.token}/pictures/{RED}" alt="A red field" width="3" height="2"'
    assert re.search(rf'value="o1"><span dir="auto">A<img class="[^>]*{re.escape(shown)}', page)
    assert ada.get(f"pictures/{BLUE}").data == GIF
    room.answer("Ada")
    result = ada.get().text
    assert shown in result
    assert BLUE not in result


def test_the_form_takes_a_picture_for_an_option_with_its_description(
    teacher: Browser, room: Room
) -> None:
    made(teacher, **CHOICE)
    sent = save(teacher, room, **files(b"", PNG), option_alt=["", " A red  field "])
    assert sent.status_code == 303, sent.text
    ice, iron = options_of(room)
    assert ice["picture"] is None
    assert (iron["text"], iron["picture"]["digest"]) == ("Iron", RED)
    assert iron["picture"]["alt"] == "A red field"
    page = teacher.get(f"questions/{item_id(room)}").text
    assert f'/pictures/{RED}" alt="A red field"' in page
    assert "no description yet" not in page


def test_an_option_may_be_a_picture_and_nothing_else(teacher: Browser, room: Room) -> None:
    made(teacher, **CHOICE)
    save(teacher, room, option=["", "Iron"], **files(PNG, b""))
    assert [one["text"] for one in options_of(room)] == ["A", "Iron"]
    page = teacher.get(f"questions/{item_id(room)}").text
    assert "This picture has no description yet." in page


def test_a_form_sent_as_it_is_changes_nothing_and_what_is_ticked_goes(
    teacher: Browser, room: Room
) -> None:
    keep(teacher, FILE, **SKILLS)
    before = options_of(room)
    save(teacher, room)
    assert options_of(room) == before
    save(teacher, room, option_picture_out=["1"])
    assert [one["picture"] and one["picture"]["digest"] for one in options_of(room)] == [None, BLUE]
    assert kept(room) == [BLUE]


def test_a_description_that_was_written_here_outlives_the_file(
    teacher: Browser, room: Room
) -> None:
    keep(teacher, FILE, **SKILLS)
    save(teacher, room, option_alt=["A red field", "A blue field"])
    _, page = show(teacher, FILE)
    assert "here already" in page
    keep(teacher, FILE, **SKILLS)
    assert [one["picture"]["alt"] for one in options_of(room)] == ["A red field", "A blue field"]


def test_a_teacher_sees_what_was_chosen(teacher: Browser, ada: Browser, room: Room) -> None:
    keep(teacher, FILE, **SKILLS)
    teacher.post(f"questions/{item_id(room)}/place", activity_id=str(room.activity.id))
    stored(room)
    put_before(room, "Ada", item_id(room))
    attempt = room.answer("Ada")
    room.streams.run(0.0)
    card = teacher.get("marking", group="sure").text
    [chosen] = re.findall(r'desk-card__answer.*?<div class="pictures">(.*?)</div>', card, re.DOTALL)
    assert (RED in chosen, BLUE in chosen) == (True, False)
    page = teacher.get(f"answers/{attempt.id}").text
    answered, expected = page.split("What was expected", 1)
    assert (RED in answered, BLUE in answered) == (True, False)
    assert RED in expected
    assert BLUE in expected


def test_what_is_no_picture_is_told_at_its_option(teacher: Browser, room: Room) -> None:
    made(teacher, **CHOICE)
    refused = save(teacher, room, **files(b"", SVG))
    assert refused.status_code == 422
    assert 'id="fault-option_file-2"' in refused.text
    assert options_of(room)[1]["picture"] is None


def test_a_picture_of_another_tenant_cannot_be_named(teacher: Browser, room: Room) -> None:
    made(teacher, **CHOICE)
    facts = read_picture(PNG).model_dump_json(exclude={"alt"})
    assert save(teacher, room, option_picture=["", facts]).status_code == 404
