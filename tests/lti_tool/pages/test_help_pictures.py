"""Pictures of hints, solutions and feedback: kept, shown when told, changed, erased when unused."""

import html
import io
import re
from collections import defaultdict
from html.parser import HTMLParser
from typing import Any

import pytest
from sqlalchemy import select

from analytics.content.pictures import read_picture
from lti_tool.models import OwnItem
from tests.analytics.content.drawn import GIF, JPEG, PNG, SVG
from tests.analytics.content.questions.test_help_pictures import part
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.making import CHOICE, WORDS, form_of, made, put_before, stored
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_item_pictures import SKILLS, kept
from tests.lti_tool.pages.test_question_files import keep, show

HINT, WORKED, TOLD = (read_picture(raw).digest for raw in (PNG, GIF, JPEG))
FILE = (
    '<quiz><question type="multichoice"><questiontext><text>Which?</text></questiontext>'
    f"{part('generalfeedback', 'So it is.', GIF)}{part('hint', 'Look.', PNG)}"
    '<answer fraction="0"><text>Blue</text></answer>'
    f'<answer fraction="100"><text>Red</text>{part("feedback", "Yes.", JPEG)}</answer>'
    "</question></quiz>"
).encode()


class _Form(HTMLParser):
    """Collects what a browser would send of the question's form."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = defaultdict(list)
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        name, value = said.get("name", ""), said.get("value", "")
        if tag == "textarea" and name != "trial":
            self._area = name
            self.sent[name].append("")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in said and self._select:
            self.sent[self._select].append(value)
        elif tag == "input" and (
            "checked" in said or said.get("type") not in {"checkbox", "radio", "file"}
        ):
            self.sent[name].append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][-1] += data.strip("\n")


def save(browser: Browser, room: Room, **form: Any) -> Any:
    """Send the question's form as it is shown, with some fields changed."""
    page = _Form()
    page.feed(browser.get(f"questions/{row(room).id}").text.split("</form>")[0])
    return browser.post(f"questions/{row(room).id}", **{**page.sent, **form})


def row(room: Room) -> OwnItem:
    with room.database.read() as session:
        return session.scalars(select(OwnItem)).one()


def digests(room: Room) -> list[list[str]]:
    """Return the pictures of the kept question's hint, solution and options' feedback."""
    body = row(room).body
    told = [one["feedback_picture"] for one in body.get("options", ())]
    return [
        [one["digest"] for one in shown if one]
        for shown in (body["hint_pictures"], body["worked_pictures"], told)
    ]


def asked(teacher: Browser, room: Room) -> None:
    """Keep the file's question, and put it before Ada."""
    keep(teacher, FILE, place="1", **SKILLS)
    stored(room)
    put_before(room, "Ada", row(room).id)


def test_they_are_shown_before_and_kept_after(teacher: Browser, room: Room) -> None:
    _, page = show(teacher, FILE)
    assert page.count('src="data:image/') == 3
    assert kept(room) == []
    keep(teacher, FILE, **SKILLS)
    assert set(kept(room)) == {HINT, WORKED, TOLD}
    assert digests(room) == [[HINT], [WORKED], [TOLD]]
    assert "here already" in show(teacher, FILE)[1]


