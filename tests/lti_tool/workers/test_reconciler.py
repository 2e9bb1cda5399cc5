from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from analytics.events import AnyEvent
from analytics.warehouse.errors import WarehouseUnavailable
from lti_tool.models import AppliedEvent, Change, OutboxEvent
from lti_tool.services.apply_events import APPLIED_KINDS, apply
from lti_tool.services.outbox import accept, mark_published, waiting
from lti_tool.workers.reconciler import Outcome, Reconciler
from tests.fakes.classroom import NOON, Classroom, chain_of, said_of_item


@dataclass
class FakeArchive:
    """Holds what a test says is stored or dead."""

    kept: set[UUID] = field(default_factory=set)
    letters: set[UUID] = field(default_factory=set)
    down: bool = False

    def stored(self, ids: Collection[UUID]) -> set[UUID]:
        if self.down:
            raise WarehouseUnavailable("down")
        return self.kept & set(ids)

    def dead(self, ids: Collection[UUID]) -> set[UUID]:
        return self.letters & set(ids)


@dataclass
class Scene:
    room: Classroom
    archive: FakeArchive = field(default_factory=FakeArchive)
    now: datetime = NOON

    def look(self, after_s: float) -> Outcome:
        self.now = NOON + timedelta(seconds=after_s)
        return Reconciler(
            self.room.database, self.archive, timedelta(seconds=20), lambda: self.now
        ).step()

    def send(self) -> None:
        with self.room.database.write() as session:
            mark_published(session, [row.seq for row in waiting(session, 10)], self.now)

    def show(self, events: Collection[AnyEvent]) -> None:
        with self.room.database.write() as session:
            apply(session, [e for e in events if e.kind in APPLIED_KINDS], self.now)

    def row(self) -> OutboxEvent:
        with self.room.database.read() as session:
            return session.scalars(select(OutboxEvent)).one()


def ids_with_item(chain: list[AnyEvent]) -> set[UUID]:
    """Return the ids of a chain and of what is said of the item beside it."""
    return {event.event_id for event in (*chain, said_of_item(chain))}


@pytest.fixture
def scene(room: Classroom) -> Scene:
    return Scene(room)


def test_an_answer_is_done_when_all_is_stored_and_shown(scene: Scene) -> None:
    answer = scene.room.answer()
    chain = chain_of(answer)
    scene.send()
    scene.archive.kept = {answer.event_id, *ids_with_item(chain)}
    scene.show(chain)
    assert scene.look(5) == Outcome(done=1)
    assert scene.row().confirmed_at == scene.now
    assert scene.look(500) == Outcome()


def test_a_held_answer_is_done_by_its_own_chain(scene: Scene) -> None:
    answer = scene.room.answer()
    chain = chain_of(answer, score=None)
    scene.send()
    scene.archive.kept = {answer.event_id, *(e.event_id for e in chain)}
    scene.show(chain)
    assert scene.look(5) == Outcome(done=1)


def test_what_is_stored_but_not_shown_is_sent_again(scene: Scene) -> None:
    answer = scene.room.answer()
    chain = chain_of(answer)
    scene.send()
    scene.archive.kept = {answer.event_id, *ids_with_item(chain)}
    scene.show(chain[:2])
    assert scene.look(5) == Outcome()
    assert scene.look(21) == Outcome(again=1)
    assert scene.row().published_at is None


def test_what_is_shown_but_not_stored_is_sent_again(scene: Scene) -> None:
    answer = scene.room.answer()
    chain = chain_of(answer)
    scene.send()
    scene.show(chain)
    scene.archive.kept = {e.event_id for e in chain}
    assert scene.look(21) == Outcome(again=1)


def test_what_is_not_said_of_its_item_is_sent_again(scene: Scene) -> None:
    answer = scene.room.answer()
    chain = chain_of(answer)
    scene.send()
    scene.show(chain)
    scene.archive.kept = {answer.event_id, *(e.event_id for e in chain)}
    assert scene.look(21) == Outcome(again=1)


def test_each_repeat_waits_twice_as_long(scene: Scene) -> None:
    scene.room.answer()
    scene.send()
    assert scene.look(21).again == 1
    scene.send()
    assert scene.look(21 + 39).again == 0
    assert scene.look(21 + 41).again == 1
    assert scene.row().sends == 2


def test_a_dead_letter_ends_the_wait(scene: Scene) -> None:
    answer = scene.room.answer()
    scene.send()
    scene.archive.letters = {chain_of(answer)[1].event_id}
    assert scene.look(5) == Outcome(done=1)


def test_nothing_is_sent_again_while_the_warehouse_is_down(scene: Scene) -> None:
    scene.room.answer()
    scene.send()
    scene.archive.down = True
    with pytest.raises(WarehouseUnavailable):
        scene.look(500)
    assert scene.row().published_at is not None


def test_what_the_relay_still_has_is_left_alone(scene: Scene) -> None:
    scene.room.answer()
    assert scene.look(500) == Outcome()


def test_an_override_must_itself_be_shown(scene: Scene) -> None:
    answer = scene.room.answer()
    with scene.room.database.write() as session:
        session.delete(session.scalars(select(OutboxEvent)).one())
        session.flush()
        override = scene.room.override(answer, 0.5)
        accept(session, override)
    chain = chain_of(override)
    scene.send()
    scene.archive.kept = {override.event_id, *ids_with_item(chain)}
    scene.show(chain)
    assert scene.look(5) == Outcome()
    scene.show([override])
    assert scene.look(6) == Outcome(done=1)


def test_more_than_a_page_is_looked_at(scene: Scene) -> None:
    for n in range(450):
        scene.room.answer(after_s=-n)
    with scene.room.database.write() as session:
        mark_published(session, [row.seq for row in waiting(session, 500)], NOON)
    assert scene.look(30).again == 450


def test_old_news_are_forgotten(scene: Scene) -> None:
    scene.show(chain_of(scene.room.answer()))
    later = NOON + timedelta(days=2)
    Reconciler(scene.room.database, scene.archive, timedelta(0), lambda: later).tidy()
    with scene.room.database.read() as session:
        assert session.scalar(select(func.count(Change.id))) == 0
        assert session.scalar(select(func.count()).select_from(AppliedEvent)) == 4
