"""Pages for people: acting, courses, gradebook, refusals."""

from pathlib import Path

import pytest

from deploy.demo_lms import lti
from deploy.demo_lms.app import create_app
from deploy.demo_lms.settings import LmsSettings
from tests.deploy.demo_lms.driver import Driver
from tests.deploy.demo_lms.fake_tool import TOOL


@pytest.fixture
def graded(ready: Driver) -> str:
    """The address of the student's grade, 7 of 10 by the tool."""
    claims = ready.launch(ready.add_activity())
    column = claims[lti.AGS_ENDPOINT]["lineitem"]
    ready.score(column, comment="Name the <b>part</b>")
    number = column.split("/lineitems/")[1].split("/")[0]
    return f"/courses/1/grades/{number}/{Driver.STUDENT}"


def test_nobody_is_signed_in_at_first_and_anybody_can_be(lms: Driver) -> None:
    page = lms.client.get("/").text
    assert "Elena Rivera" in page
    assert "李晓雨" in page
    lms.act_as(Driver.STUDENT)
    assert "Hello, Amara" in lms.client.get("/").text


def test_people_see_their_own_courses(lms: Driver) -> None:
    lms.act_as(Driver.STUDENT)
    assert lms.client.get("/courses/1").status_code == 200
    assert lms.client.get("/courses/2").status_code == 403
    lms.act_as(Driver.HEAD)
    assert lms.client.get("/courses/2").status_code == 200
    assert lms.client.get("/courses/99").status_code == 404


def test_the_chrome_speaks_chinese_to_those_who_do(lms: Driver) -> None:
    lms.act_as(Driver.STRANGER)
    page = lms.client.get("/").text
    assert 'lang="zh-CN"' in page
    assert "课程" in page
    lms.post("/language", language="en")
    assert "Courses" in lms.client.get("/").text


def test_a_form_without_our_token_is_refused(lms: Driver) -> None:
    lms.client.get("/")
    answer = lms.client.post("/act-as", data={"user": Driver.ADMIN})
    assert answer.status_code == 400
    assert "out of date" in answer.text


@pytest.mark.parametrize("target", ["http://evil.test/", "//evil.test/", "evil", "/\\evil.test"])
def test_we_redirect_to_our_own_pages_only(lms: Driver, target: str) -> None:
    answer = lms.post("/act-as", user=Driver.STUDENT, next=target)
    assert answer.status_code == 400


def test_a_teacher_renames_an_activity_and_its_column(ready: Driver) -> None:
    activity = ready.add_activity()
    answer = ready.post(f"/courses/1/activities/{activity}/edit", title="Electric circuits")
    assert answer.status_code == 303
    assert "Electric circuits" in ready.client.get("/courses/1").text
    assert "Electric circuits" in ready.client.get("/courses/1/grades").text


def test_an_empty_name_is_refused(ready: Driver) -> None:
    activity = ready.add_activity()
    assert ready.post(f"/courses/1/activities/{activity}/edit", title="  ").status_code == 400


def test_a_teacher_removes_an_activity_with_its_column(ready: Driver) -> None:
    activity = ready.add_activity()
    ready.post(f"/courses/1/activities/{activity}/remove")
    assert "Circuits" not in ready.client.get("/courses/1").text
    assert ready.client.get(f"/courses/1/activities/{activity}").status_code == 404
    assert ready.call("GET", "/lti/courses/1/lineitems", lti.LINE_ITEM_READ).json == []


def test_students_change_nothing(ready: Driver) -> None:
    activity = ready.add_activity()
    ready.act_as(Driver.STUDENT)
    for path in (f"activities/{activity}/edit", f"activities/{activity}/remove", "grades/1/21"):
        assert ready.post(f"/courses/1/{path}", title="x", score="10").status_code == 403


def test_the_activity_page_frames_the_launch_and_offers_a_window(ready: Driver) -> None:
    activity = ready.add_activity()
    page = ready.client.get(f"/courses/1/activities/{activity}")
    start = f"/courses/1/activities/{activity}/start"
    assert f'src="{start}"' in page.text
    assert f'href="{start}"' in page.text
    assert "storage-access" in page.text
    assert f"frame-src 'self' {TOOL};" in page.headers["Content-Security-Policy"]


def test_the_gradebook_shows_grades_to_teachers(ready: Driver, graded: str) -> None:
    page = ready.client.get("/courses/1/grades").text
    assert "Amara Diallo" in page
    assert "<b>7</b>" in page
    detail = ready.client.get(graded).text
    assert "7 / 10" in detail
    assert "FullyGraded" in detail
    assert "Name the &lt;b&gt;part" in detail


def test_a_student_sees_their_own_grades_only(ready: Driver, graded: str) -> None:
    ready.act_as(Driver.OTHER_STUDENT)
    page = ready.client.get("/courses/1/grades").text
    assert "<b>7</b>" not in page
    assert ready.client.get(graded).status_code == 403
    ready.act_as(Driver.STUDENT)
    assert ready.client.get(graded).status_code == 200


def test_a_teachers_own_grade_survives_the_tools_next_score(ready: Driver, graded: str) -> None:
    ready.post(graded, score="9.5", comment="Explained it aloud")
    [address] = [
        item["id"]
        for item in ready.call("GET", "/lti/courses/1/lineitems", lti.LINE_ITEM_READ).json
    ]
    assert ready.score(address, timestamp="2026-03-02T08:00:00Z", scoreGiven=1).status_code == 200
    page = ready.client.get(graded).text
    assert "<b>9.5</b>" in page
    assert "Elena Rivera" in page
    assert "own grade stays" in page


def test_a_teacher_can_let_the_tool_grade_again(ready: Driver, graded: str) -> None:
    ready.post(graded, score="9.5")
    ready.post(f"{graded}/release")
    [address] = [
        item["id"]
        for item in ready.call("GET", "/lti/courses/1/lineitems", lti.LINE_ITEM_READ).json
    ]
    ready.score(address, timestamp="2026-03-02T08:00:00Z", scoreGiven=1)
    assert "<b>1</b>" in ready.client.get(graded).text


@pytest.mark.parametrize("score", ["", "ten", "11", "-1", "nan", "inf"])
def test_a_grade_that_does_not_fit_is_refused(ready: Driver, graded: str, score: str) -> None:
    assert ready.post(graded, score=score).status_code == 400


def test_every_page_forbids_inline_script_and_foreign_frames(ready: Driver) -> None:
    policy = ready.client.get("/courses/1").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy


def test_an_unknown_page_is_explained(lms: Driver) -> None:
    answer = lms.client.get("/no/such/page")
    assert answer.status_code == 404
    assert "To the front page" in answer.text


def test_health_answers(lms: Driver) -> None:
    assert lms.client.get("/health").json == {"status": "ok"}


def test_who_comes_by_the_machines_other_name_is_sent_to_the_public_one(tmp_path: Path) -> None:
    here = "http://127.0.0.1:8090"
    settings = LmsSettings(
        public_url=here,
        database_path=tmp_path / "lms.sqlite",
        key_path=tmp_path / "key.pem",
        secret="for tests only",
    )
    client = create_app(settings).test_client()
    answer = client.get("/courses/1?tab=2", base_url="http://localhost:8090")
    assert (answer.status_code, answer.location) == (302, f"{here}/courses/1?tab=2")
    assert client.get("/", base_url="http://localhost:8090").location == f"{here}/"
    assert client.get("/", base_url=here).status_code == 200
    assert client.get("/", base_url="http://school.example:8090").status_code == 200
