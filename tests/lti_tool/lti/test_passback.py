"""Scores on their way to a gradebook."""

import itertools
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select

from analytics.content.plan import Plan, PlanItem, PlanSkill
from analytics.events import ScoreDelivered, ScoreReleased, parse_event
from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import Lti, build_lti
from lti_tool.models import (
    Activity,
    Course,
    Deployment,
    OutboxEvent,
    Passback,
    Registration,
    ResourceLink,
    User,
)
from lti_tool.services.gradebook.queue import PassbackQueue
from lti_tool.services.gradebook.release import enqueue
from lti_tool.settings import Settings
from tests.fakes.lms import LINE_ITEM, SCORE_SCOPE, FakeClock, FakeLms

PLAN = Plan(
    skills=(PlanSkill(id="light"),),
    items=(PlanItem(id="why", kind="short_answer", skills={"light": 1.0}),),
)


class Desk:
    """One learner's column, and releases for it."""

    def __init__(self, database: Database, tenant: Deployment, clock: FakeClock) -> None:
        self.database, self.clock = database, clock
        with database.write() as session:
            self.course = Course(tenant_id=tenant.id, lti_id="course-1")
            self.learner = User(tenant_id=tenant.id, subject="student-1")
            session.add_all([self.course, self.learner])
            session.flush()
            self.activity = Activity(
                tenant_id=tenant.id,
                course_id=self.course.id,
                created_by=self.learner.id,
                title="Shadows",
                bank_id="light",
            )
            session.add(self.activity)
            session.flush()
            self.link = ResourceLink(
                tenant_id=tenant.id,
                course_id=self.course.id,
                lti_id="link-1",
                activity_id=self.activity.id,
                line_item_url=LINE_ITEM,
                ags_scopes=[SCORE_SCOPE],
            )
            session.add(self.link)

    def release(self, score: float, seq: int, **changes: Any) -> ScoreReleased:
        event = ScoreReleased(
            **{
                "event_id": uuid4(),
                "occurred_at": self.clock(),
                "produced_at": self.clock(),
                "tenant": str(self.course.tenant_id),
                "course_id": str(self.course.id),
                "learner_id": self.learner.id,
                "activity_id": self.activity.id,
                "attempt_id": uuid4(),
                "item_id": "why",
                "bank_id": "light",
                "score": score,
                "state_seq": seq,
                **changes,
            }
        )
        with self.database.write() as session:
            enqueue(session, event)
        return event

    def row(self) -> Passback:
        with self.database.read() as session:
            return session.scalars(select(Passback)).one()

    def news(self) -> list[ScoreDelivered]:
        with self.database.read() as session:
            rows = session.scalars(select(OutboxEvent).order_by(OutboxEvent.seq))
            found = [parse_event(row.payload) for row in rows]
        return [event for event in found if isinstance(event, ScoreDelivered)]


@pytest.fixture
def desk(database: Database, tenant: Deployment, clock: FakeClock) -> Desk:
    return Desk(database, tenant, clock)


@pytest.fixture
def queue(lti: Lti) -> PassbackQueue:
    return lti.passback


def drain(queue: PassbackQueue, clock: FakeClock, *, hours: float = 48) -> None:
    """Send all that falls due within some hours."""
    end = clock.now + timedelta(hours=hours)
    while clock.now < end:
        if not queue.step():
            clock.now += timedelta(seconds=30)


def stamps(lms: FakeLms) -> list[datetime]:
    return [datetime.fromisoformat(score["timestamp"]) for score in lms.scores]


