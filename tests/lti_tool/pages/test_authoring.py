"""Making and changing activities, and placing them."""

import re

import pytest
from flask import Flask

from analytics.grading.release import read_release
from analytics.grading.types import SUPPORTED_LANGUAGES
from lti_tool.models import Activity, ResourceLink
from tests.lti_tool.pages.conftest import Browser, events
from tests.lti_tool.pages.room import ISSUER, Room

FORM = {"title": "Heat", "bank_id": "science-7", "threshold": "85", "target_success": "70"}


def stored(room: Room) -> Activity:
    """Return the room's activity as it is now."""
    with room.database.read() as session:
        return session.get_one(Activity, room.activity.id)


@pytest.fixture
def newcomer(app: Flask, room: Room) -> Browser:
    """Return a teacher at a link without an activity."""
    with room.database.write() as session:
        link = session.get_one(ResourceLink, room.link.id)
        link.activity_id = None
    return Browser(app.test_client(), room.teach(activity_id=None))


def test_a_link_without_activity_leads_to_its_set_up(newcomer: Browser) -> None:
    assert newcomer.get().location.endswith("/new")
    assert "Choose the questions" in newcomer.get("new").text
    assert "Photosynthesis" in newcomer.get("new", bank_id="science-7").text


def test_a_new_activity_belongs_to_the_link(newcomer: Browser, room: Room) -> None:
    made = newcomer.post("new", **FORM, skill_ids=["heat", "particles"])
    assert made.status_code == 303
    published = events(room, "activity.published")[-1]
    assert published.skills == ("particles", "heat")
    with room.database.read() as session:
        assert session.get_one(ResourceLink, room.link.id).activity_id == published.activity_id
        activity = session.get_one(Activity, published.activity_id)
    assert (activity.threshold, activity.target_success) == (0.85, 0.7)
    assert newcomer.get().location.endswith("/class")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "Give the activity a title"),
        ({"bank_id": "nothing"}, "Choose one of the question banks"),
        ({"threshold": "30"}, "outside its range"),
        ({"threshold": "high"}, "outside its range"),
        ({"skill_ids": "alchemy"}, "No question exercises"),
    ],
)
def test_a_wrong_form_is_refused_in_words(
    newcomer: Browser, change: dict[str, str], words: str
) -> None:
    refused = newcomer.post("new", **{**FORM, **change})
    assert refused.status_code == 422
    assert words in refused.text


def test_an_activity_is_changed_and_keeps_its_bank(teacher: Browser, room: Room) -> None:
    assert teacher.post("activity", **FORM, instructions="Take your time.").status_code == 303
    assert (stored(room).title, stored(room).instructions) == ("Heat", "Take your time.")
    refused = teacher.post("activity", **{**FORM, "bank_id": "shuxue-7"})
    assert refused.status_code == 422
    assert stored(room).bank_id == "science-7"


@pytest.fixture
def picker(app: Flask, room: Room) -> Browser:
    """Return a teacher whom the platform asked what to place."""
    settings = {
        "accept_types": ["ltiResourceLink"],
        "accept_multiple": True,
        "deep_link_return_url": f"{ISSUER}/deep-link",
        "data": "opaque",
    }
    token = room.teach(
        activity_id=None, message_type="LtiDeepLinkingRequest", deep_linking=settings
    )
    return Browser(app.test_client(), token)


def test_a_picked_activity_goes_back_to_the_platform(picker: Browser, room: Room) -> None:
    assert picker.get().location.endswith("/pick")
    assert "Why things float" in picker.get("pick").text
    placed = picker.post("pick", activity_id=str(room.activity.id))
    assert f'action="{ISSUER}/deep-link"' in placed.text
    assert 'name="JWT"' in placed.text
    assert f"form-action 'self' {ISSUER}" in placed.headers["Content-Security-Policy"]


def test_a_new_activity_is_placed_at_once(picker: Browser, room: Room) -> None:
    placed = picker.post("pick/new", **FORM)
    assert 'name="JWT"' in placed.text
    assert events(room, "activity.published")[-1].title == "Heat"


def test_nothing_chosen_is_said_and_cancel_goes_back(picker: Browser) -> None:
    refused = picker.post("pick")
    assert refused.status_code == 422
    assert "Choose at least one activity" in refused.text
    assert 'name="JWT"' in picker.post("pick", cancel="1").text


def test_an_ordinary_launch_places_nothing(teacher: Browser) -> None:
    assert teacher.get("pick").status_code == 403


def test_a_new_activity_may_be_placed_with_others(picker: Browser, room: Room) -> None:
    assert "Make it and choose more" in picker.get("pick/new", bank_id=room.bank.id).text
    again = picker.post("pick/new", **FORM, more="1")
    assert again.status_code == 303
    page = picker.client.get(again.location).text
    assert page.count(" checked>") == 1
    assert 'type="checkbox"' in page


def test_dates_that_make_no_sense_stay_in_the_form(picker: Browser, room: Room) -> None:
    dates = {"available_from": "2026-03-02T10:00", "available_until": "2026-03-01T10:00"}
    refused = picker.post("pick", activity_id=str(room.activity.id), **dates)
    assert refused.status_code == 422
    assert "The end must be later than the start." in refused.text
    assert 'value="2026-03-02T10:00"' in refused.text
    assert 'aria-invalid="true"' in refused.text


def test_what_the_platform_does_not_do_is_said(picker: Browser) -> None:
    page = picker.get("pick").text
    assert "only then is the activity in the course" in page


def test_the_form_says_what_each_strictness_means_and_what_to_expect(newcomer: Browser) -> None:
    page = newcomer.get("new", bank_id="science-7").text
    rule = read_release().rule("standard", "en")
    assert rule is not None
    assert re.search(r'value="standard" checked', page)
    assert "At least 90% of such grades should be right." in page
    assert f"about {rule.share:.0%} of the answers are graded at once" in page
    assert f"and {rule.accuracy:.0%} of those grades were right" in page
    assert "In this course so far" not in page
    assert "whatever you choose" not in page


def test_a_language_without_a_model_says_that_all_waits(newcomer: Browser) -> None:
    page = newcomer.get("new", bank_id="shuxue-7").text
    assert ("whatever you choose" in page) is ("zh" not in SUPPORTED_LANGUAGES)


def test_the_chosen_strictness_travels_with_every_answer(teacher: Browser, room: Room) -> None:
    assert stored(room).strictness == "standard"
    assert teacher.post("activity", **FORM, strictness="strict").status_code == 303
    assert 'value="strict" checked' in teacher.get("activity").text
    with room.database.read() as session:
        room.activity = session.get_one(Activity, room.activity.id)
    room.join("Ada")
    room.answer("Ada")
    assert events(room, "answer.submitted")[-1].strictness == "strict"
    assert teacher.post("activity", **FORM, strictness="sloppy").status_code == 422
