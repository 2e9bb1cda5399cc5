"""Teachers change questions; answers keep what they were asked."""

import html
import re

from sqlalchemy import select

from lti_tool.models import OwnItemRevision
from lti_tool.services.marking.regrading import Regrader
from tests.lti_tool.pages.conftest import Browser, attempts, events
from tests.lti_tool.pages.making import NUMBER, WORDS, answered, form_of, made, put_before, stored
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_regrading import FakeJudge, ask, figures


def test_a_changed_question_is_a_new_revision_and_earlier_answers_keep_theirs(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **NUMBER)
    stored(room)
    answered(room, "Ada", item_id, "0.92")
    changed = {**NUMBER, "prompt": "How dense is ice?", "number": "0.917", "seen": "1"}
    assert teacher.post(f"questions/{item_id}", **changed).status_code == 303
    assert stored(room).own_items[item_id]["revision"] == 2
    [attempt] = attempts(room)
    assert attempt.item_revision == 1
    assert "Why does ice float?" in ada.get().text
    page = teacher.get(f"answers/{attempt.id}").text
    assert "Why does ice float?" in page
    assert "How dense is ice?" not in page
    assert "1 answer was graded by an earlier revision" in teacher.get(f"questions/{item_id}").text
    answered(room, "Ada", item_id, "0.917")
    assert events(room, "answer.submitted")[-1].item.revision == 2


def test_grading_anew_after_a_change_shows_what_would_change_and_can_be_taken_back(
    teacher: Browser, room: Room
) -> None:
    room.join("Ada")
    item_id = made(teacher, **WORDS)
    stored(room)
    answered(room, "Ada", item_id, "It is light.", 0.1)
    [attempt] = attempts(room)
    teacher.post(f"questions/{item_id}", **{**WORDS, "points": ["3", "1"], "seen": "1"})
    page = ask(teacher, attempt)
    Regrader(room.database, room.banks, FakeJudge({"It is light.": 1.0}), room.clock).step()
    assert figures(teacher.get(page).text) == ["1", "1", "0", "0"]
    teacher.post(f"{page}/apply", reason="The criteria weigh otherwise now.")
    [attempt] = attempts(room)
    assert (attempt.score, attempt.item_revision) == (1.0, 2)
    undo = re.search(r"marking/undo/[\w-]+", teacher.get("marking/decisions").text)
    assert undo is not None
    teacher.post(undo[0])
    [attempt] = attempts(room)
    assert (attempt.score, attempt.item_revision) == (0.1, 1)


def test_a_look_at_an_earlier_revision_is_out_of_date_after_a_change(
    teacher: Browser, room: Room
) -> None:
    room.join("Ada")
    item_id = made(teacher, **WORDS)
    stored(room)
    answered(room, "Ada", item_id, "It is light.", 0.1)
    page = ask(teacher, attempts(room)[0])
    Regrader(room.database, room.banks, FakeJudge({"It is light.": 1.0}), room.clock).step()
    teacher.post(f"questions/{item_id}", **{**WORDS, "points": ["3", "1"], "seen": "1"})
    assert "This look is out of date." in teacher.get(page).text
    assert teacher.post(f"{page}/apply", reason="So.").status_code == 422


def test_saved_without_a_change_it_stays_the_same_revision(teacher: Browser, room: Room) -> None:
    item_id = made(teacher, **NUMBER)
    teacher.post(f"questions/{item_id}", **NUMBER, seen="1")
    teacher.post(f"questions/{item_id}", **{**NUMBER, "convert": []}, seen="1")
    with room.database.read() as session:
        kept = [one.revision for one in session.scalars(select(OwnItemRevision))]
    assert kept == [1, 2]


def test_two_who_change_it_at_once_lose_nothing(teacher: Browser, room: Room) -> None:
    item_id = made(teacher, **NUMBER)
    teacher.post(f"questions/{item_id}", **{**NUMBER, "number": "0.9", "seen": "1"})
    refused = teacher.post(f"questions/{item_id}", **{**NUMBER, "number": "0.95", "seen": "1"})
    assert refused.status_code == 422
    assert "Somebody else changed this question meanwhile." in refused.text
    assert 'value="0.95"' in refused.text


def test_who_writes_while_the_question_is_changed_is_asked_to_read_it_again(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **WORDS)
    stored(room)
    put_before(room, "Ada", item_id)
    form = form_of(ada)
    teacher.post(f"questions/{item_id}", **{**WORDS, "prompt": "Why not sink?", "seen": "1"})
    refused = ada.post("answers", answer="Because so.", **form)
    assert refused.status_code == 422
    page = html.unescape(refused.text)
    assert "Your teacher changed this question while you were writing." in page
    assert "Why not sink?" in page
    assert "Because so." in page
    assert ada.post("answers", answer="Because so.", **form_of(ada)).status_code == 303
