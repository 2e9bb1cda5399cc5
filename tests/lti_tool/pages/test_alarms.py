"""Whether grades still hold: a question in trouble is named, with what to do."""

import re
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import update

from lti_tool.models import Activity, Attempt, SecondMark, User
from lti_tool.services.marking.learning import learn
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room
from tests.lti_tool.pages.test_marking_desk import answered, decide


def alarms(teacher: Browser) -> list[str]:
    """Return the cards of questions in trouble."""
    page = teacher.get("marking/alarms").text
    return re.findall(r"data-alarm.*?</section>", page, re.DOTALL)


def marked(teacher: Browser, room: Room, scores: list[tuple[float, str]]) -> list[Attempt]:
    """Let answers be graded as told first, and marked as told second; learn from it."""
    found = []
    for n, (score, mark) in enumerate(scores):
        found.append(answered(room, f"L{n}", f"Word {n}", score, confidence=0.5))
        decide(teacher, found[-1:], mark)
    learn(room.database, room.activity.id, room.clock())
    return found


def second(room: Room, attempts: list[Attempt], score: float) -> None:
    """Let somebody mark the model's grades blind."""
    with room.database.write() as session:
        marker = User(tenant_id=room.tenant.id, subject=uuid4().hex, name="Second")
        session.add(marker)
        session.flush()
        for one in attempts:
            session.add(
                SecondMark(
                    attempt_id=one.id,
                    marker_id=marker.id,
                    tenant_id=one.tenant_id,
                    activity_id=one.activity_id,
                    item_id=one.item_id,
                    score=score,
                    first_score=one.score,
                    first_method="model",
                    first_label=one.label,
                    made_at=room.clock(),
                )
            )


def test_grades_that_teachers_agree_with_raise_no_alarm(teacher: Browser, room: Room) -> None:
    marked(teacher, room, [(1.0, "100")] * 6)
    assert alarms(teacher) == []
    page = teacher.get("marking/alarms").text
    assert "No alarm for the course as a whole." in page
    assert re.search(r"0 of 6</span>\s*<span[^>]*>0% to 39%", page)


def test_a_question_that_is_often_overruled_is_named_with_what_to_do(
    teacher: Browser, room: Room
) -> None:
    marked(teacher, room, [(1.0, "0")] * 3 + [(1.0, "100")] * 3)
    [card] = alarms(teacher)
    assert "Teachers overrule 50% of the proposed scores." in card
    assert "see what grading anew would change" in card


def test_released_grades_below_the_promise_are_an_alarm_and_held_ones_are_not_counted(
    teacher: Browser, room: Room
) -> None:
    marked(teacher, room, [(1.0, "0")] * 6 + [(1.0, "100")] * 6)
    [card] = alarms(teacher)
    assert "right less often than the 90% that you chose" in card
    assert "Choose a stricter release" in card
    with room.database.write() as session:
        session.get_one(Activity, room.activity.id).strictness = "none"
    assert "right less often" not in alarms(teacher)[0]


def test_a_blind_second_marker_who_disagrees_is_an_alarm(teacher: Browser, room: Room) -> None:
    right = [answered(room, f"R{n}", f"Word {n}", 1.0) for n in range(6)]
    wrong = [answered(room, f"W{n}", f"Other {n}", 0.0) for n in range(6)]
    learn(room.database, room.activity.id, room.clock())
    second(room, right, 0.0)
    second(room, wrong, 1.0)
    [card] = alarms(teacher)
    assert "A second marker and the grader agree little (κ -1" in card.replace("−", "-")
    assert "right less often than the 90%" in card


def test_scores_that_drift_from_the_weeks_before_are_an_alarm(teacher: Browser, room: Room) -> None:
    for n in range(20):
        answered(room, f"Old{n}", f"Word {n}", 0.9)
    with room.database.write() as session:
        session.execute(update(Attempt).values(submitted_at=room.clock() - timedelta(days=10)))
    for n in range(20):
        answered(room, f"New{n}", f"Word {n}", 0.1)
    learn(room.database, room.activity.id, room.clock())
    [card] = alarms(teacher)
    assert "differ from those of the four weeks before" in card
    assert "No alarm for the course as a whole." not in teacher.get("marking/alarms").text


def test_an_institution_sees_its_courses_and_only_who_runs_it(
    teacher: Browser, room: Room, ada: Browser
) -> None:
    marked(teacher, room, [(1.0, "0")] * 6)
    runs = Browser(teacher.client, room.teach(sees_institution=True))
    page = runs.get("institution").text
    assert "Do the grades hold?" in page
    assert re.search(r"Questions with alarms\"><span class=\"tag tag--poor\">1<", page)
    assert teacher.get("institution").status_code == 403
    assert ada.get("marking/alarms").status_code == 403
