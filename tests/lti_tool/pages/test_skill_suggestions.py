"""Prerequisites that answers suggest: shown with their reason, accepted, rejected."""

import html
import re

import pytest
from sqlalchemy import select

from analytics.content import ItemBank, shipped_banks
from lti_tool.models import RejectedEdge
from lti_tool.services.skills.finding import Finder
from tests.fakes.answering import answers_of
from tests.lti_tool.pages.conftest import Browser, FakeReports
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_skills import before, page_of

BEFORE, AFTER = "measuring", "heat"
EDGE = {"before": BEFORE, "after": AFTER}
NOT_ENOUGH = "Of the skills that are not linked, no two have been answered by enough learners yet"


@pytest.fixture
def told(bank: ItemBank, reports: FakeReports) -> FakeReports:
    """Return a warehouse whose answers speak for one edge."""
    reports.told = answers_of(bank, 240, (BEFORE, AFTER))
    return reports


@pytest.fixture
def finder(room: Room, reports: FakeReports) -> Finder:
    """Return what counts the answers behind the pages."""
    return Finder(room.database, reports, shipped_banks(), room.clock)


def seen(browser: Browser, **query: str) -> str:
    """Return the page as it is kept."""
    page = html.unescape(browser.get("skills/suggestions", **query).text)
    return " ".join(page.split())


def counted(browser: Browser, finder: Finder, **query: str) -> str:
    """Return the page after all answers of now are counted."""
    browser.post("skills/suggestions/anew")
    while finder.step():
        pass
    return seen(browser, **query)


def rejections(room: Room) -> list[RejectedEdge]:
    with room.database.read() as session:
        return list(session.scalars(select(RejectedEdge).order_by(RejectedEdge.made_at)))


def test_a_suggestion_gives_its_reason_in_numbers(
    teacher: Browser, told: FakeReports, finder: Finder
) -> None:
    page = counted(teacher, finder)
    assert (
        "Of 60 learners who knew “Measuring and units”, 50% solved “Heat and temperature” at the "
        "first try; of 60 who did not, 0%." in page
    )
    assert "of 90 learners who did not know “Heat and temperature”, 33% solved" in page
    assert re.search(r"solved the other \d+ points more often \(19 times in 20 between \d+", page)
    assert "Compared: 240 learners." in page


def test_the_reason_is_told_in_chinese(teacher: Browser, told: FakeReports, finder: Finder) -> None:
    page = counted(teacher, finder, lang="zh")
    assert "在已会“Measuring and units”的 60 名学生中，50% 首次就答对了" in page
    assert "在不会的 60 名学生中，这一比例为 0%。" in page
    assert "采纳" in page


def test_accepting_draws_the_edge_as_by_hand_and_it_can_be_undone(
    teacher: Browser, room: Room, told: FakeReports, finder: Finder
) -> None:
    was = before(room, AFTER)
    assert teacher.post("skills/suggestions/accept", **EDGE).status_code == 303
    assert before(room, AFTER) == (*was, BEFORE)
    assert "“Heat and temperature” builds on “Measuring and units”." in page_of(teacher)
    assert NOT_ENOUGH in counted(teacher, finder)
    teacher.post("skills/back", revision=0)
    assert before(room, AFTER) == was
    assert "Of 60 learners who knew" in counted(teacher, finder)


def test_what_is_rejected_stays_away_and_keeps_who_and_when(
    teacher: Browser, room: Room, told: FakeReports, finder: Finder
) -> None:
    assert teacher.post("skills/suggestions/reject", **EDGE, learners=240).status_code == 303
    page = counted(teacher, finder)
    assert "Of 60 learners who knew" not in page
    assert "learners compared: 240" in page
    [row] = rejections(room)
    assert (row.before_id, row.after_id, row.learners) == (BEFORE, AFTER, 240)
    assert (row.made_at, row.undone_at) == (room.clock.at, None)
    assert before(room, AFTER) == ("particles",)


def test_a_rejected_one_comes_again_when_asked_for(
    teacher: Browser, room: Room, told: FakeReports, finder: Finder
) -> None:
    teacher.post("skills/suggestions/reject", **EDGE, learners=240)
    [row] = rejections(room)
    room.clock.go(60)
    assert teacher.post(f"skills/suggestions/{row.id}/undo").status_code == 303
    assert "Of 60 learners who knew" in counted(teacher, finder)
    [kept] = rejections(room)
    assert (kept.undone_at, kept.undone_by) == (room.clock.at, kept.made_by)


def test_a_rejected_one_comes_again_with_twice_the_learners(
    teacher: Browser, room: Room, bank: ItemBank, told: FakeReports, finder: Finder
) -> None:
    teacher.post("skills/suggestions/reject", **EDGE, learners=240)
    told.told = answers_of(bank, 472, (BEFORE, AFTER))
    assert "learners who knew" not in counted(teacher, finder)
    told.told = answers_of(bank, 480, (BEFORE, AFTER))
    page = counted(teacher, finder)
    assert "Of 120 learners who knew" in page
    assert "Rejected before, when 240 learners were compared:" in page
    teacher.post("skills/suggestions/reject", **EDGE, learners=480)
    assert "Of 120 learners who knew" not in counted(teacher, finder)
    assert [bool(row.undone_at) for row in rejections(room)] == [True, False]


def test_an_edge_that_is_drawn_or_follows_or_closes_a_circle_is_not_suggested(
    teacher: Browser, bank: ItemBank, reports: FakeReports, finder: Finder
) -> None:
    for drawn in (("particles", "heat"), ("heat", "particles"), ("measuring", "floating")):
        reports.told = answers_of(bank, 240, drawn)
        assert NOT_ENOUGH in counted(teacher, finder), drawn


def test_a_circle_made_meanwhile_is_refused_by_name(
    teacher: Browser, told: FakeReports, finder: Finder
) -> None:
    counted(teacher, finder)
    refused = teacher.post("skills/suggestions/accept", before="floating", after="measuring")
    assert refused.status_code == 422
    assert "run in a circle" in html.unescape(refused.text)
    assert "Of 60 learners who knew" in html.unescape(" ".join(refused.text.split()))


def test_few_learners_suggest_nothing(
    teacher: Browser, bank: ItemBank, reports: FakeReports, finder: Finder
) -> None:
    reports.told = answers_of(bank, 152, (BEFORE, AFTER))
    page = counted(teacher, finder)
    assert "Pairs of skills with enough learners: 0 of" in page
    assert NOT_ENOUGH in page
    assert "nothing that is not drawn" not in page


def test_unknown_skills_and_rejections_are_not_found(
    teacher: Browser, ada: Browser, told: FakeReports
) -> None:
    assert teacher.post("skills/suggestions/reject", before="x", after=AFTER).status_code == 404
    other = "00000000-0000-0000-0000-000000000001"
    assert teacher.post(f"skills/suggestions/{other}/undo").status_code == 404
    assert ada.get("skills/suggestions").status_code == 403
    assert ada.post("skills/suggestions/accept", **EDGE).status_code == 403


def test_the_editor_leads_to_the_suggestions(teacher: Browser) -> None:
    assert "/skills/suggestions" in page_of(teacher)
