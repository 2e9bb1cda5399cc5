"""Teachers read what answers say of a question; learners are asked by it."""

import pytest
from flask import Flask

from analytics.content import shipped_banks
from analytics.events import PlannedWork
from analytics.reports import ItemEvidenceLine
from lti_tool.app import create_app
from lti_tool.services.difficulties import Difficulties, TaughtBanks
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.lti_tool.pages.conftest import TOOL, Browser, FakeReports, attempts, events
from tests.lti_tool.pages.making import FORMS, form_of, made, put_before, stored
from tests.lti_tool.pages.room import Room


def said(item_id: str, answers: int, off: float, revision: int = 1) -> ItemEvidenceLine:
    """Return what answers say: so many logits from the middle."""
    weight = answers * 0.15
    sums = {"answers": answers, "weight": weight, "weighted": weight * off}
    return ItemEvidenceLine(item_id=item_id, revision=revision, **sums)


@pytest.fixture
def app(room: Room, reports: FakeReports) -> Flask:
    """Return a tool that looks at the warehouse at once, and every time."""
    known = Difficulties(reports, iter(range(0, 10**9, 100)).__next__, lambda work: work())
    return create_app(
        parts=Parts(
            settings=Settings(public_url=TOOL, secret_key="s" * 32),
            database=room.database,
            banks=TaughtBanks(shipped_banks(), known),
            reports=reports,
            clock=room.clock,
        )
    )


@pytest.mark.parametrize(
    ("answers", "off", "words"),
    [
        (40, 2.0, "40 answers say: harder than set"),
        (40, -2.0, "40 answers say: easier than set"),
        (40, 0.2, "40 answers say: as hard as set"),
        (6, 0.9, "6 answers say: as hard as set"),
        (4, 2.0, "4 answers, too few to say how hard it is"),
        (1, 2.0, "1 answer, too few to say how hard it is"),
    ],
)
def test_the_list_says_what_answers_say_beside_the_level(
    teacher: Browser, reports: FakeReports, answers: int, off: float, words: str
) -> None:
    item_id = made(teacher, **FORMS["number"])
    assert "than set" not in teacher.get("questions").text
    reports.evidence = [said(item_id, answers, off)]
    page = teacher.get("questions").text
    assert f"<span>middle</span><span>{words}</span>" in page
    assert words in teacher.get(f"questions/{item_id}").text


def test_the_same_in_chinese(app: Flask, room: Room, reports: FakeReports) -> None:
    teacher = Browser(app.test_client(), room.teach(locale="zh-CN"))
    reports.evidence = [said(made(teacher, **FORMS["number"]), 40, 2.0)]
    assert "40 个回答表明：比设定的难" in teacher.get("questions").text


def test_a_new_revision_starts_anew(teacher: Browser, reports: FakeReports) -> None:
    item_id = made(teacher, **FORMS["number"])
    reports.evidence = [said(item_id, 40, 2.0, revision=7)]
    assert "than set" not in teacher.get("questions").text


def test_the_page_is_whole_while_the_warehouse_is_away(
    teacher: Browser, reports: FakeReports
) -> None:
    made(teacher, **FORMS["number"])
    reports.away = True
    assert "Made by teachers here" in teacher.get("questions").text


def test_an_answer_carries_what_was_learned_and_so_does_its_override(
    teacher: Browser, ada: Browser, room: Room, reports: FakeReports
) -> None:
    item_id = made(teacher, **FORMS["number"])
    reports.evidence = [said(item_id, 40, 2.0)]
    put_before(room, "Ada", item_id)
    ada.post("answers", answer="0.92", **form_of(ada))
    room.streams.run(1.0)
    [attempt] = attempts(room)
    form = {"score": "0", "reason": "Without its unit.", "seen_version": "1"}
    teacher.post(f"answers/{attempt.id}/grade", **form)

    for kind in ("answer.submitted", "grade.overridden"):
        assert planned(events(room, kind)[-1], item_id) == (1.5, 1)
    assert events(room, "answer.submitted")[-1].item.difficulty == 0.0


def test_an_override_is_about_the_revision_that_was_asked(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **FORMS["number"])
    put_before(room, "Ada", item_id)
    ada.post("answers", answer="0.92", **form_of(ada))
    room.streams.run(1.0)
    teacher.post(f"questions/{item_id}", **{**FORMS["number"], "level": "1.5", "seen": "1"})
    [attempt] = attempts(room)
    form = {"score": "0", "reason": "Without its unit.", "seen_version": "1"}
    teacher.post(f"answers/{attempt.id}/grade", **form)

    assert stored(room).own_items[item_id]["revision"] == 2
    assert planned(events(room, "grade.overridden")[-1], item_id)[1] == 1


def planned(event: PlannedWork, item_id: str) -> tuple[float, int]:
    """Return an item's difficulty and revision as the plan of an event has them."""
    [item] = [one for one in event.plan.items if one.id == item_id]
    return item.difficulty, item.revision
