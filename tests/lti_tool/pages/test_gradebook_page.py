"""The gradebook tab, and the class with those who have not begun."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_tool.models import (
    GradebookColumn,
    Membership,
    Passback,
    Progress,
    ResourceLink,
    User,
)
from lti_tool.services.gradebook.words import OTHERS_GRADE
from lti_tool.services.tool_config import LINE_ITEM, RESULT, SCORE
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room


@pytest.fixture
def graded(room: Room) -> Room:
    """Return the room with a column that may be read."""
    with room.database.write() as session:
        link = session.get_one(ResourceLink, room.link.id)
        link.line_item_url = "https://lms.example.org/line/7"
        link.ags_scopes = [SCORE, RESULT, LINE_ITEM]
    return room


def _row(room: Room, name: str, status: str, **values: object) -> UUID:
    """Let a learner have a score and a row of the queue; return its id."""
    room.join(name)
    given = {
        "tenant_id": room.tenant.id,
        "activity_id": room.activity.id,
    }
    with room.database.write() as session:
        user = session.scalars(select(User).where(User.name == name)).one()
        session.add(Progress(learner_id=user.id, score=0.5, state_seq=1, **given))
        row = Passback(
            id=uuid4(),
            learner_id=user.id,
            resource_link_id=room.link.id,
            score=0.5,
            state_seq=1,
            release_event_id=uuid4(),
            submitted_at=room.clock(),
            status=status,
            next_try_at=room.clock() + timedelta(hours=1),
            **given,
            **values,
        )
        session.add(row)
        return row.id


def _status(room: Room, row_id: UUID) -> str:
    with room.database.read() as session:
        return session.get_one(Passback, row_id).status


def _conflict(room: Room, name: str = "Ada") -> UUID:
    seen = {"lms_score": 0.8, "lms_seen_at": room.clock(), "detail": OTHERS_GRADE}
    return _row(room, name, "conflict", **seen)


def test_a_conflict_shows_both_grades_and_why(teacher: Browser, graded: Room) -> None:
    _conflict(graded)
    page = teacher.get("gradebook").text
    for words in ("Ada", "50%", "80%", "did not send", "Push ours", "Keep theirs", "Ask me later"):
        assert words in page


@pytest.mark.parametrize(
    ("choice", "status"), [("ours", "pending"), ("theirs", "kept"), ("later", "conflict")]
)
def test_a_teacher_decides(teacher: Browser, graded: Room, choice: str, status: str) -> None:
    row_id = _conflict(graded)
    answer = teacher.post(f"gradebook/{row_id}/decide", choice=choice, seen="0.8000")
    assert answer.status_code == 303
    assert _status(graded, row_id) == status
    assert teacher.get("gradebook").status_code == 200


def test_a_decision_over_an_old_page_is_refused_in_words(teacher: Browser, graded: Room) -> None:
    row_id = _conflict(graded)
    answer = teacher.post(f"gradebook/{row_id}/decide", choice="ours", seen="0.7000")
    assert answer.status_code == 422
    assert "changed while this page was open" in answer.text
    assert _status(graded, row_id) == "conflict"


def test_a_choice_that_does_not_exist_is_not_found(teacher: Browser, graded: Room) -> None:
    row_id = _conflict(graded)
    answer = teacher.post(f"gradebook/{row_id}/decide", choice="erase", seen="0.8000")
    assert answer.status_code == 404


def test_one_score_or_all_are_sent_again(teacher: Browser, graded: Room) -> None:
    refused = _row(graded, "Ada", "refused", detail="The LMS refused the score.")
    other = _row(graded, "Ben", "not_gradable", detail="The gradebook column was removed.")
    asked = _conflict(graded, "Cid")
    assert "The gradebook column was removed." in teacher.get("gradebook").text
    assert teacher.post(f"gradebook/{refused}/send").status_code == 303
    assert [_status(graded, one) for one in (refused, other)] == ["pending", "not_gradable"]
    assert teacher.post("gradebook/send").status_code == 303
    assert [_status(graded, one) for one in (other, asked)] == ["pending", "conflict"]


def test_a_row_of_nowhere_is_not_found(teacher: Browser, graded: Room) -> None:
    for path in (f"{uuid4()}/send", f"{uuid4()}/decide", f"{uuid4()}/column"):
        assert teacher.post(f"gradebook/{path}", choice="ours").status_code == 404


def test_a_learner_sees_no_gradebook(ada: Browser, graded: Room) -> None:
    assert ada.get("gradebook").status_code == 403
    assert ada.post("gradebook/send").status_code == 403


def test_a_link_without_a_column_says_so_and_offers_one(teacher: Browser, graded: Room) -> None:
    with graded.database.write() as session:
        link = session.get_one(ResourceLink, graded.link.id)
        link.line_item_url, link.line_items_url = None, "https://lms.example.org/lines"
    assert "Make a gradebook column" in teacher.get("gradebook").text
    assert teacher.post(f"gradebook/{graded.link.id}/column").status_code == 303
    assert "is being made" in teacher.get("gradebook").text
    with graded.database.read() as session:
        assert session.get_one(GradebookColumn, graded.link.id).asked_at == graded.clock()


def test_a_link_that_shows_no_results_says_what_that_means(teacher: Browser, graded: Room) -> None:
    with graded.database.write() as session:
        session.get_one(ResourceLink, graded.link.id).ags_scopes = [SCORE]
    assert "cannot be seen here" in teacher.get("gradebook").text


def test_the_page_is_there_in_chinese(teacher: Browser, graded: Room) -> None:
    _conflict(graded)
    page = teacher.get("gradebook", lang="zh").text
    assert "保留对方的" in page
    assert "并非 Signpost 发送的成绩" in page


def test_the_class_shows_who_has_not_begun(teacher: Browser, graded: Room) -> None:
    with graded.database.write() as session:
        for subject, name in (("eve", "Eve"), ("nameless", "")):
            user = User(tenant_id=graded.tenant.id, subject=subject, name=name)
            session.add(user)
            session.flush()
            session.add(
                Membership(
                    course_id=graded.course.id,
                    user_id=user.id,
                    tenant_id=graded.tenant.id,
                    role="learner",
                    seen_at=graded.clock(),
                )
            )
    graded.join("Ada")
    graded.work("Ada", [1.0])
    page = teacher.get("class").text
    assert "Not begun" in page
    assert "Eve" in page
    assert f"Learner {str(user.id)[:8]}" in page
    assert "(2)" in page
