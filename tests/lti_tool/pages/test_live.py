"""Open pages hear of what concerns them."""

import json
import time
from itertools import islice
from uuid import uuid4

import pytest

from lti_tool.adapters.database import Database
from lti_tool.models import Change
from lti_tool.services.live import Notifier, Topic
from tests.lti_tool.pages.conftest import Browser
from tests.lti_tool.pages.room import Room


@pytest.fixture
def notifier(database: Database) -> Notifier:
    """Return one whose thread looks so seldom that the test looks itself."""
    return Notifier(database, poll_s=3600, limit=2)


def tell(database: Database, topic: Topic, kind: str = "path.advised") -> None:
    with database.write() as session:
        learner = topic.learner_id or uuid4()
        session.add(Change(activity_id=topic.activity_id, learner_id=learner, kind=kind))


def test_only_the_page_concerned_wakes(notifier: Notifier, database: Database) -> None:
    ada, ben = Topic(uuid4(), uuid4()), Topic(uuid4(), uuid4())
    with notifier.listen(ada) as hers, notifier.listen(ben) as his:
        assert hers is not None
        assert his is not None
        tell(database, ada)
        notifier.look()
        assert hers.wait(0)
        assert not his.wait(0)


def test_a_teacher_hears_of_every_learner(notifier: Notifier, database: Database) -> None:
    whole = Topic(uuid4())
    with notifier.listen(whole) as ear:
        assert ear is not None
        tell(database, Topic(whole.activity_id, uuid4()))
        notifier.look()
        assert ear.wait(0)


def test_a_grade_is_shown_at_once_and_what_follows_is_gathered(
    notifier: Notifier, database: Database
) -> None:
    topic = Topic(uuid4(), uuid4())
    with notifier.listen(topic) as ear:
        assert ear is not None
        tell(database, topic, "answer.graded")
        notifier.look()
        began = time.monotonic()
        ear.gather(60)
        assert time.monotonic() - began < 30
        tell(database, topic, "path.advised")
        notifier.look()
        ear.gather(0.01)
        assert not ear.wait(0), "what was gathered is shown with it"


@pytest.mark.parametrize("kind", ["answer.submitted", "mastery.updated", "score.released"])
def test_a_learners_page_sleeps_through_what_it_does_not_show(
    notifier: Notifier, database: Database, kind: str
) -> None:
    learner = Topic(uuid4(), uuid4())
    whole = Topic(learner.activity_id)
    with notifier.listen(learner) as hers, notifier.listen(whole) as teachers:
        assert hers is not None
        assert teachers is not None
        tell(database, learner, kind)
        notifier.look()
        assert not hers.wait(0)
        assert teachers.wait(0)


def test_a_full_process_lets_pages_poll(notifier: Notifier) -> None:
    topic = Topic(uuid4())
    with notifier.listen(topic), notifier.listen(topic), notifier.listen(topic) as third:
        assert third is None


def test_a_change_wakes_once(notifier: Notifier, database: Database) -> None:
    topic = Topic(uuid4())
    tell(database, topic)
    assert notifier.look() == 1
    assert notifier.look() == 0


def test_a_stream_brings_an_old_page_up_to_date(ada: Browser, room: Room) -> None:
    ada.get()
    room.answer("Ada")
    room.streams.run(1.0)
    answer = ada.get("events", after="older")
    stream = iter(answer.response)
    said = [part.decode() if isinstance(part, bytes) else part for part in islice(stream, 3)]
    answer.close()
    assert said[0] == "retry: 1000\n\n"
    assert said[1].startswith("event: beat\ndata:")
    text = said[2]
    fields = dict(line.split(": ", 1) for line in text.strip().splitlines())
    body = json.loads(fields["data"])
    assert fields["id"] == body["version"] == room.page("Ada").version
    assert "Correct" in body["parts"]["work"]
