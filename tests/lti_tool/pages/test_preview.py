"""A teacher sees the activity as a learner does, and nothing of it is kept."""

import html
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from analytics.content import ItemBank
from analytics.grading.errors import GraderUnavailable
from analytics.mastery import LearnerState
from lti_tool.models import Base
from lti_tool.services.activities import content_of
from lti_tool.services.paths.previewing import right_answer
from lti_tool.services.paths.walking import LONGEST, Walk, read_walk
from tests.fakes.streams import FakeGrader
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room


def rows(room: Room) -> dict[str, int]:
    """Return how many rows each table has."""
    with room.database.read() as session:
        tables = Base.metadata.sorted_tables
        return {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def bests(state: LearnerState) -> dict[str, tuple[object, float]]:
    """Return what is believed of each skill, and its best mastery."""
    return {skill_id: (one.belief, one.best) for skill_id, one in state.now.skills.items()}


def place(page: str) -> dict[str, str]:
    """Return the walk and the item of a page, as its forms carry them."""
    found = re.findall(r'action="[^"]*/preview/(?:answers|next)(\?[^"]*)"', html.unescape(page))
    [address] = set(found)
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def posted(teacher: Browser, path: str, at: dict[str, str], **form: Any) -> Any:
    query = "&".join(f"{name}={value}" for name, value in at.items())
    return teacher.post(f"preview/{path}?{query}", **form)


def opened(teacher: Browser, **query: str) -> str:
    return html.unescape(teacher.get("preview", **query).text)


def test_a_teacher_walks_the_path_and_nothing_is_kept(teacher: Browser, room: Room) -> None:
    before = rows(room)
    page = opened(teacher)
    assert "Preview: nothing here is kept." in page
    for number in range(1, 7):
        given = posted(teacher, "answers", place(page), right="1")
        assert given.status_code == 200
        page = html.unescape(given.text)
        assert f"Answers so far: {number}" in page
        assert "data-grade" in page
        went = posted(teacher, "next", place(page), choice="advised")
        assert went.status_code == 303
        page = html.unescape(teacher.client.get(went.location).text)
    assert len(place(page)["walk"].split(".")) == 6
    assert rows(room) == before


def test_a_preview_begins_as_a_new_learner_does_and_moves_as_theirs(
    teacher: Browser, room: Room
) -> None:
    room.join("Ada")
    first = room.page("Ada").item
    assert first.prompt in opened(teacher)
    walk = Walk(content_of(room.activity, room.banks))
    for score in (1.0, 0.0, 0.5, 1.0):
        walk = walk.then(room.page("Ada").item.id, score)
        room.work("Ada", [score])
    [state] = room.streams.states.values()
    assert bests(walk.folded[0]) == bests(state)
    assert read_walk(walk.course, walk.text()) == walk


def test_what_a_learner_could_not_send_is_refused_and_stays(teacher: Browser) -> None:
    at = place(opened(teacher))
    refused = posted(teacher, "answers", at, answer=" ")
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text
    assert place(refused.text) == at


def test_not_knowing_moves_the_preview_too(teacher: Browser) -> None:
    page = posted(teacher, "answers", place(opened(teacher)), dont_know="1").text
    assert "you do not know this one yet" in html.unescape(page)
    assert place(page)["walk"].endswith("~0")


def test_a_hint_is_shown_and_what_is_typed_stays(teacher: Browser, bank: ItemBank) -> None:
    item = next(item for item in bank.items if item.hint and item.kind == "short_answer")
    page = opened(teacher, at=item.id)
    assert item.hint not in page
    page = html.unescape(posted(teacher, "hint", place(page), answer="Perhaps so").text)
    assert item.hint in page
    assert "Perhaps so" in page


def test_an_answer_that_waits_for_the_teacher_is_walked_past(
    teacher: Browser, grader: FakeGrader, bank: ItemBank
) -> None:
    item = next(item for item in bank.items if item.kind == "short_answer")
    grader.probabilities = (0.4, 0.3, 0.1, 0.1, 0.1)
    at = place(opened(teacher, at=item.id))
    page = html.unescape(posted(teacher, "answers", at, answer="It is something else.").text)
    assert "so your teacher will look at this" in page
    assert place(page)["walk"] == f"{item.id}~w"
    assert "Your next step" in page


def test_a_grader_that_is_away_is_said(
    teacher: Browser, grader: FakeGrader, bank: ItemBank
) -> None:
    item = next(item for item in bank.items if item.kind == "short_answer")
    grader.troubles = [GraderUnavailable("away")]
    at = place(opened(teacher, at=item.id))
    away = posted(teacher, "answers", at, answer="Because of the sun.")
    assert away.status_code == 503
    assert "The grader does not answer just now" in away.text
    assert "Because of the sun." in away.text


def test_orders_for_the_class_hold_in_the_preview(teacher: Browser, room: Room) -> None:
    item = Walk(content_of(room.activity, room.banks)).item()
    [skill] = item.skills
    teacher.post("orders", kind="lock", skill_id=skill, reason="Later.", learner_id="")
    page = opened(teacher)
    assert item.prompt not in page
    assert "waits for your teacher" in page
    assert teacher.get("preview", at=item.id).status_code == 404


@pytest.mark.parametrize("walk", ["nothing~1", "mea-1", "mea-1~101", "mea-1~x", "mea-1~²"])
def test_what_is_no_walk_is_not_found(teacher: Browser, walk: str) -> None:
    assert teacher.get("preview", walk=walk).status_code == 404


def test_a_walk_ends(teacher: Browser, room: Room) -> None:
    course = content_of(room.activity, room.banks)
    walk = Walk(course)
    for _ in range(LONGEST):
        walk = walk.then(walk.item().id, 1.0)
    page = opened(teacher, walk=walk.text())
    assert f"The preview ends here, after {LONGEST} answers." in page
    assert posted(teacher, "answers", place(page), dont_know="1").status_code == 404
    assert teacher.get("preview", walk=f"{walk.text()}.mea-1~1").status_code == 404


def test_the_right_answer_of_every_item_is_right(bank: ItemBank, teacher: Browser) -> None:
    for kind in ("numeric", "multiple_choice", "expression"):
        for item in bank.items:
            if item.kind == kind:
                at = {"walk": "", "at": item.id}
                given = posted(teacher, "answers", at, answer=right_answer(item))
                assert place(given.text)["walk"] == f"{item.id}~100"


def test_only_teachers_preview(ada: Browser) -> None:
    assert ada.get("preview").status_code == 403
    assert ada.post("preview/answers", right="1").status_code == 403
    assert ada.post("preview/next").status_code == 403
