"""A teacher lets a learner begin anew: who reads what, and what the score does."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from analytics.content.plan import PathOrders
from lti_tool.models import Activity, Attempt, Progress, SkillReset, User
from lti_tool.services.activities import content_of
from lti_tool.services.paths.carrying_out import state_from
from lti_tool.services.positions import left_for, mastery_of
from lti_tool.services.skill_places import is_due
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import Room


def learner_id(room: Room, name: str = "Ada") -> str:
    with room.database.read() as session:
        return str(session.scalars(select(User.id).where(User.name == name)).one())


def begin_anew(teacher: Browser, room: Room, skill: str = "", **changes: str) -> Any:
    room.clock.go(5)
    form = {"learner_id": learner_id(room), "anew_skill": skill, "reason": "She was ill then."}
    return teacher.post("orders/anew", **form | changes)


def undo(teacher: Browser, room: Room) -> Any:
    [row] = resets(room)
    room.clock.go(5)
    return teacher.post(f"orders/anew/{row.id}/undo", learner_id=learner_id(room))


def resets(room: Room) -> list[SkillReset]:
    with room.database.read() as session:
        return list(session.scalars(select(SkillReset).order_by(SkillReset.made_at)))


def position(room: Room) -> Progress:
    with room.database.read() as session:
        return session.scalars(select(Progress)).one()


def shown(browser: Browser, path: str = "", **query: str) -> str:
    text = re.sub(r"<[^>]+>", " ", html.unescape(browser.get(path, **query).text))
    return " ".join(text.split())


def best_skill(room: Room) -> str:
    """Return the skill of which the learner has shown the most."""
    return max(mastery_of(position(room)).values(), key=lambda one: one.best).skill_id


def test_what_is_believed_begins_anew_and_the_score_stays(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0, 1.0, 1.0, 0.4])
    before = position(room)
    assert begin_anew(teacher, room).status_code == 303
    room.streams.run()
    after = position(room)
    assert before.score is not None
    assert after.score == pytest.approx(before.score)
    assert (before.progress > 0, after.progress) == (True, 0.0)
    known = mastery_of(after).values()
    assert {one.answers for one in known} == {0}
    assert max(one.best for one in known) > 0
    assert after.advice["occurred_at"] > before.advice["occurred_at"]
    with room.database.read() as session:
        assert len(session.scalars(select(Attempt)).all()) == 4


def test_taken_back_it_is_as_if_it_had_not_been(teacher: Browser, ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0, 0.0, 1.0])
    begin_anew(teacher, room)
    room.streams.run()
    room.work("Ada", [1.0])
    assert undo(teacher, room).status_code == 303
    assert undo(teacher, room).status_code == 303
    room.streams.run()
    said = events(room, "mastery.reset")
    assert [(one.reset_version, one.in_force) for one in said] == [(1, True), (2, False)]
    assert said[0].since == said[1].since < said[1].occurred_at
    assert {one.actor_id for one in said} == {room.teacher.id}
    known = mastery_of(position(room)).values()
    assert sum(one.answers for one in known) >= 4
    assert {one.anew for one in known} == {None}
    page = shown(teacher, "orders", learner=learner_id(room))
    assert "Nothing: every answer counts." in page
    assert "Everything begins anew. Ada · She was ill then. · Grace Okafor" in page


def test_the_same_again_changes_nothing_until_something_is_answered(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    for _ in range(2):
        assert begin_anew(teacher, room).status_code == 303
    assert len(resets(room)) == 1
    room.work("Ada", [1.0])
    begin_anew(teacher, room)
    assert len(resets(room)) == len(events(room, "mastery.reset")) == 2


def test_it_needs_a_reason_and_something_to_begin_anew(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.page("Ada")
    nothing = begin_anew(teacher, room)
    assert nothing.status_code == 422
    assert "has not answered anything yet" in html.unescape(nothing.text)
    room.work("Ada", [1.0])
    mute = begin_anew(teacher, room, "heat", reason=" ")
    assert mute.status_code == 422
    assert "Say why" in html.unescape(mute.text)
    assert begin_anew(teacher, room, "nothing").status_code == 404
    assert begin_anew(teacher, room, learner_id="").status_code == 404
    assert resets(room) == []


def test_a_learner_begins_anew_so_many_times_at_most(
    teacher: Browser, ada: Browser, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lti_tool.services.paths.resetting.MOST", 1)
    room.work("Ada", [1.0])
    assert begin_anew(teacher, room).status_code == 303
    refused = begin_anew(teacher, room, "heat")
    assert refused.status_code == 422
    assert "Take one of these back first." in html.unescape(refused.text)
    undo(teacher, room)
    assert begin_anew(teacher, room, "heat").status_code == 303


def test_only_teachers_let_begin_anew(ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0])
    assert begin_anew(ada, room).status_code == 403


def test_the_learner_reads_why_and_which_answers_count(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0, 1.0])
    skill = best_skill(room)
    name = room.bank.skills_by_id[skill].name
    version = room.page("Ada").versions["trail"]
    begin_anew(teacher, room, skill)
    assert room.page("Ada").versions["trail"] != version
    room.streams.run()
    said = f"Your teacher lets you begin anew with “{name}”."
    assert said in shown(ada)
    assert "Your score so far stays." in shown(ada)
    of_skill = shown(ada, f"way/{skill}")
    assert said in of_skill
    assert "From before you began anew; it counts no more" in of_skill
    assert "You have not answered a question of this skill yet" not in of_skill
    assert "She was ill then." not in shown(ada) + of_skill
    room.work("Ada", [1.0] * 5)
    assert said not in shown(ada)
    assert said in shown(ada, f"way/{skill}")


def test_a_later_reset_that_covers_an_earlier_one_speaks_for_both(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    for skill in ("heat", "energy", ""):
        begin_anew(teacher, room, skill)
    assert [one.skill_id for one in room.page("Ada").begun_anew] == [None]
    begin_anew(teacher, room, "heat")
    assert len(resets(room)) == 3
    room.work("Ada", [1.0])
    begin_anew(teacher, room, "heat")
    assert [one.skill_id for one in room.page("Ada").begun_anew] == [None, "heat"]


def test_the_teacher_sees_it_with_the_answers_and_takes_it_back(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    begin_anew(teacher, room, "heat")
    heat = room.bank.skills_by_id["heat"].name
    answers = shown(teacher, "answers", learner=learner_id(room))
    assert f"Began anew: {heat}" in answers
    assert "She was ill then." in answers
    page = shown(teacher, "orders", learner=learner_id(room))
    assert f"“{heat}” begins anew. She was ill then. · Grace Okafor" in page
    assert "Began anew" not in shown(teacher, "answers")


def test_in_the_language_of_the_reader(teacher: Browser, ada: Browser, room: Room) -> None:
    room.work("Ada", [1.0])
    begin_anew(teacher, room)
    room.streams.run()
    assert "老师让你从头开始。" in html.unescape(ada.get(lang="zh").text)
    orders = teacher.get("orders", lang="zh", learner=learner_id(room)).text
    assert "全部从头开始。" in html.unescape(orders)


def test_a_skill_that_was_reached_is_open_again_and_needs_no_review(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0] * 12)
    skill, course = best_skill(room), content_of(room.activity, room.banks)
    assert mastery_of(position(room))[skill].standing >= course.plan.threshold
    teacher.post("orders", kind="pin", skill_id=skill, reason="Again.", learner_id=learner_id(room))
    pinned = course.plan.ordered(PathOrders(pinned=skill))
    assert len(left_for(pinned, position(room)).skills) > 1
    begin_anew(teacher, room, skill)
    room.streams.run()
    known = mastery_of(position(room))[skill]
    assert [one.id for one in left_for(pinned, position(room)).skills] == [skill]
    late = room.clock() + timedelta(days=900)
    assert not is_due(replace(known, due=room.clock()), course.plan.threshold, late)


def test_a_reset_after_a_placement_test_begins_no_new_one(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    with room.database.write() as session:
        session.scalars(select(Attempt)).one().placement = 3
        session.scalars(select(Progress)).one().placement = "over"
    begin_anew(teacher, room)
    assert events(room, "mastery.reset")[0].placement is None
    with room.database.write() as session:
        session.scalars(select(Progress)).one().placement = "running"
    undo(teacher, room)
    assert events(room, "mastery.reset")[1].placement == 3


def test_orders_after_a_reset_are_carried_out_upon_what_is_believed_then(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0, 1.0])
    begin_anew(teacher, room)
    room.streams.run()
    room.work("Ada", [1.0])
    with room.database.read() as session:
        course = content_of(session.get_one(Activity, room.activity.id), room.banks)
        learner = session.scalars(select(User).where(User.name == "Ada")).one()
        state = state_from(session, course, learner.id)
    lived = room.streams.states[learner.id]
    assert (state.now, state.resets) == (lived.now, lived.resets)
