"""Dead letters: read, mended, sent again, recorded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from analytics.events import AnswerSubmitted, topic_of
from analytics.reports import DeadLetterLine, LetterFilter, LetterGrowth
from lti_tool.adapters.kafka import Message
from lti_tool.admin_errors import AdminRefused
from lti_tool.errors import BrokerUnavailable, ReportsUnavailable
from lti_tool.models import AdminAction, Deployment, OutboxEvent
from lti_tool.services.admin.letters import Letters
from lti_tool.services.outbox import accept
from lti_tool.wiring import Parts
from lti_tool.workers.reconciler import LetterWatch
from tests.fakes.lms import FakeClock
from tests.fakes.streams import submitted
from tests.lti_tool.admin.conftest import OWNER, AdminBrowser

JUNK = b"no event \xff at all"


@dataclass
class FakeBox:
    """Letters in memory."""

    lines: list[DeadLetterLine] = field(default_factory=list)
    marked: list[UUID] = field(default_factory=list)
    fresh: int = 0
    down: bool = False

    def letters(self, which: LetterFilter, limit: int) -> Sequence[DeadLetterLine]:
        if self.down:
            raise ReportsUnavailable("down")
        return [one for one in self.lines if which.stage in (None, one.stage)][:limit]

    def letters_by_id(self, ids: Collection[UUID]) -> Sequence[DeadLetterLine]:
        return [one for one in self.lines if one.letter_id in ids]

    def letter_growth(self, now: datetime) -> LetterGrowth:
        if self.down:
            raise ReportsUnavailable("down")
        return LetterGrowth(waiting=len(self.lines), fresh=self.fresh)

    def mark_replayed(self, letters: Collection[DeadLetterLine], now: datetime) -> None:
        self.marked += [one.letter_id for one in letters]


@dataclass
class FakeSender:
    """A broker in memory."""

    sent: list[Message] = field(default_factory=list)
    down: bool = False

    def send(self, messages: Sequence[Message]) -> None:
        if self.down:
            raise BrokerUnavailable("down")
        self.sent += messages


@dataclass
class Desk:
    """Letters, and what surrounds them."""

    parts: Parts
    letters: Letters
    box: FakeBox
    sender: FakeSender

    def dead(self, raw: bytes, event: AnswerSubmitted | None = None, stage: str = "grade") -> UUID:
        line = DeadLetterLine(
            letter_id=uuid4(),
            tenant=event.tenant if event else "",
            event_id=event.event_id if event else None,
            kind=event.kind if event else "",
            stage=stage,
            reason="the model <refuses> it",
            attempts=3,
            failed_at=self.parts.clock(),
            received_at=self.parts.clock(),
            replayed_at=None,
            raw_hex=raw.hex(),
            topic="signpost.answer.submitted",
            partition=2,
            offset=41,
        )
        self.box.lines.append(line)
        return line.letter_id

    def outbox(self) -> list[OutboxEvent]:
        with self.parts.database.read() as session:
            return list(session.scalars(select(OutboxEvent)))

    def deeds(self) -> list[tuple[str, str, list[str]]]:
        with self.parts.database.read() as session:
            found = session.scalars(select(AdminAction)).all()
        return [(one.who, one.kind, one.details["letters"]) for one in found]


@pytest.fixture
def desk(parts: Parts, clock: FakeClock) -> Desk:
    box, sender = FakeBox(), FakeSender()
    letters = Letters(parts.database, box, sender, clock)
    object.__setattr__(parts.admin, "letters", letters)
    return Desk(parts, letters, box, sender)


@pytest.fixture
def answer(parts: Parts, tenant: Deployment, clock: FakeClock) -> AnswerSubmitted:
    """Return an accepted answer that is sent and confirmed."""
    event = submitted(tenant=str(tenant.id))
    with parts.database.write() as session:
        accept(session, event)
        session.flush()
        kept = session.scalars(select(OutboxEvent)).one()
        kept.published_at = kept.confirmed_at = clock()
    return event


def test_an_accepted_message_goes_through_the_outbox_again(
    desk: Desk, answer: AnswerSubmitted
) -> None:
    letter_id = desk.dead(answer.to_json(), answer)
    done = desk.letters.replay("somebody", [letter_id])
    [waiting] = desk.outbox()
    assert (waiting.published_at, waiting.confirmed_at) == (None, None)
    assert (done.sent, desk.box.marked, desk.sender.sent) == ((letter_id,), [letter_id], [])
    assert desk.deeds() == [("somebody", "letters_replayed", [str(letter_id)])]


def test_a_message_that_steps_made_goes_straight_to_its_topic(desk: Desk) -> None:
    event = submitted()
    letter_id = desk.dead(event.to_json(), event, "trace")
    desk.letters.replay("somebody", [letter_id])
    [message] = desk.sender.sent
    assert (message.topic, message.value) == (topic_of(event.kind), event.to_json())
    assert message.key == str(event.learner_id).encode()


def test_an_unreadable_message_is_not_sent_as_it_is(desk: Desk) -> None:
    readable, junk = submitted(), desk.dead(JUNK)
    good = desk.dead(readable.to_json(), readable)
    done = desk.letters.replay_all("somebody", LetterFilter())
    assert (done.sent, done.unreadable) == ((good,), (junk,))
    assert desk.box.marked == [good]


def test_a_filter_sends_only_what_it_lets_through(desk: Desk) -> None:
    events = [submitted(), submitted()]
    desk.dead(events[0].to_json(), events[0], "grade")
    traced = desk.dead(events[1].to_json(), events[1], "trace")
    assert desk.letters.replay_all("somebody", LetterFilter(stage="trace")).sent == (traced,)


def test_a_mended_message_takes_the_place_of_the_accepted_one(
    desk: Desk, answer: AnswerSubmitted
) -> None:
    letter_id = desk.dead(answer.to_json(), answer)
    mended = answer.model_copy(update={"answer": "The sun."}).to_json()
    desk.letters.fix("somebody", letter_id, mended)
    [waiting] = desk.outbox()
    assert (waiting.payload, waiting.published_at) == (mended, None)
    assert desk.deeds() == [("somebody", "letter_fixed", [str(letter_id)])]


@pytest.mark.parametrize("field", ["event_id", "learner_id", "occurred_at", "tenant"])
def test_mending_cannot_make_another_event_of_it(
    desk: Desk, answer: AnswerSubmitted, field: str
) -> None:
    letter_id = desk.dead(answer.to_json(), answer)
    changed = {
        "event_id": uuid4(),
        "learner_id": uuid4(),
        "occurred_at": answer.occurred_at + timedelta(days=1),
        "tenant": "another",
    }
    mended = answer.model_copy(update={field: changed[field]}).to_json()
    with pytest.raises(AdminRefused, match="other_event"):
        desk.letters.fix("somebody", letter_id, mended)
    assert (desk.box.marked, desk.deeds()) == ([], [])


def test_what_is_still_no_event_is_refused(desk: Desk) -> None:
    with pytest.raises(AdminRefused, match="no_event"):
        desk.letters.fix("somebody", desk.dead(JUNK), b"{}")


def test_the_pages_list_show_and_send_a_letter(
    desk: Desk, owner: AdminBrowser, answer: AnswerSubmitted
) -> None:
    letter_id = desk.dead(answer.to_json(), answer)
    desk.box.fresh = 1
    listed = owner.get("/admin/letters").text
    assert "1 message could not be processed in the last 15 minutes." in listed
    assert f"/admin/letters/{letter_id}" in listed
    shown = owner.get(f"/admin/letters/{letter_id}").text
    assert "the model &lt;refuses&gt; it" in shown
    assert "The sun shines." in shown
    answered = owner.post(f"/admin/letters/{letter_id}/replay")
    assert "1 message is on its way." in owner.get(answered.headers["Location"]).text
    assert desk.deeds() == [(OWNER, "letters_replayed", [str(letter_id)])]
    assert "Sent dead letters again" in owner.get("/admin/actions").text


def test_the_page_says_that_the_broker_is_down(desk: Desk, owner: AdminBrowser) -> None:
    event = submitted()
    letter_id = desk.dead(event.to_json(), event)
    desk.sender.down = True
    answered = owner.post("/admin/letters/replay", stage="grade")
    assert "Kafka does not answer" in owner.get(answered.headers["Location"]).text
    refused = owner.post(f"/admin/letters/{letter_id}/fix", message="nonsense")
    assert refused.status_code == 422


def test_the_first_page_warns_while_letters_grow_and_works_without_a_warehouse(
    desk: Desk, owner: AdminBrowser
) -> None:
    assert "could not be processed" not in owner.get("/admin").text
    desk.box.fresh = 2
    assert "2 messages could not be processed" in owner.get("/admin").text
    desk.box.down = True
    assert owner.get("/admin").status_code == 200
    assert "The warehouse does not answer" in owner.get("/admin/letters").text


def test_growth_is_logged_once_for_each_growth(
    clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    figures = [(0, 0), (2, 2), (2, 2), (3, 1), (1, 0)]
    rest = iter(LetterGrowth(waiting=waiting, fresh=fresh) for waiting, fresh in figures)
    watch = LetterWatch(lambda _: next(rest), clock)
    for _ in figures:
        watch.look()
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == [
        "dead letters grow: waiting=2 fresh=2",
        "dead letters grow: waiting=3 fresh=1",
    ]
