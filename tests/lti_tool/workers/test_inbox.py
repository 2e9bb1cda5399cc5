from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from analytics.events import DEAD_LETTER_TOPIC, AnyEvent, parse_dead_letter, topic_of
from lti_tool.adapters.kafka import Incoming
from lti_tool.errors import BrokerUnavailable
from lti_tool.models import AppliedEvent, Attempt, Progress
from lti_tool.workers.inbox import Inbox
from tests.fakes.classroom import NOON, Classroom, chain_of
from tests.lti_tool.workers.test_relay import FakePublisher


@dataclass
class FakeFeed:
    """Brings prepared batches; counts commits."""

    batches: list[list[Incoming]]
    commits: int = 0
    commit_fails: bool = False
    log: list[str] = field(default_factory=list)

    async def fetch(self) -> Sequence[Incoming]:
        return self.batches.pop(0) if self.batches else []

    async def commit(self) -> None:
        if self.commit_fails:
            raise BrokerUnavailable("down")
        self.commits += 1


def message(event: AnyEvent, offset: int = 0) -> Incoming:
    return Incoming(topic_of(event.kind), 0, offset, None, event.to_json())


def inbox(room: Classroom, feed: FakeFeed, publisher: FakePublisher | None = None) -> Inbox:
    return Inbox(room.database, feed, publisher or FakePublisher(), clock=lambda: NOON)


def applied(room: Classroom) -> int:
    with room.database.read() as session:
        return session.scalar(select(func.count()).select_from(AppliedEvent)) or 0


async def test_a_batch_is_applied_and_committed(room: Classroom) -> None:
    feed = FakeFeed([[message(e) for e in chain_of(room.answer())]])
    assert await inbox(room, feed).step() == 4
    assert (applied(room), feed.commits) == (4, 1)


async def test_the_same_event_twice_in_a_batch_counts_once(room: Classroom) -> None:
    chain = [message(e) for e in chain_of(room.answer())]
    feed = FakeFeed([chain + chain, chain])
    worker = inbox(room, feed)
    await worker.step()
    await worker.step()
    assert applied(room) == 4


async def test_poison_becomes_a_dead_letter_and_blocks_nobody(room: Classroom) -> None:
    good = chain_of(room.answer())
    lost = chain_of(room.answer().model_copy(update={"attempt_id": room.course_id}))[0]
    rubbish = Incoming("signpost.answer.graded", 1, 7, b"k", b"{not json")
    feed = FakeFeed([[rubbish, message(lost), *map(message, good)]])
    publisher = FakePublisher()
    assert await inbox(room, feed, publisher).step() == 6
    assert (applied(room), feed.commits) == (4, 1)
    letters = [parse_dead_letter(m.value) for m in publisher.sent]
    assert {m.topic for m in publisher.sent} == {DEAD_LETTER_TOPIC}
    assert [(x.stage, x.event_id) for x in letters] == [
        ("inbox", None),
        ("inbox", lost.event_id),
    ]
    assert (letters[0].raw, letters[0].offset) == (b"{not json", 7)


async def test_nothing_is_committed_until_dead_letters_are_acknowledged(room: Classroom) -> None:
    feed = FakeFeed([[Incoming("signpost.answer.graded", 0, 1, b"k", b"?")]])
    publisher = FakePublisher(refused={b"k"})
    worker = inbox(room, feed, publisher)
    with pytest.raises(BrokerUnavailable):
        await worker.step()
    assert feed.commits == 0
    publisher.refused.clear()
    assert await worker.step() == 1
    assert (len(publisher.sent), feed.commits) == (1, 1)


async def test_a_database_that_is_down_delays_and_loses_nothing(room: Classroom) -> None:
    feed = FakeFeed([[message(e) for e in chain_of(room.answer())]])
    worker = inbox(room, feed)
    with room.database.write() as session:
        session.execute(text("ALTER TABLE applied_events RENAME TO away"))
    with pytest.raises(OperationalError):
        await worker.step()
    assert feed.commits == 0
    with room.database.write() as session:
        session.execute(text("ALTER TABLE away RENAME TO applied_events"))
    assert await worker.step() == 4
    assert applied(room) == 4


async def test_an_event_that_breaks_a_rule_of_the_database_dies_alone(room: Classroom) -> None:
    answer = room.answer()
    nobody = room.override(answer, 0.0).model_copy(update={"actor_id": room.course_id})
    feed = FakeFeed([[message(nobody), *map(message, chain_of(answer))]])
    publisher = FakePublisher()
    await inbox(room, feed, publisher).step()
    [letter] = [parse_dead_letter(m.value) for m in publisher.sent]
    assert letter.event_id == nobody.event_id
    assert applied(room) == 4
    with room.database.read() as session:
        assert session.scalars(select(Attempt)).one().score == 1.0
        assert session.scalars(select(Progress)).one().state_seq == 1


async def test_what_could_not_be_committed_is_not_applied_twice(room: Classroom) -> None:
    chain = [message(e) for e in chain_of(room.answer())]
    feed = FakeFeed([chain, chain], commit_fails=True)
    worker = inbox(room, feed)
    with pytest.raises(BrokerUnavailable):
        await worker.step()
    feed.commit_fails = False
    assert await worker.step() == 4
    assert applied(room) == 4


async def test_nothing_new_touches_nothing(room: Classroom) -> None:
    feed = FakeFeed([])
    assert await inbox(room, feed).step() == 0
    assert feed.commits == 0
