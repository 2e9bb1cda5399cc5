"""The guard of the disk: while it is full nothing is merged, and what broke is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from analytics.warehouse.embedded.guard import BEFORE, CHECK_EVERY, DiskGuard

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass
class FakeParts:
    """Says what was asked of it; `bad` are the broken parts."""

    bad: list[str] = field(default_factory=list)
    merging: bool = True
    asked: list[datetime] = field(default_factory=list)

    def stop_merges(self) -> None:
        self.merging = False

    def start_merges(self) -> None:
        self.merging = True

    def broken(self, since: datetime) -> Sequence[str]:
        self.asked.append(since)
        return self.bad


@dataclass
class Room:
    """A disk, a clock and who is told of the end."""

    free: bool = True
    now: datetime = NOW
    ended: list[Sequence[str]] = field(default_factory=list)

    def guard(self, parts: FakeParts) -> DiskGuard:
        return DiskGuard(parts, lambda: self.free, self.ended.append, lambda: self.now)


def test_while_there_is_room_the_engine_is_left_alone() -> None:
    parts, room = FakeParts(), Room()
    room.guard(parts).look()
    assert parts == FakeParts()


def test_a_full_disk_stops_the_merges_until_there_is_room() -> None:
    parts, room = FakeParts(), Room(free=False)
    guard = room.guard(parts)
    guard.look()
    assert not parts.merging
    room.free = True
    guard.look()
    assert parts.merging
    assert room.ended == []


def test_parts_written_before_it_was_noticed_are_read_through_now_and_then_and_at_the_end() -> None:
    parts, room = FakeParts(), Room(free=False)
    guard = room.guard(parts)
    for seconds in (0, 1, CHECK_EVERY.seconds + 1):
        room.now = NOW + timedelta(seconds=seconds)
        guard.look()
    assert parts.asked == [NOW - BEFORE] * 2
    room.free = True
    guard.look()
    guard.look()
    assert parts.asked == [NOW - BEFORE] * 3


def test_a_broken_part_ends_the_process() -> None:
    parts, room = FakeParts(), Room(free=False)
    guard = room.guard(parts)
    guard.look()
    parts.bad.append("events: all_1_2_1")
    room.free = True
    guard.look()
    assert room.ended == [["events: all_1_2_1"]]