def test_a_learner_sees_each_when_it_is_told_and_not_before(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    asked(teacher, room)
    assert not re.search(f"{HINT}|{WORKED}|{TOLD}", ada.get().text)
    hinted = ada.post("hint", **form_of(ada)).text
    shown = f'<img class="picture" src="/l/{ada.token}/pictures/{HINT}" alt="F0" width="3"'
    assert shown in hinted
    assert not re.search(f"{WORKED}|{TOLD}", hinted)
    room.answer("Ada")
    room.streams.run(1.0)
    result = ada.get().text
    [worked] = re.findall(r'id="worked-.*?</details>', result, re.DOTALL)
    assert f'/pictures/{WORKED}" alt="F0"' in worked
    assert "Yes.</p>" in result
    assert f'/pictures/{TOLD}" alt="F0"' in result
    for digest, raw in ((HINT, PNG), (WORKED, GIF), (TOLD, JPEG)):
        assert ada.get(f"pictures/{digest}").data == raw


def test_a_learner_who_does_not_know_sees_the_hint_s_picture_for_next_time(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    asked(teacher, room)
    save(teacher, room, tries="2", hint="")
    stored(room)
    put_before(room, "Ada", row(room).id)
    ada.post("answers", dont_know="1", **form_of(ada))
    room.streams.run(0.0)
    page = html.unescape(ada.get().text)
    assert re.search(f"For next time:.*?/pictures/{HINT}", page, re.DOTALL)
    assert WORKED not in page


def test_a_hint_that_is_a_picture_can_be_asked_for(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    asked(teacher, room)
    save(teacher, room, hint="")
    stored(room)
    put_before(room, "Ada", row(room).id)
    assert "Show a hint" in ada.get().text
    assert HINT in ada.post("hint", **form_of(ada)).text


def test_a_teacher_sees_them_by_what_was_expected(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    asked(teacher, room)
    attempt = room.answer("Ada")
    room.streams.run(0.0)
    expected = teacher.get(f"answers/{attempt.id}").text.split("What was expected", 1)[1]
    assert all(digest in expected for digest in (HINT, WORKED, TOLD))
    desk = teacher.get("marking", group="sure").text
    assert all(digest in desk for digest in (HINT, WORKED, TOLD))


def test_a_trial_shows_what_choosing_tells(teacher: Browser, room: Room) -> None:
    keep(teacher, FILE, **SKILLS)
    form = _Form()
    form.feed(teacher.get(f"questions/{row(room).id}").text.split("</form>")[0])
    blue, red = (
        teacher.post("questions/try", json=True, **{**form.sent, "trial": n}).get_json()["html"]
        for n in ("1", "2")
    )
    assert (TOLD in blue, TOLD in red) == (False, True)


def test_the_form_takes_them_with_their_descriptions(teacher: Browser, room: Room) -> None:
    made(teacher, **CHOICE)
    sent = save(
        teacher,
        room,
        new_hint_picture=(io.BytesIO(PNG), "a.png"),
        new_hint_picture_alt=" A red  field ",
        new_worked_picture=(io.BytesIO(GIF), "b.gif"),
        feedback_file=[(io.BytesIO(b""), ""), (io.BytesIO(JPEG), "c.jpg")],
        feedback_alt=["", "Why not", "", ""],
    )
    assert sent.status_code == 303, sent.text
    assert digests(room) == [[HINT], [WORKED], [TOLD]]
    body = row(room).body
    assert body["hint_pictures"][0]["alt"] == "A red field"
    assert body["options"][1]["feedback_picture"]["alt"] == "Why not"
    page = teacher.get(f"questions/{row(room).id}").text
    assert page.count("This picture has no description yet.") == 1


def test_a_form_sent_as_it_is_changes_nothing_and_what_is_ticked_goes(
    teacher: Browser, room: Room
) -> None:
    keep(teacher, FILE, **SKILLS)
    before = row(room).body
    assert save(teacher, room).status_code == 303
    assert row(room).body == before
    save(teacher, room, hint_picture_out=[HINT], feedback_picture_out=["2"])
    assert digests(room) == [[], [WORKED], []]
    assert kept(room) == [WORKED]
    save(teacher, room, worked_picture_out=[WORKED])
    assert kept(room) == []


@pytest.mark.parametrize("form", ["moodle", "qti2", "qti3"])
def test_a_fetched_file_has_them_and_is_here_already(
    teacher: Browser, room: Room, form: str
) -> None:
    keep(teacher, FILE, **SKILLS)
    fetched = teacher.get(f"questions/file/{form}", which="own").data
    assert "1 question was here already." in keep(teacher, fetched)[1]
    save(teacher, room, hint_picture_out=[HINT], worked_picture_out=[WORKED])
    assert kept(room) == [TOLD]
    assert "1 question was changed." in keep(teacher, fetched)[1]
    assert digests(room) == [[HINT], [WORKED], [TOLD]]
    assert set(kept(room)) == {HINT, WORKED, TOLD}


def test_a_description_that_was_written_here_outlives_the_file(
    teacher: Browser, room: Room
) -> None:
    bare = FILE.replace(b'alt="F0"', b'alt=""')
    keep(teacher, bare, place="1", **SKILLS)
    assert "Pictures without a description" in teacher.get("skills").text
    alts = {"hint_picture_alt": "A red field", "worked_picture_alt": "Blue"}
    save(teacher, room, feedback_alt=["", "Why", "", ""], **alts)
    assert "Pictures without a description" not in teacher.get("skills").text
    assert "here already" in show(teacher, bare)[1]


@pytest.mark.parametrize("at", ["new_hint_picture", "new_worked_picture", "feedback_file"])
def test_what_is_no_picture_is_told_at_its_field(teacher: Browser, room: Room, at: str) -> None:
    made(teacher, **CHOICE)
    refused = save(teacher, room, **{at: (io.BytesIO(SVG), "a.png")})
    assert refused.status_code == 422
    assert f'id="fault-{at}{"-1" if at == "feedback_file" else ""}"' in refused.text
    assert kept(room) == []


def test_a_picture_of_another_tenant_cannot_be_named(teacher: Browser, room: Room) -> None:
    made(teacher, **WORDS)
    facts = read_picture(PNG).model_dump_json(exclude={"alt"})
    assert save(teacher, room, hint_picture=[facts]).status_code == 404


def test_gift_neither_has_nor_loses_the_picture_of_a_hint(teacher: Browser, room: Room) -> None:
    made(teacher, **WORDS)
    save(teacher, room, new_hint_picture=(io.BytesIO(PNG), "a.png"))
    assert "GIFT has no room for 1 question" in teacher.get("questions/file").text
    fetched = teacher.get("questions/file/gift", which="own").data
    assert "1 question was here already." in keep(teacher, fetched)[1]
    assert kept(room) == [HINT]
