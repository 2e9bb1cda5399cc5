"""Dead letters: read them, mend them, send them again, with a record.

A message that was accepted here goes through the outbox again, so that it is
watched until all that follows is stored. Any other is handed to the broker at
once. In both cases the letter is marked, and a new failure unmarks it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from analytics.events import AnyEvent, EventError, parse_event, topic_of
from analytics.reports import DeadLetterLine, LetterFilter, LetterGrowth
from lti_tool.adapters.database import Database
from lti_tool.adapters.kafka import Message
from lti_tool.admin_errors import AdminRefused
from lti_tool.errors import NotFound
from lti_tool.services.admin.audit import Deed, keep
from lti_tool.services.outbox import reopen

AT_ONCE = 500
"""Letters that one replay sends at most."""
_NEVER_CHANGES = ("event_id", "kind", "tenant", "course_id", "learner_id", "occurred_at")


class LetterBox(Protocol):
    """The letters in the warehouse. Every method raises `ReportsUnavailable`."""

    def letters(self, which: LetterFilter, limit: int) -> Sequence[DeadLetterLine]:
        """Return letters without their messages, newest first."""

    def letters_by_id(self, ids: Collection[UUID]) -> Sequence[DeadLetterLine]:
        """Return letters with their messages."""

    def letter_growth(self, now: datetime) -> LetterGrowth:
        """Return how many wait, and how many are new."""

    def mark_replayed(self, letters: Collection[DeadLetterLine], now: datetime) -> None:
        """Note that some letters were sent again."""


class Sender(Protocol):
    """Hands messages to the broker."""

    def send(self, messages: Sequence[Message]) -> None:
        """Send all. Raises BrokerUnavailable: some may be sent."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did.

    Attributes:
        sent: letters whose message is on its way.
        unreadable: letters that must be mended before.
    """

    sent: tuple[UUID, ...]
    unreadable: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """What an administrator does with dead letters."""

    database: Database
    box: LetterBox
    sender: Sender
    clock: Callable[[], datetime]

    def list(self, which: LetterFilter, limit: int = 100) -> Sequence[DeadLetterLine]:
        """Return letters, newest first."""
        return self.box.letters(which, limit)

    def growth(self) -> LetterGrowth:
        """Return how many wait, and how many are new."""
        return self.box.letter_growth(self.clock())

    def read(self, letter_id: UUID) -> DeadLetterLine:
        """Return one letter with its message. Raises NotFound."""
        found = self.box.letters_by_id([letter_id])
        if not found:
            raise NotFound
        return found[0]

    def replay(self, who: str, ids: Collection[UUID]) -> Replayed:
        """Send the messages of some letters again, as they are.

        Raises:
            ReportsUnavailable: nothing was sent.
            BrokerUnavailable: some may be sent; the same again does no harm.
        """
        letters = self.box.letters_by_id(ids)
        readable = {one.letter_id: event for one in letters if (event := _readable(one.raw))}
        unreadable = tuple(one.letter_id for one in letters if one.letter_id not in readable)
        going = [one for one in letters if one.letter_id in readable]
        if going:
            events = {one.letter_id: (readable[one.letter_id], one.raw) for one in going}
            self._send(who, "letters_replayed", going, events)
        return Replayed(tuple(one.letter_id for one in going), unreadable)

    def replay_all(self, who: str, which: LetterFilter) -> Replayed:
        """Send what waits and fits again, at most `AT_ONCE`; see `replay`."""
        found = self.box.letters(which, AT_ONCE)
        return self.replay(who, [one.letter_id for one in found])

    def fix(self, who: str, letter_id: UUID, mended: bytes) -> None:
        """Send another message in place of a letter's.

        Raises:
            AdminRefused: it is no event, or another one than the letter's.
            NotFound: there is no such letter.
            BrokerUnavailable: it may be sent; the same again does no harm.
        """
        letter = self.read(letter_id)
        event = _readable(mended)
        if event is None:
            raise AdminRefused("no_event")
        if not _same(letter, event):
            raise AdminRefused("other_event")
        self._send(who, "letter_fixed", [letter], {letter_id: (event, mended)})

    def _send(
        self,
        who: str,
        deed: str,
        letters: Sequence[DeadLetterLine],
        events: Mapping[UUID, tuple[AnyEvent, bytes]],
    ) -> None:
        now = self.clock()
        straight: list[Message] = []
        with self.database.write() as session:
            for event, raw in events.values():
                if not reopen(session, event.event_id, raw):
                    straight.append(Message(topic_of(event.kind), event.key, raw))
            keep(session, who, now, Deed(deed, _subject(letters), details=_details(letters)))
        # Marked before it can fail again: the newer of the two counts.
        self.box.mark_replayed(letters, now)
        if straight:
            self.sender.send(straight)


def _readable(raw: bytes) -> AnyEvent | None:
    try:
        return parse_event(raw)
    except EventError:
        return None


def _same(letter: DeadLetterLine, event: AnyEvent) -> bool:
    """Tell whether a mended event is the letter's: as far as that can be read."""
    before = _readable(letter.raw)
    if before is not None:
        return all(getattr(before, name) == getattr(event, name) for name in _NEVER_CHANGES)
    return letter.event_id in {None, event.event_id}


def _subject(letters: Sequence[DeadLetterLine]) -> str:
    return str(letters[0].letter_id) if len(letters) == 1 else f"{len(letters)}"


def _details(letters: Sequence[DeadLetterLine]) -> Mapping[str, object]:
    return {"letters": [str(one.letter_id) for one in letters]}
