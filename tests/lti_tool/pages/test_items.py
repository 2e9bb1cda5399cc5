"""Teachers make questions, try answers, place them, and change them later."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from analytics.grading.errors import GraderUnavailable
from lti_tool.models import Activity, OwnItem, OwnItemRevision, Progress, User
from lti_tool.services.marking.regrading import Regrader
from tests.fakes.streams import FakeGrader
from tests.lti_tool.pages.conftest import Browser, attempts, events
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_regrading import FakeJudge, ask, figures

HEAD = {"prompt": "Why does ice float?", "skill": "density", "weight": "100", "place": "1"}
WORDS = {
    **HEAD,
    "kind": "short_answer",
    "references": "Ice is less dense than water.",
    "criterion": ["Ice is less dense", "So it is pushed up"],
    "points": ["1", "3"],
    "phrases": ["it has a lower density", "the water pushes it up"],
}
NUMBER = {
    **HEAD,
    "kind": "numeric",
    "number": "0.92",
    "unit": "g/cm3",
    "tolerance": "0.01",
    "convert": "1",
}
FORMULA = {**HEAD, "kind": "expression", "formula": "m/V"}
CHOICE = {**HEAD, "kind": "multiple_choice", "option": ["Ice", "Iron"], "correct": "1"}
SELECT = {
    **HEAD,
    "kind": "multiple_select",
    "option": ["Ice", "Iron", "Oil"],
    "feedback": ["", "Iron sinks.", ""],
    "correct": ["1", "3"],
}
FORMS = {
    "words": WORDS,
    "number": NUMBER,
    "formula": FORMULA,
    "choice": CHOICE,
    "select": SELECT,
}
RIGHT = {
    "words": "So.",
    "number": "0.92",
    "formula": "m / V",
    "choice": "o1",
    "select": ["o3", "o1"],
}


def stored(room: Room) -> Activity:
    """Return the room's activity as it is now."""
    with room.database.read() as session:
        room.activity = session.get_one(Activity, room.activity.id)
    return room.activity


def made(teacher: Browser, **form: Any) -> str:
    """Make a question; return its id."""
    answer = teacher.post("questions/new", **form)
    assert answer.status_code == 303, html.unescape(answer.text)
    return str(re.search(r"/questions/(own-\w+)", answer.location)[1])  # type: ignore[index]


def put_before(room: Room, name: str, item_id: str) -> None:
    """Put an item before a learner."""
    room.page(name)
    with room.database.write() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        position = session.scalars(select(Progress).where(Progress.learner_id == user.id)).one()
        position.item_id, position.item_shown_at = item_id, room.clock.go(1)


def answered(room: Room, name: str, item_id: str, text: str, score: float = 1.0) -> None:
    """Let a learner answer an item and be graded."""
    put_before(room, name, item_id)
    room.answer(name, text)
    room.clock.go(1)
    room.streams.run(score)


@pytest.mark.parametrize("kind", FORMS)
def test_a_question_of_each_kind_is_made_placed_asked_and_moves_mastery(
    teacher: Browser, ada: Browser, room: Room, kind: str
) -> None:
    item_id = made(teacher, **FORMS[kind])
    assert set(stored(room).own_items) == {item_id}
    put_before(room, "Ada", item_id)
    assert HEAD["prompt"] in ada.get().text
    answer = ada.post("answers", answer=RIGHT[kind], **form_of(ada))
    assert answer.status_code == 303, answer.text
    event = events(room, "answer.submitted")[-1]
    assert (event.item.id, event.item.revision) == (item_id, 1)
    assert item_id in {item.id for item in event.plan.items}
    room.streams.run(1.0)
    [moved] = [one for one in room.page("Ada").skills if one.skill.id == "density"]
    assert moved.mastery is not None
    assert "100" in ada.get().text


def form_of(browser: Browser) -> dict[str, str]:
    """Return the hidden fields of the page's answer form."""
    names = "attempt_id|item_id|revision"
    return dict(re.findall(rf'type="hidden" name="({names})" value="([^"]+)"', browser.get().text))


@pytest.mark.parametrize("kind", FORMS)
def test_a_question_comes_back_in_its_form(teacher: Browser, kind: str) -> None:
    page = teacher.get(f"questions/{made(teacher, **FORMS[kind])}").text
    assert HEAD["prompt"] in page
    for value in ("0.92", "g/cm3") if kind == "number" else ():
        assert f'value="{value}"' in page
    if kind == "words":
        assert "the water pushes it up" in page
        assert re.search(r'name="points"[^>]*value="3"', page)
    if kind == "choice":
        assert re.search(r'name="correct" value="1" checked', page)
    if kind == "select":
        assert re.findall(r'type="checkbox" [^>]*name="correct" value="(\d)" checked', page) == [
            "1",
            "3",
        ]


