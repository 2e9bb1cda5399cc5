"""Grades of teachers in the LMS: seen, kept, asked about."""

import pytest
from sqlalchemy import select

from lti_tool.errors import NotFound, Refused
from lti_tool.models import Passback, Registration
from lti_tool.services import gradebook
from lti_tool.services.gradebook.disputes import decide, resend, resend_all
from lti_tool.services.gradebook.words import GONE, KEPT, OTHERS_GRADE, OVERRIDDEN
from lti_tool.services.tool_config import SCORE
from tests.fakes.gradebook import FakeGradebook
from tests.lti_tool.gradebook.conftest import School


def _decide(school: School, choice: str, seen: str, subject: str = "ada") -> None:
    launch, row = school.launch(), school.row(subject)
    with school.database.write() as session:
        decide(session, launch, row.id, choice, seen, school.clock())


def _product(school: School, product: str) -> None:
    with school.database.write() as session:
        session.scalars(select(Registration)).one().product = product


def test_a_grade_that_a_teacher_gave_first_is_not_written_over(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    row = school.row()
    assert (row.status, row.lms_score, row.detail) == ("conflict", 0.8, OTHERS_GRADE)
    assert row.lms_seen_at is not None
    assert book.bodies == []


def test_a_grade_that_a_teacher_changed_later_is_not_written_over(
    school: School, book: FakeGradebook
) -> None:
    school.release("ada", 0.5, 1)
    school.deliver()
    book.by_hand("ada", 80)
    school.release("ada", 0.6, 2)
    school.deliver()
    assert school.row().status == "conflict"
    assert book.grades["ada"].score == 80


def test_new_scores_wait_while_a_teacher_has_not_decided(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    for seq, score in enumerate((0.5, 0.6, 0.9)):
        school.release("ada", score, seq)
        school.deliver()
    assert (school.row().status, school.row().score) == ("conflict", 0.9)
    assert book.bodies == []


def test_pushing_ours_replaces_exactly_the_grade_that_was_shown(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    _decide(school, "ours", "0.8000")
    school.deliver()
    assert (school.row().status, book.grades["ada"].score) == ("sent", 50)


def test_pushing_ours_stops_if_the_teacher_changes_the_grade_meanwhile(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    _decide(school, "ours", "0.8000")
    book.by_hand("ada", 90)
    school.deliver()
    assert (school.row().status, school.row().lms_score) == ("conflict", 0.9)
    assert book.grades["ada"].score == 90


def test_a_decision_over_a_grade_that_is_no_longer_there_is_refused(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    with pytest.raises(Refused):
        _decide(school, "ours", "0.7000")
    assert school.row().status == "conflict"


def test_keeping_theirs_holds_for_later_scores_too(school: School, book: FakeGradebook) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    _decide(school, "theirs", "0.8000")
    school.release("ada", 0.7, 2)
    school.deliver()
    school.look()
    assert (school.row().status, school.row().detail) == ("kept", KEPT)
    assert book.bodies == []


def test_asking_later_leaves_the_grade_and_the_question(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    _decide(school, "later", "0.8000")
    assert school.row().status == "conflict"
    assert school.row().ask_after > school.clock()


def test_nobody_decides_over_another_activitys_row(school: School, book: FakeGradebook) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    row, elsewhere = school.row(), school.launch(activity_id=None)
    with pytest.raises(NotFound), school.database.write() as session:
        decide(session, elsewhere, row.id, "ours", "0.8000", school.clock())
    with pytest.raises(NotFound), school.database.write() as session:
        resend(session, elsewhere, row.id, school.clock())


def test_moodles_silent_override_is_seen_after_sending(school: School, book: FakeGradebook) -> None:
    book.manners = "moodle"
    school.release("ada", 0.5, 1)
    school.deliver()
    book.by_hand("ada", 80)
    school.release("ada", 0.6, 2)
    school.deliver()
    _decide(school, "ours", "0.8000")
    school.deliver()
    row = school.row()
    assert (row.status, row.lms_score, row.detail) == ("conflict", 0.8, OVERRIDDEN)
    assert book.grades["ada"].score == 80


def test_an_hourly_look_finds_a_teachers_grade(school: School, book: FakeGradebook) -> None:
    school.release("ada", 0.5, 1)
    school.release("ben", 0.6, 1)
    school.deliver()
    book.by_hand("ada", 95)
    school.look()
    assert (school.row("ada").status, school.row("ada").lms_score) == ("conflict", 0.95)
    assert (school.row("ben").status, school.row("ben").lms_score) == ("sent", 0.6)


def test_a_column_is_looked_at_once_an_hour_and_on_every_page(
    school: School, book: FakeGradebook
) -> None:
    book.page_size = 2
    for number in range(5):
        school.release(f"learner-{number}", 0.5, 1)
    school.deliver()
    book.by_hand("learner-4", 95)
    before = book.count("GET", "/results")
    school.look()
    assert book.count("GET", "/results") == before + 3
    assert not school.lti.columns.step()
    assert school.row("learner-4").status == "conflict"


def test_a_grade_that_was_removed_there_is_said_and_not_pushed(
    school: School, book: FakeGradebook
) -> None:
    school.release("ada", 0.5, 1)
    school.deliver()
    book.by_hand("ada", None)
    school.look()
    school.deliver()
    assert (school.row().status, school.row().detail) == ("sent", GONE)
    assert len(book.bodies) == 1
    launch = school.launch()
    with school.database.write() as session:
        resend(session, launch, school.row().id, school.clock())
    school.deliver()
    assert book.grades["ada"].score == 50


def test_a_teacher_who_removes_the_own_grade_lets_ours_in(
    school: School, book: FakeGradebook
) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    book.by_hand("ada", None)
    school.look()
    school.deliver()
    assert (school.row().status, book.grades["ada"].score) == ("sent", 50)


def test_a_score_lost_on_the_way_back_is_found_and_not_sent_twice(
    school: School, book: FakeGradebook
) -> None:
    book.fault_rate = 1.0
    school.release("ada", 0.5, 1)
    while not book.taken:
        if not school.lti.passback.step():
            school.clock.now = school.row().next_try_at
        book.fault_rate = 0.0 if book.taken else 0.5
    school.deliver()
    assert book.taken["ada"] == [50]
    assert school.row().status == "sent"


def test_a_platform_that_shows_no_results_still_gets_scores(
    school: School, book: FakeGradebook
) -> None:
    school.change_link(ags_scopes=[SCORE])
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.deliver()
    assert school.row().status == "sent"
    assert book.count("GET", "/results") == 0


def test_canvas_is_told_to_keep_a_grade_given_in_between(
    school: School, book: FakeGradebook
) -> None:
    _product(school, "canvas")
    key = "https://canvas.instructure.com/lti/submission"
    school.release("ada", 0.5, 1)
    school.deliver()
    book.by_hand("ada", 80)
    school.look()
    _decide(school, "ours", "0.8000")
    school.deliver()
    first, second = (body[key] for body in book.bodies)
    assert (first["new_submission"], first["prioritize_non_tool_grade"]) == (True, True)
    assert (second["new_submission"], second["prioritize_non_tool_grade"]) == (False, False)


def test_a_locked_column_is_given_up_in_words_and_can_be_sent_again(
    school: School, book: FakeGradebook
) -> None:
    book.locked = True
    school.release("ada", 0.5, 1)
    school.deliver(hours=24)
    assert school.row().status == "refused"
    assert "locked" in school.row().detail
    assert len(book.bodies) == 12
    book.locked = False
    launch = school.launch()
    with school.database.write() as session:
        assert resend_all(session, launch, school.clock()) == 1
    school.deliver()
    assert school.row().status == "sent"


def test_resending_all_leaves_open_questions_alone(school: School, book: FakeGradebook) -> None:
    book.by_hand("ada", 80)
    school.release("ada", 0.5, 1)
    school.release("ben", 0.5, 1)
    school.deliver()
    launch = school.launch()
    with school.database.write() as session:
        assert resend_all(session, launch, school.clock()) == 1
    school.deliver()
    assert school.row("ada").status == "conflict"
    assert book.taken == {"ben": [50]}


def test_health_counts_a_tenants_rows(school: School, book: FakeGradebook) -> None:
    book.by_hand("ada", 80)
    book.test_students.add("test")
    for subject in ("ada", "ben", "test"):
        school.release(subject, 0.5, 1)
    school.deliver()
    with school.database.read() as session:
        found = gradebook.health(session, school.course.tenant_id)
        sent = session.scalars(select(Passback).where(Passback.status == "sent")).one()
    assert found.counts == {
        "pending": 0,
        "sent": 1,
        "conflict": 1,
        "kept": 0,
        "not_gradable": 1,
        "refused": 0,
    }
    assert found.last_success == sent.sent_timestamp
    assert len(found.reasons) == 2
