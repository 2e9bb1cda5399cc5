"""A learner says "I don't know": a try without text, graded by rule."""

from analytics.grading.facts import not_known
from lti_tool.models import DeskPlace
from lti_tool.services.marking.placing import place_item
from tests.lti_tool.pages.conftest import Browser, attempts, events
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_student_page import form_of, until

RULE = not_known().model_dump(exclude={"score"})


def say(ada: Browser, room: Room, typed: str = "") -> None:
    sent = ada.post("answers", answer=typed, dont_know="1", **form_of(ada))
    assert sent.status_code == 303
    room.clock.go(1)
    room.streams.run(0.0, **RULE)


def test_it_counts_as_a_try_without_text_whatever_is_in_the_box(ada: Browser, room: Room) -> None:
    until(room, "Ada", "short_answer")
    say(ada, room, "half a thought")
    [event] = events(room, "answer.submitted")[-1:]
    kept = attempts(room)[-1]
    assert (event.answer, event.attempt_number) == ("", 1)
    assert (kept.answer, kept.score, kept.method) == ("", 0.0, "checker")


def test_the_page_takes_it_calmly_and_leads_on(ada: Browser, room: Room) -> None:
    until(room, "Ada", "short_answer")
    item = room.page("Ada").item
    say(ada, room)
    page = ada.get().text
    assert "Noted: you do not know this one yet." in page
    assert "For next time:" in page
    assert item.hint in page
    assert "Your next step" in page
    assert "Ask a person to look at this grade" not in page
    assert not any(reference in page for reference in item.references)


def test_the_history_and_the_teacher_read_it_in_words(
    ada: Browser, teacher: Browser, room: Room
) -> None:
    say(ada, room)
    room.next("Ada")
    history = ada.get().text.partition('id="history-title"')[2]
    assert "Did not know" in history
    assert 'class="number"' not in history
    listed = teacher.get("answers").text
    assert "I don’t know" in listed
    assert "Did not know" in listed


def test_a_number_or_choice_may_be_left_open_too(ada: Browser, room: Room) -> None:
    for kind in ("numeric", "multiple_choice"):
        until(room, "Ada", kind)
        say(ada, room)
        assert attempts(room)[-1].answer == ""
        room.next("Ada")


def test_the_desk_is_not_asked_to_compare_it(ada: Browser, room: Room) -> None:
    until(room, "Ada", "short_answer")
    say(ada, room)
    place_item(room.database, (room.activity.id, attempts(room)[-1].item_id))
    with room.database.read() as session:
        assert session.query(DeskPlace).all() == []
