from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import uuid4

import pytest
from sqlalchemy import select

from analytics.events import message_key, parse_event
from lti_tool.adapters.kafka import Message
from lti_tool.errors import BrokerUnavailable
from lti_tool.models import OutboxEvent, User
from lti_tool.services.outbox import Waiting
from lti_tool.workers.relay import Relay, waves
from tests.fakes.classroom import NOON, Classroom


@dataclass
class FakePublisher:
    """Keeps what is sent; refuses the messages of some keys."""

    refused: set[bytes] = field(default_factory=set)
    down: bool = False
    sent: list[Message] = field(default_factory=list)

    async def publish(self, messages: Sequence[Message]) -> Sequence[bool]:
        if self.down:
            raise BrokerUnavailable("down")
        self.sent += [m for m in messages if m.key not in self.refused]
        return [m.key not in self.refused for m in messages]


def relay(room: Classroom, publisher: FakePublisher) -> Relay:
    return Relay(room.database, publisher, clock=lambda: NOON)


def unsent(room: Classroom) -> int:
    with room.database.read() as session:
        return len(
            session.scalars(select(OutboxEvent).where(OutboxEvent.published_at.is_(None))).all()
        )


def classmate(room: Classroom) -> Classroom:
    other = replace(room, learner_id=uuid4())
    with room.database.write() as session:
        session.add(User(id=other.learner_id, tenant_id=room.tenant_id, subject="cleo"))
    return other


async def test_what_is_accepted_is_sent_once_in_order(room: Classroom) -> None:
    events = [room.answer(after_s=n) for n in range(3)]
    publisher = FakePublisher()
    assert await relay(room, publisher).step() == 3
    assert await relay(room, publisher).step() == 0
    assert [parse_event(m.value) for m in publisher.sent] == events
    assert {m.key for m in publisher.sent} == {message_key(room.learner_id)}
    assert {m.topic for m in publisher.sent} == {"signpost.answer.submitted"}


async def test_nothing_is_marked_while_the_broker_is_down(room: Classroom) -> None:
    room.answer()
    publisher = FakePublisher(down=True)
    with pytest.raises(BrokerUnavailable):
        await relay(room, publisher).step()
    assert unsent(room) == 1
    publisher.down = False
    assert await relay(room, publisher).step() == 1


async def test_one_learners_trouble_stops_their_later_events_and_nobody_elses(
    room: Classroom,
) -> None:
    other = classmate(room)
    mine = [room.answer(after_s=n) for n in range(2)]
    theirs = [other.answer(after_s=n) for n in range(2)]
    publisher = FakePublisher(refused={message_key(room.learner_id)})
    with pytest.raises(BrokerUnavailable):
        await relay(room, publisher).step()
    assert [parse_event(m.value) for m in publisher.sent] == theirs
    publisher.refused.clear()
    assert await relay(room, publisher).step() == 2
    assert [parse_event(m.value) for m in publisher.sent[2:]] == mine


def test_a_wave_holds_one_event_a_learner_in_order() -> None:
    ada, ben = uuid4(), uuid4()
    rows = [Waiting(n, "answer.submitted", who, b"") for n, who in enumerate([ada, ada, ben, ada])]
    assert [[row.seq for row in wave] for wave in waves(rows)] == [[0, 2], [1], [3]]
