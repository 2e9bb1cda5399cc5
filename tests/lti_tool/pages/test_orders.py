"""A teacher's orders about paths: what learners then get, and what goes back."""

import html
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from analytics.paths.step import Reason
from lti_tool.models import Progress, User
from lti_tool.services.apply_events import apply
from lti_tool.views.words import reason_words
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import Room


def learner_id(room: Room, name: str = "Ada") -> str:
    with room.database.read() as session:
        return str(session.scalars(select(User.id).where(User.name == name)).one())


def decide(teacher: Browser, kind: str, skill_id: str, learner: str = "") -> Any:
    form = {"kind": kind, "skill_id": skill_id, "learner_id": learner}
    return teacher.post("orders", reason="We did this in class.", **form)


def present(room: Room, name: str = "Ada") -> set[str]:
    """Return the skills of the item before a learner."""
    return set(room.page(name).item.skills)


def shown(teacher: Browser, learner: str = "") -> str:
    return html.unescape(teacher.get("orders", learner=learner).text)


def follow(room: Room) -> None:
    """Let what the tool says of paths come back from the streams."""
    with room.database.write() as session:
        said = [*events(room, "path.advised"), *events(room, "score.released")]
        apply(session, said, room.clock())


def test_a_locked_skill_leaves_the_learner_at_once_and_stays_away(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    [first] = present(room)
    assert decide(teacher, "lock", first).status_code == 303
    assert "is locked." in shown(teacher)
    for _ in range(6):
        assert first not in present(room)
        room.work("Ada", [1.0])
    plan = events(room, "answer.submitted")[-1].plan
    assert plan.orders.locked == (first,)
    assert first in {skill.id for skill in plan.skills}


def test_a_pinned_skill_comes_next_for_that_learner_only(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.join("Ben")
    before = present(room, "Ben")
    present(room)
    decide(teacher, "pin", "forces", learner_id(room))
    assert present(room) == {"forces"}
    assert present(room, "Ben") == before
    decide(teacher, "pin", "circuits", learner_id(room))
    assert present(room) == {"circuits"}
    assert shown(teacher, learner_id(room)).count("/undo") == 1


def test_mastered_and_skipped_skills_move_progress_and_the_score(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0, 1.0])
    with room.database.read() as session:
        was = session.scalars(select(Progress)).one().score
    for skill in ("heat", "energy"):
        decide(teacher, "mastered", skill, learner_id(room))
    decide(teacher, "skip", "forces")
    room.clock.go(1)
    follow(room)
    with room.database.read() as session:
        position = session.scalars(select(Progress)).one()
    assert was is not None
    assert position.score == pytest.approx((was * 14 + 2) / 13, abs=0.01)
    assert position.progress == pytest.approx(position.score)


def test_what_is_taken_back_is_as_if_it_had_not_been(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.work("Ada", [1.0])
    decide(teacher, "mastered", "heat", learner_id(room))
    room.clock.go(1)
    decide(teacher, "lock", "energy", learner_id(room))
    page = shown(teacher, learner_id(room))
    order_id = page.split("/orders/")[1].split("/undo")[0]
    assert teacher.post(f"orders/{order_id}/undo", learner_id=learner_id(room)).status_code == 303
    room.work("Ada", [1.0])
    assert events(room, "answer.submitted")[-1].plan.orders.mastered == ()
    teacher.post("orders/reset", learner_id=learner_id(room))
    assert "Nothing: the path is chosen" in shown(teacher, learner_id(room))
    room.work("Ada", [1.0])
    assert events(room, "answer.submitted")[-1].plan.orders.locked == ()


def test_an_order_needs_a_reason_and_leaves_something_to_ask(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    present(room)
    refused = teacher.post("orders", kind="lock", skill_id="heat", reason=" ")
    assert refused.status_code == 422
    assert "Say why" in html.unescape(refused.text)
    assert decide(teacher, "lock", "particles", learner_id(room)).status_code == 303
    last = decide(teacher, "lock", "measuring")
    assert last.status_code == 422
    assert "Nothing would be left to ask" in html.unescape(last.text)
    assert decide(teacher, "lock", "nothing").status_code == 404
    assert decide(teacher, "shout", "heat").status_code == 404
    assert decide(teacher, "lock", "heat", "no-id").status_code == 404


def test_advice_from_before_an_order_does_not_go_before_it(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    room.answer("Ada")
    room.streams.run(1.0)
    decide(teacher, "pin", "circuits")
    room.next("Ada")
    assert present(room) == {"circuits"}


def test_an_answer_to_what_was_put_away_is_told_so(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item = room.page("Ada").item
    [skill] = item.skills
    decide(teacher, "skip", skill)
    sent = ada.post("answers", attempt_id=str(uuid4()), item_id=item.id, answer="1")
    assert sent.status_code == 422
    assert "Your teacher has put this question away" in html.unescape(sent.text)
    assert events(room, "answer.submitted") == []


def test_a_learner_reads_what_the_teacher_decided(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    before = room.page("Ada")
    decide(teacher, "lock", "particles")
    decide(teacher, "skip", "forces")
    decide(teacher, "mastered", "heat", learner_id(room))
    page = html.unescape(ada.get("way").text)
    assert "waits for your teacher" in page
    assert "left out by your teacher" in page
    assert ">mastered, says your teacher<" in page
    assert f"1 of {len(before.skills) - 1} skills reached" in page
    assert room.page("Ada").version != before.version


@pytest.mark.parametrize("kind", ["skip", "lock"])
def test_what_is_not_asked_cannot_be_asked_for(
    teacher: Browser, ada: Browser, room: Room, kind: str
) -> None:
    room.page("Ada")
    assert "Ask me a question" in ada.get("way/forces").text
    decide(teacher, kind, "forces")
    page = html.unescape(ada.get("way/forces").text)
    assert "Ask me a question" not in page
    assert "No question of this skill is asked now: your teacher decided so." in page


def test_who_took_an_order_back_stands_with_it(teacher: Browser, ada: Browser, room: Room) -> None:
    decide(teacher, "lock", "heat")
    teacher.post("orders/reset", learner_id="")
    past = shown(teacher).split("What was taken back")[1]
    assert past.count("Grace Okafor") == 2
    assert "We did this in class." in past


def test_a_learner_who_waits_for_the_teacher_is_told_so(app: Flask) -> None:
    with app.test_request_context():
        said = reason_words(Reason(code="waiting"), {})
    assert "waits until your teacher opens it" in said


def test_only_teachers_decide(ada: Browser) -> None:
    assert ada.get("orders").status_code == 403
    assert ada.post("orders", kind="lock", skill_id="heat", reason="I say so").status_code == 403