def test_several_chosen_options_are_kept_in_order_and_read_by_their_words(
    teacher: Browser, ada: Browser, room: Room
) -> None:
    item_id = made(teacher, **SELECT)
    put_before(room, "Ada", item_id)
    assert "Choose all that are right." in ada.get().text
    refused = ada.post("answers", answer=["o1", "none"], **form_of(ada))
    assert refused.status_code == 422
    assert re.search(r'type="checkbox" name="answer" value="o1" checked', refused.text)
    sent = ada.post("answers", answer=["o3", "o2", "o1"], **form_of(ada))
    assert sent.status_code == 303
    [attempt] = attempts(room)
    assert attempt.answer == "o1 o2 o3"
    room.streams.run(0.5)
    assert "Ice · Iron · Oil" in ada.get().text
    assert "Iron sinks." in ada.get().text


def test_a_teacher_tries_several_options_by_their_numbers(teacher: Browser) -> None:
    page = html.unescape(teacher.post("questions/try", **SELECT, trial="1, 3").text)
    assert "Correct" in page
    page = html.unescape(teacher.post("questions/try", **SELECT, trial="1").text)
    assert "Partly right" in page


def test_faults_stand_at_their_fields_and_nothing_is_kept(teacher: Browser, room: Room) -> None:
    refused = teacher.post(
        "questions/new", **{**NUMBER, "prompt": "", "number": "1,000", "weight": "120"}
    )
    assert refused.status_code == 422
    page = html.unescape(refused.text)
    assert "Write the question that the learner reads." in page
    assert "may be read in two ways" in page
    for field in ("prompt", "number", "weight-1"):
        assert f'aria-describedby="fault-{field}' in page
        assert f'id="fault-{field}"' in page
        assert f'href="#{field}"' in page
    assert 'value="1,000"' in page
    with room.database.read() as session:
        assert session.scalars(select(OwnItem)).all() == []


def test_a_kind_that_is_none_is_not_there(teacher: Browser) -> None:
    assert teacher.post("questions/new", **{**WORDS, "kind": "essay"}).status_code == 404
    assert "How shall it be answered?" in teacher.get("questions/new", kind="essay").text


def test_a_form_grows_without_a_script_and_keeps_what_was_typed(teacher: Browser) -> None:
    page = teacher.post("questions/new", **{**WORDS, "grow": "criteria"})
    assert page.status_code == 200
    assert 'id="phrases-3"' in page.text
    assert "the water pushes it up" in page.text


def test_an_answer_is_tried_by_the_grader_before_anything_is_kept(
    teacher: Browser, room: Room, grader: FakeGrader
) -> None:
    said = teacher.post("questions/try", json=True, trial="It is light.", **WORDS)
    shown = html.unescape(said.json["html"])  # type: ignore[index]
    assert [request.references for request in grader.asked] == [
        ("it has a lower density",),
        ("the water pushes it up",),
    ]
    assert shown.count('data-verdict="covered"') == 2
    assert "at most 75%" in shown
    assert "Score 80%" in shown
    with room.database.read() as session:
        assert session.scalars(select(OwnItem)).all() == []
    assert attempts(room) == []


@pytest.mark.parametrize(
    ("form", "trial", "words"),
    [
        (NUMBER, "0.92 kg", "measures something else"),
        (NUMBER, "920 kg/m3", "Correct"),
        (NUMBER, "0.9", "It is close."),
        (NUMBER, "light", "A learner could not send this:"),
        (FORMULA, "m*V", "not equal to the right formula"),
        (CHOICE, "2", "Conflicts with the right answer"),
        (CHOICE, "Ice", "Correct"),
        ({**NUMBER, "number": ""}, "1", "The question itself is not complete yet:"),
    ],
)
def test_a_trial_says_what_a_learner_would_get_and_why(
    teacher: Browser, form: dict[str, Any], trial: str, words: str
) -> None:
    said = teacher.post("questions/try", json=True, trial=trial, **form)
    assert words in html.unescape(said.json["html"])  # type: ignore[index]


