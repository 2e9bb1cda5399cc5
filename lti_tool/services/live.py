"""Wake open pages when their learner's or their class's news arrives.

News are only a wake-up: a page compares versions of what it shows, so a
missed or doubled wake-up costs a few seconds and never a wrong page.

A grade is shown at once. What follows it within moments, and a class in which
many answer, is gathered, so that a page is made anew once and not five times.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.adapters.database import Database
from lti_tool.models import Change

_LOOK_BACK = 64
"""How many ids before the newest are read again: on PostgreSQL a smaller id
may be committed after a larger one."""

_AT_ONCE = frozenset({"answer.graded", "answer.held", "grade.overridden", "grade.contested"})
_NO_NEWS = frozenset({"answer.submitted", "mastery.updated", "score.released"})
"""What a learner's page need not wake for: it shows an answer from the response to
it, mastery with the advice that follows at once, and no released score."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What an open page shows: one learner of an activity, or all (None)."""

    activity_id: UUID
    learner_id: UUID | None = None

    def concerns(self, activity_id: UUID, learner_id: UUID, kind: str) -> bool:
        """Tell whether a change concerns this page."""
        if activity_id != self.activity_id:
            return False
        return self.learner_id is None or (self.learner_id == learner_id and kind not in _NO_NEWS)

    def is_urgent(self, kind: str) -> bool:
        """Tell whether the page shows a change of this kind without gathering more."""
        return self.learner_id is not None and kind in _AT_ONCE


@dataclass(eq=False, slots=True)
class Listener:
    """One open page's ear."""

    topic: Topic
    _heard: threading.Event = field(default_factory=threading.Event)
    _urgent: threading.Event = field(default_factory=threading.Event)

    def wait(self, timeout_s: float) -> bool:
        """Wait for news; tell whether some came within the time."""
        heard = self._heard.wait(timeout_s)
        self._heard.clear()
        return heard

    def gather(self, timeout_s: float) -> None:
        """Wait for more, but not if what was heard is to be shown at once."""
        self._urgent.wait(timeout_s)
        self._urgent.clear()
        self._heard.clear()

    def wake(self, kind: str) -> None:
        """End the wait."""
        if self.topic.is_urgent(kind):
            self._urgent.set()
        self._heard.set()


class Notifier:
    """Watches the table of changes for a whole process, with one thread.

    The thread starts with the first listener and rests while there is none.
    """

    def __init__(self, database: Database, *, poll_s: float = 0.04, limit: int = 48) -> None:
        """Prepare; nothing is started."""
        self._database = database
        self._poll_s = poll_s
        self._limit = limit
        self._listeners: set[Listener] = set()
        self._lock = threading.Lock()
        self._somebody = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: set[int] = set()
        self._newest = 0

    @contextmanager
    def listen(self, topic: Topic) -> Iterator[Listener | None]:
        """Open an ear for a topic; None when the process has enough of them."""
        listener = Listener(topic)
        with self._lock:
            full = len(self._listeners) >= self._limit
            if not full:
                self._listeners.add(listener)
                self._start()
        try:
            yield None if full else listener
        finally:
            with self._lock:
                self._listeners.discard(listener)
                if not self._listeners:
                    self._somebody.clear()

    def look(self) -> int:
        """Wake whom new changes concern; return how many changes were new."""
        with self._database.read() as session:
            rows = session.execute(
                select(Change.id, Change.activity_id, Change.learner_id, Change.kind)
                .where(Change.id > self._newest - _LOOK_BACK)
                .order_by(Change.id)
            ).all()
        fresh = [row for row in rows if row.id not in self._seen]
        self._seen = {row.id for row in rows}
        self._newest = max(self._seen, default=self._newest)
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            for row in fresh:
                if listener.topic.concerns(row.activity_id, row.learner_id, row.kind):
                    listener.wake(row.kind)
        return len(fresh)

    def _start(self) -> None:
        self._somebody.set()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="news", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        self._newest = self._last_id()
        pause = threading.Event()
        while self._somebody.wait():
            try:
                self.look()
            except SQLAlchemyError:
                pause.wait(1.0)
            pause.wait(self._poll_s)

    def _last_id(self) -> int:
        try:
            with self._database.read() as session:
                return session.scalar(select(func.max(Change.id))) or 0
        except SQLAlchemyError:
            return 0
