"""The ledger as a page shows it: accounts, and how far each topic is stored."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from analytics.reports import Entry, PositionLine
from lti_tool.errors import BrokerUnavailable


class Books(Protocol):
    """Answers from the warehouse and the outbox.

    Every method raises `ReportsUnavailable` when the warehouse does not answer.
    """

    def ledger(self, tenant: str | None) -> Sequence[Entry]:
        """Return the accounts of one tenant, or of all."""

    def positions(self, now: datetime) -> Sequence[PositionLine]:
        """Return how far each partition is stored."""


class LogEnds(Protocol):
    """Answers from the broker."""

    def read(self) -> Mapping[tuple[str, int], int]:
        """Return the next offset of each partition. Raises BrokerUnavailable."""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic, its partitions together.

    Attributes:
        end: messages that the broker has; None if it does not answer.
        lag: of these, how many are not stored yet; None if that is unknown,
            because the broker does not answer or began its log anew.
        newest_stored_at: None if nothing is stored.
        lag_p95_s: of the slowest partition.
    """

    topic: str
    end: int | None
    lag: int | None
    newest_stored_at: datetime | None
    lag_p95_s: float | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Everything that the page says."""

    at: datetime
    entries: Sequence[Entry]
    topics: Sequence[TopicLine]

    @property
    def sound(self) -> bool:
        """Tell whether every account is."""
        return all(entry.sound for entry in self.entries)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Draws up the balance."""

    books: Books
    ends: LogEnds
    clock: Callable[[], datetime]

    def balance(self, tenant: str | None = None) -> Balance:
        """Return the accounts now. Raises ReportsUnavailable."""
        now = self.clock()
        entries = self.books.ledger(tenant)
        stored = self.books.positions(now)
        return Balance(now, entries, topic_lines(stored, self._ends()))

    def _ends(self) -> Mapping[tuple[str, int], int] | None:
        try:
            return self.ends.read()
        except BrokerUnavailable:
            return None


def topic_lines(
    stored: Iterable[PositionLine], ends: Mapping[tuple[str, int], int] | None
) -> Sequence[TopicLine]:
    """Return a line for each topic that somebody has something of."""
    known = {(line.topic, line.partition): line for line in stored}
    names = {topic for topic, _ in known} | {
        topic for (topic, _), end in (ends or {}).items() if end
    }
    return [
        _topic_line(name, {p: line for (topic, p), line in known.items() if topic == name}, ends)
        for name in sorted(names)
    ]


def _topic_line(
    topic: str,
    stored: Mapping[int, PositionLine],
    ends: Mapping[tuple[str, int], int] | None,
) -> TopicLine:
    lags = [line.lag_p95_s for line in stored.values() if line.lag_p95_s is not None]
    newest = max((line.newest_stored_at for line in stored.values()), default=None)
    mine = {p: end for (name, p), end in (ends or {}).items() if name == topic}
    return TopicLine(
        topic=topic,
        end=sum(mine.values()) if mine else None,
        lag=_lag(mine, stored) if mine else None,
        newest_stored_at=newest,
        lag_p95_s=max(lags, default=None),
    )


def _lag(ends: Mapping[int, int], stored: Mapping[int, PositionLine]) -> int | None:
    behind = [end - (stored[p].next_offset if p in stored else 0) for p, end in ends.items()]
    return None if any(one < 0 for one in behind) else sum(behind)
