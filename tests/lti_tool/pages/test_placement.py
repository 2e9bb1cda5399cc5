"""A placement test on the pages: turned on, taken, left, and what it found."""

import pytest

from analytics.mastery import start
from analytics.paths.placement import FEWEST, MOST, opening_question
from lti_tool.models import Activity, Course, Progress
from lti_tool.services.activities import content_of
from tests.lti_tool.pages.conftest import Browser, attempts, events
from tests.lti_tool.pages.making import stored
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_marking_desk import decide
from tests.lti_tool.pages.test_student_page import form_of


@pytest.fixture
def placing(teacher: Browser) -> None:
    assert teacher.post("paths/placement", placement="1").status_code == 303


def status(room: Room) -> str | None:
    with room.database.read() as session:
        return session.query(Progress).one().placement


def test_nobody_is_placed_until_a_teacher_says_so(ada: Browser, room: Room) -> None:
    assert "Placement test" not in ada.get().text
    room.work("Ada", [1.0])
    assert [one.placement for one in attempts(room)] == [None]


def test_a_teacher_turns_it_on_and_off_for_the_course(teacher: Browser, room: Room) -> None:
    assert "checked" not in teacher.get("paths").text.split('name="placement"')[1][:40]
    teacher.post("paths/placement", placement="1")
    assert "checked" in teacher.get("paths").text.split('name="placement"')[1][:40]
    teacher.post("paths/placement")
    with room.database.read() as session:
        assert session.query(Course).one().placement is False


@pytest.mark.usefixtures("placing")
def test_who_comes_new_sees_that_it_is_placement_and_how_many_are_left(
    ada: Browser, room: Room
) -> None:
    shown = ada.get().text
    plan = content_of(room.activity, room.banks).plan
    first = opening_question(plan, start())
    assert first is not None
    assert room.page("Ada").item.id == first.item_id
    assert "Placement test" in shown
    assert f"Question 1, at most {MOST - 1} more" in shown
    room.answer("Ada")
    room.streams.run()
    assert f"1 answered, at most {MOST - 1} more" in ada.get().text
    room.next("Ada")
    assert f"Question 2, at most {MOST - 2} more" in ada.get().text


@pytest.mark.usefixtures("placing")
def test_a_small_activity_promises_no_more_questions_than_it_has(ada: Browser, room: Room) -> None:
    with room.database.write() as session:
        session.get_one(Activity, room.activity.id).skill_ids = ["particles"]
    few = len(content_of(stored(room), room.banks).plan.items)
    assert few < FEWEST
    assert f"Question 1, at most {few - 1} more" in ada.get().text


@pytest.mark.usefixtures("placing")
def test_attempts_and_events_say_that_they_were_placement(
    ada: Browser, teacher: Browser, room: Room
) -> None:
    room.work("Ada", [1.0, 0.0])
    assert [one.placement for one in attempts(room)] == [1, 2]
    assert [event.placement for event in events(room, "answer.submitted")] == [1, 2]
    assert "placement" in ada.get().text
    assert teacher.get("answers").text.count('<span class="tag">placement</span>') == 2


@pytest.mark.usefixtures("placing")
def test_i_do_not_know_is_an_answer_of_the_test(ada: Browser, room: Room) -> None:
    ada.post("answers", dont_know="1", **form_of(ada))
    room.streams.run(0.0)
    assert [one.placement for one in attempts(room)] == [1]
    room.next("Ada")
    assert "Question 2" in ada.get().text


@pytest.mark.usefixtures("placing")
@pytest.mark.parametrize("right", [0.0, 1.0])
def test_it_ends_within_25_questions_and_says_what_it_found(
    ada: Browser, room: Room, right: float
) -> None:
    room.page("Ada")
    while status(room) == "running":
        room.work("Ada", [right])
    given = len(attempts(room))
    assert FEWEST <= given <= MOST
    assert [one.placement for one in attempts(room)] == list(range(1, given + 1))
    shown = ada.get().text
    assert "You are placed" in shown
    assert f"It rests on {given} answers." in shown
    assert ("You seem to know" in shown) == bool(right)
    room.work("Ada", [1.0])
    assert attempts(room)[-1].placement is None
    assert "You are placed" not in ada.get().text


@pytest.mark.usefixtures("placing")
def test_it_can_be_skipped_before_the_first_answer(ada: Browser, room: Room) -> None:
    ada.get()
    assert ada.post("placement/skip").status_code == 303
    assert status(room) == "skipped"
    shown = ada.get().text
    assert "You skipped the placement test" in shown
    assert "You begin at the start of the activity." in shown
    assert "first estimate" not in shown
    room.work("Ada", [1.0])
    assert [one.placement for one in attempts(room)] == [None]
    assert "placement test" not in ada.get().text


@pytest.mark.usefixtures("placing")
def test_who_skips_a_question_goes_on_with_what_the_path_advises(ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0, 1.0])
    asked = room.page("Ada").item.id
    parts = ada.post("placement/skip", json=True).get_json()["parts"]
    assert "You skipped the placement test" in parts["work"]
    page = room.page("Ada")
    assert page.item.id != asked
    room.work("Ada", [1.0])
    assert [one.placement for one in attempts(room)] == [1, 2, None]


@pytest.mark.usefixtures("placing")
def test_who_skips_after_an_answer_is_offered_a_step_of_the_path(ada: Browser, room: Room) -> None:
    room.answer("Ada")
    room.streams.run()
    assert room.page("Ada").offered[0].reason.code == "placement"
    ada.post("placement/skip")
    offered = room.page("Ada").offered
    assert offered
    assert all(step.reason.code != "placement" for step in offered)
    ada.post("placement/skip")
    assert status(room) == "skipped"


@pytest.mark.usefixtures("placing")
def test_an_answer_that_waits_for_its_teacher_does_not_stop_the_test(
    ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0], held="unsure")
    assert "Question 2" in ada.get().text


@pytest.mark.usefixtures("placing")
def test_a_grade_that_the_teacher_changes_tells_its_question_and_the_test_goes_on(
    ada: Browser, teacher: Browser, room: Room
) -> None:
    room.work("Ada", [0.0, 0.0, 0.0])
    decide(teacher, attempts(room)[:1], "100", bank=room.bank.id)
    room.streams.run()
    assert [event.placement for event in events(room, "grade.overridden")] == [1]
    assert status(room) == "running"
    assert f"Question 4, at most {MOST - 4} more" in ada.get().text


def test_who_has_answered_already_is_not_placed(ada: Browser, teacher: Browser, room: Room) -> None:
    room.work("Ada", [1.0])
    teacher.post("paths/placement", placement="1")
    with room.database.write() as session:
        session.query(Progress).one().item_id = None
    room.page("Ada")
    assert status(room) is None


@pytest.mark.usefixtures("placing")
def test_turning_it_off_leaves_who_is_in_a_test_in_it(
    ada: Browser, teacher: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    teacher.post("paths/placement")
    room.work("Ada", [1.0])
    assert [one.placement for one in attempts(room)] == [1, 2]


@pytest.mark.usefixtures("placing")
def test_it_is_in_chinese_too(ada: Browser) -> None:
    page = ada.get(lang="zh").text
    assert "摸底测试" in page
    assert "Measuring and units、Particles and states" in page


def test_only_learners_skip_and_only_teachers_choose(ada: Browser, teacher: Browser) -> None:
    assert teacher.post("placement/skip").status_code == 403
    assert ada.post("paths/placement", placement="1").status_code == 403
