"""What answers suggest is worked out behind the page, kept, and renewed when it is stale."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from analytics.content import ItemBank
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import Activity, Course, ResourceLink, SkillFindings
from lti_tool.services.skills.finding import KEPT_FOR, Finder
from tests.fakes.answering import answers_of
from tests.lti_tool.pages.conftest import Browser, FakeReports
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_skill_suggestions import (
    AFTER,
    BEFORE,
    EDGE,
    counted,
    finder,
    rejections,
    seen,
    told,
)

__all__ = ["finder", "told"]

SUGGESTED = "Of 60 learners who knew"
ANEW = "The answers are being counted anew."
FIRST_TIME = "The answers are being counted. This page shows the outcome by itself."
LATE = "The answers cannot be counted just now"


@pytest.fixture
def other(room: Room, teacher: Browser) -> Browser:
    """Return the teacher's browser at an activity of another course that teaches the same."""
    with room.database.write() as session:
        course = Course(tenant_id=room.tenant.id, lti_id="c2", title="Science 7c")
        session.add(course)
        session.flush()
        link = ResourceLink(tenant_id=room.tenant.id, course_id=course.id, lti_id="r2")
        activity = Activity(
            tenant_id=room.tenant.id,
            course_id=course.id,
            title="The same",
            bank_id=room.bank.id,
            created_by=room.teacher.id,
        )
        session.add_all([link, activity])
    there = room.teach(activity_id=activity.id, resource_link_id=link.id, course_id=course.id)
    return Browser(teacher.client, there)


def test_the_first_view_waits_for_nothing_and_shows_what_comes_by_itself(
    teacher: Browser, told: FakeReports, finder: Finder
) -> None:
    first = seen(teacher)
    assert FIRST_TIME in first
    assert "data-again" in first
    assert finder.step()
    page = seen(teacher)
    assert SUGGESTED in page
    assert "data-again" not in page


def test_a_view_counts_nothing_and_says_of_when_it_is(
    teacher: Browser, room: Room, told: FakeReports, finder: Finder
) -> None:
    counted(teacher, finder)
    told.away = True
    room.clock.go(60)
    page = seen(teacher)
    assert SUGGESTED in page
    assert 'Answers up to <time datetime="2026-03-02T09:00' in page
    assert not finder.step()


def test_it_is_counted_anew_a_day_later_and_shown_meanwhile(
    teacher: Browser, room: Room, bank: ItemBank, told: FakeReports, finder: Finder
) -> None:
    counted(teacher, finder)
    told.told = answers_of(bank, 480, (BEFORE, AFTER))
    room.clock.at += KEPT_FOR - timedelta(seconds=1)
    teacher.token = room.teach()
    assert ANEW not in seen(teacher)
    assert not finder.step()
    room.clock.go(1)
    page = seen(teacher)
    assert ANEW in page
    assert SUGGESTED in page
    assert "data-again" not in page
    assert finder.step()
    assert "Of 120 learners who knew" in seen(teacher)


def test_an_accepted_one_is_gone_at_once_and_the_rest_is_counted_anew(
    teacher: Browser, told: FakeReports, finder: Finder
) -> None:
    counted(teacher, finder)
    teacher.post("skills/suggestions/accept", **EDGE)
    page = seen(teacher)
    assert "learners who knew" not in page
    assert ANEW in page
    assert finder.step()
    assert "learners who knew" not in seen(teacher)


def test_what_is_kept_of_a_retired_skill_is_not_suggested(
    teacher: Browser, told: FakeReports, finder: Finder
) -> None:
    counted(teacher, finder)
    teacher.post(f"skills/{AFTER}/retire")
    assert "learners who knew" not in seen(teacher)


def test_a_rejected_one_stays_away_though_more_were_counted_since_it_was_seen(
    teacher: Browser, room: Room, bank: ItemBank, told: FakeReports, finder: Finder
) -> None:
    told.told = answers_of(bank, 480, (BEFORE, AFTER))
    counted(teacher, finder)
    teacher.post("skills/suggestions/reject", **EDGE, learners=240)
    assert "learners who knew" not in seen(teacher)
    assert [row.learners for row in rejections(room)] == [480]


def test_one_count_serves_all_courses_that_teach_the_same(
    teacher: Browser, other: Browser, told: FakeReports, finder: Finder
) -> None:
    for browser in (teacher, other):
        assert FIRST_TIME in seen(browser)
    assert finder.step()
    told.away = True
    assert finder.step()
    assert SUGGESTED in seen(teacher)
    assert SUGGESTED in seen(other)


def test_a_course_that_teaches_other_skills_has_a_count_of_its_own(
    teacher: Browser, other: Browser, told: FakeReports, finder: Finder
) -> None:
    teacher.post("skills/suggestions/accept", **EDGE)
    for browser in (teacher, other):
        seen(browser)
    while finder.step():
        pass
    assert "learners who knew" not in seen(teacher)
    assert SUGGESTED in seen(other)


def test_while_the_warehouse_is_away_it_stays_asked_for_and_the_page_says_so(
    teacher: Browser, room: Room, told: FakeReports, finder: Finder
) -> None:
    told.away = True
    seen(teacher)
    with pytest.raises(ReportsUnavailable):
        finder.step()
    assert LATE not in seen(teacher)
    room.clock.go(61)
    assert LATE in seen(teacher)
    told.away = False
    assert finder.step()
    page = seen(teacher)
    assert SUGGESTED in page
    assert LATE not in page


def test_asking_twice_is_asking_once(
    teacher: Browser, room: Room, told: FakeReports, finder: Finder
) -> None:
    for _ in range(2):
        assert teacher.post("skills/suggestions/anew").status_code == 303
    assert finder.step()
    assert not finder.step()
    with room.database.read() as session:
        [row] = session.scalars(select(SkillFindings))
        assert (row.asked_at, row.found_at) == (None, room.clock.at)


def test_learners_cannot_ask(ada: Browser) -> None:
    assert ada.post("skills/suggestions/anew").status_code == 403
