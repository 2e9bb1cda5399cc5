"""Events known by their bytes: what was made or read here is not read again.

All topics have a learner in the same partition, so the worker that makes an event
is mostly the one whose next step reads it, and two steps may read one topic.
"""

from collections import OrderedDict

from analytics.events import AnswerGraded, AnswerHeld, AnyEvent, MasteryUpdated, parse_event

MOST = 2_048
"""Events that are known at once, the last ones.

Under a crowd a step is that many ahead of the next one: what is before it in the
topics is let go before what follows from it is read.
"""

_READ_HERE = (AnswerGraded, AnswerHeld, MasteryUpdated)


class KnownEvents:
    """The events that were made or read last."""

    def __init__(self) -> None:
        self._events: OrderedDict[bytes, AnyEvent] = OrderedDict()

    def parsed(self, value: bytes) -> AnyEvent:
        """Return the event in a message; only of a mastery more than one step asks.

        Raises:
            EventError: it is none.
        """
        if (known := self._events.get(value)) is None:
            known = parse_event(value)
            if isinstance(known, MasteryUpdated):
                self.remember(value, known)
        return known

    def remember(self, value: bytes, event: AnyEvent) -> None:
        """Know an event by its bytes, if a step here reads its kind."""
        if not isinstance(event, _READ_HERE):
            return
        self._events[value] = event
        while len(self._events) > MOST:
            self._events.popitem(last=False)