def test_a_trial_says_that_an_answer_would_wait(
    teacher: Browser, room: Room, grader: FakeGrader
) -> None:
    grader.probabilities = (0.5, 0.5, 0.0, 0.0, 0.0)
    said = teacher.post("questions/try", json=True, trial="It is light.", **WORDS)
    assert "data-trial-held" in said.json["html"]  # type: ignore[index]


def test_a_grader_that_is_away_is_said_and_numbers_are_tried_all_the_same(
    teacher: Browser, grader: FakeGrader
) -> None:
    grader.troubles = [GraderUnavailable("away")]
    said = teacher.post("questions/try", trial="It is light.", **WORDS)
    assert said.status_code == 200
    assert "The grader does not answer just now." in said.text
    assert "the water pushes it up" in said.text
    said = teacher.post("questions/try", trial="0.92", **NUMBER)
    assert "data-trial-outcome" in said.text


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


def test_a_bank_question_is_copied_and_stays_as_it_is(teacher: Browser, room: Room) -> None:
    page = teacher.get("questions/new", copy="mea-4").text
    assert "Why do scientists repeat a measurement" in page
    assert "the one that it came from stays as it is" in page
    assert teacher.get("questions/mea-4").status_code == 404
    assert teacher.post("questions/mea-4", **WORDS, seen="1").status_code == 404
    item_id = made(teacher, **WORDS, copied_from="mea-4")
    with room.database.read() as session:
        assert session.get_one(OwnItem, item_id).copied_from == "mea-4"


def test_a_question_is_taken_out_and_asked_again(teacher: Browser, room: Room) -> None:
    item_id = made(teacher, **NUMBER)
    place = {"activity_id": str(room.activity.id)}
    assert teacher.post(f"questions/{item_id}/take-out", **place).status_code == 303
    assert stored(room).own_items == {}
    assert teacher.post(f"questions/{item_id}/place", **place).status_code == 303
    assert set(stored(room).own_items) == {item_id}


def test_a_question_whose_skill_an_activity_lacks_is_not_placed(
    teacher: Browser, room: Room
) -> None:
    form = {"title": "Heat", "bank_id": "science-7", "threshold": "85", "target_success": "70"}
    teacher.post("activity", **form, skill_ids="heat")
    refused = teacher.post("questions/new", **NUMBER)
    assert refused.status_code == 422
    assert "does not have the question's skills" in html.unescape(refused.text)
    made(teacher, **{k: v for k, v in NUMBER.items() if k != "place"})
    assert stored(room).own_items == {}


def test_a_colleague_of_another_course_may_copy_and_place_but_not_change(
    teacher: Browser, app: Flask, room: Room
) -> None:
    item_id = made(teacher, **NUMBER)
    with room.database.write() as session:
        row = session.get_one(OwnItem, item_id)
        colleague = User(tenant_id=room.tenant.id, subject="colleague", name="Lin")
        session.add(colleague)
        session.flush()
        row.created_by = colleague.id
        other = type(room.course)(tenant_id=room.tenant.id, lti_id="c2", title="Other")
        session.add(other)
        session.flush()
        row.course_id = other.id
    page = html.unescape(teacher.get(f"questions/{item_id}").text)
    assert "A colleague made this question in another course" in page
    assert "Save as revision" not in page
    assert teacher.post(f"questions/{item_id}", **NUMBER, seen="1").status_code == 403
    assert teacher.post(f"questions/{item_id}/put-away").status_code == 403
    assert "Why does ice float?" in teacher.get("questions/new", copy=item_id).text


def test_the_list_shows_what_is_asked_for(teacher: Browser) -> None:
    item_id = made(teacher, **NUMBER)
    page = teacher.get("questions", words="ICE FLOAT").text
    assert f"questions/{item_id}" in page
    assert "in this activity" in page
    assert f"questions/{item_id}" not in teacher.get("questions", kind="short_answer").text
    assert f"questions/{item_id}" not in teacher.get("questions", skill="heat").text
    teacher.post(f"questions/{item_id}/put-away")
    assert f"questions/{item_id}" not in teacher.get("questions").text


@pytest.mark.parametrize("path", ["questions", "questions/new", "questions/own-1"])
def test_a_learner_sees_no_page_of_the_editor(ada: Browser, path: str) -> None:
    assert ada.get(path).status_code == 403


def test_a_form_of_another_site_makes_no_question(teacher: Browser, room: Room) -> None:
    teacher.origin = "https://evil.example"
    assert teacher.post("questions/new", **NUMBER).status_code == 403
    assert stored(room).own_items == {}
