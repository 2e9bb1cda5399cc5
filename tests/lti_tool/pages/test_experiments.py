"""The choice of a policy, and comparing two: arms, honesty, an end."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from analytics.events import ExperimentAssigned, PathAdvised
from analytics.reports import SkillGainLine
from lti_tool.models import Activity, ExperimentArm, PolicyExperiment, User
from tests.lti_tool.pages.conftest import Browser, FakeReports, events
from tests.lti_tool.pages.room import Room

TWO = {"first": "mastery-learning", "second": "fixed-sequence", "share": "50", "days": "14"}


def activity(room: Room) -> Activity:
    with room.database.read() as session:
        return session.get_one(Activity, room.activity.id)


def begin(room: Room, teacher: Browser, **changed: str) -> Any:
    answer = teacher.post("paths/experiment", **{**TWO, **changed})
    room.activity = activity(room)
    return answer


def policy_of(room: Room, name: str) -> str:
    position = room.page(name).position
    return PathAdvised.model_validate(position.advice).policy.split(":")[0]


def test_a_teacher_chooses_what_teaches(teacher: Browser, room: Room) -> None:
    assert teacher.post("paths/policy", policy="fixed-sequence").status_code == 303
    room.activity = activity(room)
    assert 'value="fixed-sequence" checked' in teacher.get("paths").text
    room.join("Ada")
    plan = room.page("Ada").course.plan
    assert room.page("Ada").item.id == plan.items_by_skill[plan.skills[0].id][0].id
    room.work("Ada", [1.0])
    assert policy_of(room, "Ada") == "fixed-sequence"


@pytest.mark.parametrize("name", ["random", "", "readiness:2"])
def test_what_is_not_offered_is_refused(teacher: Browser, room: Room, name: str) -> None:
    refused = teacher.post("paths/policy", policy=name)
    assert refused.status_code == 422
    assert "Choose one of the ways" in refused.text
    assert activity(room).policy is None


def test_learners_are_put_into_arms_and_both_are_told(teacher: Browser, room: Room) -> None:
    assert begin(room, teacher).status_code == 303
    names = [f"Learner {n}" for n in range(8)]
    for name in names:
        room.join(name)
        room.work(name, [1.0, 0.0])
    told = events(room, "experiment.assigned")
    assert len(told) == len(names)
    arms = {}
    for event in told:
        assert isinstance(event, ExperimentAssigned)
        assert event.policy == TWO[event.arm]
        arms[event.learner_id] = event.policy
    assert {policy_of(room, name) for name in names} == set(arms.values())
    for name in names:
        assert policy_of(room, name) == arms[room.find(name).user_id]
    page = teacher.get(f"paths/{told[0].experiment_id}").text
    assert all(name in page for name in names)


def test_a_learner_reads_that_ways_are_compared(
    app: Flask, ada: Browser, teacher: Browser, room: Room
) -> None:
    assert "Two ways" not in ada.get().text
    begin(room, teacher)
    page = ada.get().text
    assert "Two ways of choosing your next question are compared here" in page
    assert "chance decides" in page
    assert "Mastery learning" in page or "Fixed sequence" in page
    room.clock.go(timedelta(days=11).total_seconds())
    late = Browser(app.test_client(), room.join("Late"))
    assert "Two ways" in late.get().text
    room.clock.go(timedelta(days=4).total_seconds())
    assert "Two ways" not in Browser(app.test_client(), room.join("Later")).get().text


def test_it_ends_by_itself_and_when_it_is_stopped(teacher: Browser, room: Room) -> None:
    begin(room, teacher)
    assert "A comparison runs" in teacher.get("paths").text
    assert begin(room, teacher).status_code == 422
    teacher.post("paths/experiment/stop")
    room.activity = activity(room)
    with room.database.read() as session:
        [kept] = session.query(PolicyExperiment).all()
    assert kept.stopped_at == room.clock()
    room.join("Ada")
    room.work("Ada", [1.0])
    assert policy_of(room, "Ada") == "readiness"
    assert events(room, "experiment.assigned") == []
    assert teacher.post("paths/experiment/stop").status_code == 303
    assert begin(room, teacher).status_code == 303


def test_a_test_student_is_counted_nowhere(teacher: Browser, room: Room) -> None:
    begin(room, teacher)
    room.join("Test Student", is_test_user=True)
    room.work("Test Student", [1.0])
    assert events(room, "experiment.assigned") == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"second": "mastery-learning"}, "two different ways"),
        ({"first": "random"}, "Choose one of the ways"),
        ({"share": "95"}, "outside its range"),
        ({"share": "x"}, "outside its range"),
        ({"days": "0"}, "outside its range"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(
    teacher: Browser, room: Room, changed: dict[str, str], said: str
) -> None:
    refused = begin(room, teacher, **changed)
    assert refused.status_code == 422
    assert said in refused.text
    assert activity(room).experiment is None


def gain(learner_id: UUID, skill_id: str, after: float, needed: int) -> SkillGainLine:
    at = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    return SkillGainLine(
        learner_id=learner_id,
        skill_id=skill_id,
        before=0.2,
        was_reached=False,
        after=after,
        certain=True,
        answers=needed,
        first_at=at,
        last_at=at,
        reached_at=at if after >= 0.8 else None,
        answers_to_reach=needed if after >= 0.8 else None,
    )


def fill(room: Room, reports: FakeReports, experiment_id: UUID, each: int) -> None:
    """Let learners of both arms have worked: the second does better."""
    with room.database.write() as session:
        for number, arm in enumerate(["first", "second"] * each):
            user = User(tenant_id=room.tenant.id, subject=f"s{number}", name=f"L{number}")
            session.add(user)
            session.flush()
            ids = {"experiment_id": experiment_id, "learner_id": user.id}
            session.add(ExperimentArm(**ids, tenant_id=room.tenant.id, arm=arm))
            better = 0.3 if arm == "second" else 0.0
            reports.gains.append(gain(user.id, "measuring", 0.6 + better, 3 + number % 3))


def started(room: Room, teacher: Browser) -> UUID:
    begin(room, teacher)
    with room.database.read() as session:
        return session.query(PolicyExperiment).one().id


def test_the_report_says_what_differs(teacher: Browser, room: Room, reports: FakeReports) -> None:
    experiment_id = started(room, teacher)
    fill(room, reports, experiment_id, each=12)
    page = teacher.get(f"paths/{experiment_id}").text
    assert "With “Fixed sequence” mastery rose more: by 30 percentage points more" in page
    assert (
        "With “Fixed sequence” more skills reached the target: 100 percentage points more" in page
    )
    assert "Answers to reach a skill: too few learners got there to compare." in page
    assert "By skill" in page
    assert "Under half of the target before" in page


def test_the_report_says_when_there_is_too_little(
    teacher: Browser, room: Room, reports: FakeReports
) -> None:
    experiment_id = started(room, teacher)
    fill(room, reports, experiment_id, each=3)
    page = teacher.get(f"paths/{experiment_id}").text
    assert "Too few learners to say anything: 3 and 3." in page
    assert "too few to say" in page
    reports.away = True
    assert "does not answer just now" in teacher.get(f"paths/{experiment_id}").text


def test_only_the_teacher_chooses_and_compares(ada: Browser, room: Room) -> None:
    for path in ("paths", f"paths/{uuid4()}"):
        assert ada.get(path).status_code == 403
    for path in ("paths/policy", "paths/experiment", "paths/experiment/stop"):
        assert ada.post(path, **TWO).status_code == 403


def test_another_activitys_experiment_is_not_found(teacher: Browser) -> None:
    assert teacher.get(f"paths/{uuid4()}").status_code == 404
