"""Who may see pages, who may frame them, and whose forms are taken."""

import pytest
from flask import Flask, session

from tests.lti_tool.pages.conftest import TOOL, Browser
from tests.lti_tool.pages.room import Clock, Room


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", f"{TOOL}.evil.example"])
def test_a_form_of_another_site_is_refused(ada: Browser, origin: str | None) -> None:
    ada.origin = origin
    refused = ada.post("next", choice="meanwhile")
    assert refused.status_code == 403
    assert "came from somewhere else" in refused.text


def test_an_expired_launch_says_what_to_do(ada: Browser, clock: Clock) -> None:
    clock.go(13 * 3600)
    page = ada.get()
    assert page.status_code == 401
    assert "open the activity again" in page.text


@pytest.mark.parametrize(
    "path", ["class", "answers", "insights", "activity", "new", "pick", "institution"]
)
def test_a_learner_opens_no_page_of_the_teacher(ada: Browser, path: str) -> None:
    assert ada.get(path).status_code == 403


@pytest.mark.parametrize("path", ["answers", "next"])
def test_a_teacher_answers_nothing(teacher: Browser, path: str) -> None:
    assert teacher.post(path, choice="advised").status_code == 403


def test_a_browser_is_told_what_pages_may_do(ada: Browser) -> None:
    headers = ada.get().headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'self' https://lms.example.org;" in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_can_keep_a_session_in_a_cookie(app: Flask) -> None:
    with app.test_request_context("/lti/login"), pytest.raises(RuntimeError, match="unavailable"):
        session["learner"] = "ada"


def test_the_language_is_remembered(ada: Browser) -> None:
    assert 'lang="en"' in ada.get().text
    assert 'lang="zh-Hans"' in ada.get(lang="zh").text
    assert "提交回答" in ada.get().text


@pytest.mark.parametrize("locale", ["zh-CN", "zh_TW", "zh"])
def test_the_launch_brings_its_language(app: Flask, room: Room, locale: str) -> None:
    browser = Browser(app.test_client(), room.join("Mei", locale=locale))
    assert "提交回答" in browser.get().text


def test_an_unknown_language_is_shown_in_english(app: Flask, room: Room) -> None:
    browser = Browser(app.test_client(), room.join("Piet", locale="nl"))
    assert "Send my answer" in browser.get().text


def test_a_viewer_looks_and_does_not_answer(app: Flask, room: Room) -> None:
    page = Browser(app.test_client(), room.join("Vera", "viewer")).get()
    assert "lets you look at this activity" in page.text
    assert "<form" not in page.text


def test_a_learner_before_the_teacher_is_asked_to_come_later(app: Flask, room: Room) -> None:
    page = Browser(app.test_client(), room.join("Early", activity_id=None)).get()
    assert "still setting this up" in page.text


def test_health_is_answered(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").status_code == 200


def test_a_wrong_address_gets_a_page(app: Flask) -> None:
    page = app.test_client().get("/nothing", headers={"Accept-Language": "zh"})
    assert page.status_code == 404
    assert "这里什么也没有" in page.text