def test_a_released_score_reaches_its_column(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    event = desk.release(0.625, 1, comment="well explained")
    clock.now += timedelta(seconds=2)

    assert queue.step()
    assert not queue.step()

    [score] = lms.scores
    assert score["url"] == "https://lms.example/line/7/scores?type_id=3"
    assert (score["userId"], score["scoreGiven"], score["scoreMaximum"]) == ("student-1", 62.5, 100)
    assert (score["activityProgress"], score["gradingProgress"]) == ("InProgress", "FullyGraded")
    assert score["comment"] == "well explained"
    assert datetime.fromisoformat(score["timestamp"]) == clock.now
    assert datetime.fromisoformat(score["submission"]["submittedAt"]) == event.occurred_at
    assert (desk.row().status, desk.row().sent_score) == ("sent", 0.625)
    [news] = desk.news()
    assert (news.outcome, news.score, news.parent_id) == ("delivered", 0.625, event.event_id)
    assert news.occurred_at == event.occurred_at


def test_a_score_post_names_its_media_type_and_token(
    desk: Desk, queue: PassbackQueue, lms: FakeLms
) -> None:
    desk.release(0.5, 1)
    queue.step()
    [post] = [call for call in lms.calls if call.url.path.endswith("/scores")]
    assert post.headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert post.headers["Authorization"] == "Bearer secret-token"


def test_only_the_newest_of_several_releases_is_sent(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    desk.release(0.2, 1)
    desk.release(0.6, 3)
    desk.release(0.4, 2)
    drain(queue, clock, hours=1)
    assert [score["scoreGiven"] for score in lms.scores] == [60]


def test_a_lowered_score_is_sent_too(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    for seq, score in enumerate((0.8, 0.3)):
        desk.release(score, seq)
        drain(queue, clock, hours=0.1)
    assert [score["scoreGiven"] for score in lms.scores] == [80, 30]


def test_an_unchanged_or_repeated_release_sends_nothing(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    event = desk.release(0.5, 1)
    drain(queue, clock, hours=0.1)
    desk.release(0.5, 2)
    desk.release(0.9, 2)
    with desk.database.write() as session:
        enqueue(session, event)
    drain(queue, clock, hours=0.1)
    assert len(lms.scores) == 1
    assert desk.row().status == "sent"


def test_timestamps_rise_by_a_second_at_least(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    for seq in range(5):
        desk.release(seq / 10, seq)
        while not queue.step():
            clock.now += timedelta(milliseconds=100)
    sent = stamps(lms)
    assert all(b - a >= timedelta(seconds=1) for a, b in itertools.pairwise(sent))
    assert sent[-1] <= clock.now


def test_a_column_that_is_not_ours_to_fill_gets_nothing(desk: Desk, lms: FakeLms) -> None:
    with desk.database.write() as session:
        session.get_one(ResourceLink, desk.link.id).ags_scopes = []
    desk.release(0.5, 1)
    with desk.database.read() as session:
        assert session.scalars(select(Passback)).all() == []


def test_a_lost_answer_is_repeated_with_the_same_timestamp(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.ReadTimeout("lost"), httpx.Response(409)]
    desk.release(0.5, 1)
    drain(queue, clock, hours=1)
    first, second = stamps(lms)
    assert first == second
    assert desk.row().status == "sent"
    assert [news.outcome for news in desk.news()] == ["delivered"]


def test_a_crash_after_the_post_repeats_it_and_nothing_else(
    desk: Desk, settings: Settings, database: Database, lms: FakeLms, clock: FakeClock
) -> None:
    def crash(request: httpx.Request) -> httpx.Response:
        answer = lms.handle(request)
        if request.url.path.endswith("/scores"):
            raise KeyboardInterrupt
        return answer

    desk.release(0.5, 1)
    crashing = build_lti(settings, database, clock, httpx.MockTransport(crash)).passback
    with pytest.raises(KeyboardInterrupt):
        crashing.step()
    assert desk.row().status == "pending"

    lms.answers = [httpx.Response(409)]
    restarted = build_lti(settings, database, clock, httpx.MockTransport(lms.handle)).passback
    assert not restarted.step()
    drain(restarted, clock, hours=1)

    first, second = stamps(lms)
    assert first == second
    assert desk.row().status == "sent"
    assert len(desk.news()) == 1


def test_a_newer_release_overtakes_a_lost_answer_with_a_later_timestamp(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.ReadTimeout("lost")]
    desk.release(0.5, 1)
    queue.step()
    desk.release(0.7, 2)
    drain(queue, clock, hours=1)
    assert [score["scoreGiven"] for score in lms.scores] == [50, 70]
    first, second = stamps(lms)
    assert second >= first + timedelta(seconds=1)


def test_a_score_that_went_back_while_an_answer_was_lost_is_sent_again(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    desk.release(0.5, 1)
    drain(queue, clock, hours=0.1)
    lms.answers = [httpx.ReadTimeout("perhaps received")]
    desk.release(0.9, 2)
    queue.step()
    desk.release(0.5, 3)
    drain(queue, clock, hours=1)
    assert [score["scoreGiven"] for score in lms.scores] == [50, 90, 50]


def test_a_first_conflict_is_tried_again_later_in_time(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.Response(409)]
    desk.release(0.5, 1)
    drain(queue, clock, hours=1)
    first, second = stamps(lms)
    assert second > first
    assert desk.row().status == "sent"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(400, "refused"), (403, "refused"), (404, "not_gradable"), (422, "not_gradable")],
)
def test_a_final_no_is_told_once_and_not_tried_again(
    status: int, outcome: str, desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.Response(status, text="<html>no</html>")]
    desk.release(0.5, 1)
    drain(queue, clock, hours=2)
    assert len(lms.scores) == 1
    row = desk.row()
    assert row.status == outcome
    assert row.detail.endswith((".", "?"))
    assert "<" not in row.detail
    assert [news.outcome for news in desk.news()] == [outcome]


def test_a_final_no_to_an_old_score_does_not_hold_back_a_new_one(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.Response(422)]
    desk.release(0.5, 1)
    drain(queue, clock, hours=1)
    desk.release(0.6, 2)
    drain(queue, clock, hours=1)
    assert desk.row().status == "sent"


def test_the_platform_says_how_long_to_wait(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.Response(429, headers={"Retry-After": "600"})]
    desk.release(0.5, 1)
    queue.step()
    assert desk.row().next_try_at >= clock.now + timedelta(seconds=600)


def test_a_platform_that_stays_silent_is_given_up_in_words(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.answers = [httpx.Response(503) for _ in range(100)]
    desk.release(0.5, 1)
    drain(queue, clock, hours=72)
    assert desk.row().status == "refused"
    assert "an error of its own" in desk.row().detail
    assert 10 < len(lms.scores) <= 30


def test_a_stale_token_is_asked_for_anew(desk: Desk, queue: PassbackQueue, lms: FakeLms) -> None:
    lms.answers = [httpx.Response(401)]
    desk.release(0.5, 1)
    queue.step()
    assert desk.row().status == "sent"
    assert lms.count("/token") == 2


def test_a_token_refused_for_a_while_does_not_end_the_passback(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    lms.pages["/token"] = httpx.Response(400, text="{invalid")
    desk.release(0.5, 1)
    queue.step()
    assert desk.row().status == "pending"
    assert "switched on" in desk.row().detail
    del lms.pages["/token"]
    drain(queue, clock, hours=1)
    assert desk.row().status == "sent"


def test_two_columns_of_an_activity_both_get_the_score(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    with desk.database.write() as session:
        session.add(
            ResourceLink(
                tenant_id=desk.course.tenant_id,
                course_id=desk.course.id,
                lti_id="link-2",
                activity_id=desk.activity.id,
                line_item_url="https://lms.example/line/8",
                ags_scopes=[SCORE_SCOPE],
            )
        )
    desk.release(0.5, 1)
    drain(queue, clock, hours=1)
    assert {score["url"] for score in lms.scores} == {
        "https://lms.example/line/7/scores?type_id=3",
        "https://lms.example/line/8/scores",
    }
    assert len({news.event_id for news in desk.news()}) == 2


def test_canvas_counts_a_repeated_score_as_no_new_attempt(
    desk: Desk, queue: PassbackQueue, lms: FakeLms, clock: FakeClock
) -> None:
    with desk.database.write() as session:
        session.scalars(select(Registration)).one().product = "canvas"
    for seq, score in enumerate((0.5, 0.6)):
        desk.release(score, seq)
        drain(queue, clock, hours=0.1)
    key = "https://canvas.instructure.com/lti/submission"
    assert [score[key]["new_submission"] for score in lms.scores] == [True, False]
