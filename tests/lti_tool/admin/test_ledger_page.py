"""The ledger's page: balanced, not balanced, and without its sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest

from analytics.reports import Account, Entry, PositionLine
from lti_tool.errors import BrokerUnavailable, ReportsUnavailable
from lti_tool.models import Deployment
from lti_tool.services.admin.ledger import Ledger, topic_lines
from lti_tool.wiring import Parts
from tests.fakes.lms import FakeClock
from tests.lti_tool.admin.conftest import AdminBrowser

LOST, STRANGE = UUID(int=11), UUID(int=12)
TOPIC = "signpost.answer.submitted"


@dataclass
class FakeBooks:
    """Books that say what they are told."""

    entries: Sequence[Entry] = ()
    lines: Sequence[PositionLine] = ()
    down: bool = False

    def ledger(self, tenant: str | None) -> Sequence[Entry]:
        if self.down:
            raise ReportsUnavailable("down")
        return self.entries

    def positions(self, now: datetime) -> Sequence[PositionLine]:
        return self.lines


@dataclass
class FakeEnds:
    """A broker's log ends; None if it does not answer."""

    ends: Mapping[tuple[str, int], int] | None = field(default_factory=dict)

    def read(self) -> Mapping[tuple[str, int], int]:
        if self.ends is None:
            raise BrokerUnavailable("down")
        return self.ends


def put(parts: Parts, books: FakeBooks, ends: FakeEnds, clock: FakeClock) -> None:
    object.__setattr__(parts.admin, "ledger", Ledger(books, ends, clock))


def entry(tenant: Deployment, **figures: object) -> Entry:
    account = Account(str(tenant.id), "answer.submitted")
    sound = {"accepted": 5, "stored": 3, "dead": 1, "stopped": 0, "in_flight": 1}
    return Entry(account, **(sound | figures))  # type: ignore[arg-type]


def position(next_offset: int, partition: int = 0) -> PositionLine:
    return PositionLine(
        topic=TOPIC,
        partition=partition,
        next_offset=next_offset,
        newest_stored_at=datetime.fromisoformat("2026-03-02T08:59:00+00:00"),
        lag_p95_s=1.25,
    )


def test_a_sound_account_is_called_balanced_with_lag_and_freshness(
    parts: Parts, owner: AdminBrowser, tenant: Deployment, clock: FakeClock
) -> None:
    books = FakeBooks([entry(tenant)], [position(7)])
    put(parts, books, FakeEnds({(TOPIC, 0): 9, (TOPIC, 1): 2}), clock)
    said = owner.get("/admin/ledger").text
    assert "Every accepted event is accounted for." in said
    [row] = [r for r in said.split("<tr>") if TOPIC in r]
    assert '<td class="number">11</td><td class="number">4</td>' in row
    assert "1.2 s" in row


def test_what_is_missing_or_strange_is_named(
    parts: Parts, owner: AdminBrowser, tenant: Deployment, clock: FakeClock
) -> None:
    unsound = entry(tenant, stored=2, missing=(LOST,), surplus=1, strangers=(STRANGE,))
    put(parts, FakeBooks([unsound]), FakeEnds(), clock)
    said = owner.get("/admin/ledger").text
    assert "Not balanced" in said
    assert str(LOST) in said
    assert str(STRANGE) in said


def test_without_the_warehouse_the_page_claims_nothing(
    parts: Parts, owner: AdminBrowser, clock: FakeClock
) -> None:
    put(parts, FakeBooks(down=True), FakeEnds(), clock)
    answer = owner.get("/admin/ledger")
    assert answer.status_code == 200
    assert "The warehouse does not answer" in answer.text
    assert "Balanced" not in answer.text


def test_without_the_broker_or_after_it_began_anew_the_lag_is_unknown() -> None:
    [silent] = topic_lines([position(7)], None)
    assert (silent.end, silent.lag) == (None, None)
    [anew] = topic_lines([position(7)], {(TOPIC, 0): 2})
    assert (anew.end, anew.lag) == (2, None)


@pytest.mark.parametrize(
    ("ends", "told"), [(None, "unknown"), ({(TOPIC, 0): 2}, "unknown: the log began anew")]
)
def test_the_page_says_why_the_lag_is_unknown(
    parts: Parts,
    owner: AdminBrowser,
    clock: FakeClock,
    ends: dict[tuple[str, int], int] | None,
    told: str,
) -> None:
    put(parts, FakeBooks([], [position(7)]), FakeEnds(ends), clock)
    [row] = [r for r in owner.get("/admin/ledger").text.split("<tr>") if TOPIC in r]
    assert f'<td class="number">{told}</td>' in row


def test_a_partition_of_which_nothing_is_stored_lags_whole() -> None:
    [line] = topic_lines([position(7)], {(TOPIC, 0): 7, (TOPIC, 1): 5, ("signpost.empty", 0): 0})
    assert line.lag == 5


def test_only_an_account_sees_the_ledger(browser: AdminBrowser) -> None:
    assert browser.get("/admin/ledger").status_code == 303
