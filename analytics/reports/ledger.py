"""Is everything that was accepted stored, a dead letter, or on its way?

For each tenant and each kind that the tool accepts,

    accepted = stored + dead + in flight

must hold, and not of the numbers alone: one event lost and a strange one stored
would add up. So each side also has a digest of its ids, and an account is sound
when both agree. What the streams derive is not accepted by anybody; for it the
question is whether each parent has the children that must follow.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import islice
from operator import xor
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from analytics.events import DERIVED_KINDS, KINDS, child_groups
from analytics.events.base import Utc
from analytics.reports.asking import Line, Source, ask
from analytics.warehouse.client import Warehouse
from analytics.warehouse.store import dead, stored

_IDS_AT_ONCE: Final = 10_000
_LOW: Final = 2**64 - 1
_ACCEPTED_KINDS: Final = frozenset(KINDS) - DERIVED_KINDS
NAMED: Final = 100
"""How many ids of a difference are named at most."""


class Account(NamedTuple):
    """Whose events of which kind."""

    tenant: str
    kind: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """What the tool accepted, read in one transaction.

    Attributes:
        counts: every event ever accepted, confirmed or not.
        digests: `digest` of the ids of the same events.
        waiting: ids of those that are not confirmed yet.
    """

    counts: Mapping[Account, int]
    digests: Mapping[Account, int]
    waiting: Mapping[Account, frozenset[UUID]]


class Outbox(Protocol):
    """Who knows what was accepted."""

    def accepted(self, tenant: str | None) -> Accepted:
        """Return what one tenant, or all, had accepted."""

    def ids(self, account: Account) -> Iterable[UUID]:
        """Return the id of every event of an account."""

    def known(self, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of some ids were ever accepted."""


class StoredLine(Line):
    """What the warehouse has of one tenant's one kind, counted by id.

    Attributes:
        digest: of the ids that `stored` and `dead` count.
    """

    tenant: str
    kind: str
    stored: int
    dead: int
    stopped: int
    digest: int


class _Id(Line):
    event_id: UUID


class UnfollowedLine(Line):
    """A stored event from which nothing followed that should have."""

    event_id: UUID
    tenant: str
    kind: str
    learner_id: UUID
    occurred_at: Utc


@dataclass(frozen=True, slots=True)
class Entry:
    """One account of the ledger.

    Attributes:
        dead: ended as dead letters and are not stored.
        stopped: stored, but a later step ended as a dead letter.
        in_flight: accepted and neither stored nor dead, to be sent again.
        missing: the first of the ids that nobody waits for and nobody has;
            `difference` says how many there are.
        surplus: stored or dead without having been accepted, and
        strangers: the first of their ids. A kind that the streams derive as well
            is never in surplus.
    """

    account: Account
    accepted: int
    stored: int
    dead: int
    stopped: int
    in_flight: int
    missing: tuple[UUID, ...] = ()
    surplus: int = 0
    strangers: tuple[UUID, ...] = ()

    @property
    def difference(self) -> int:
        """Return accepted - stored - dead - in flight: 0 in a sound account."""
        return self.accepted - self.stored - self.dead - self.in_flight

    @property
    def sound(self) -> bool:
        """Tell whether nothing is missing and nothing is too much."""
        return self.difference == 0 and self.surplus == 0


def digest(ids: Iterable[UUID]) -> int:
    """Return 64 bits that two sets of random ids share only if they are equal.

    Chance of an error: one in 2^62. Digests of disjoint sets are combined by `^`.
    """
    return reduce(xor, (one.int & _LOW for one in ids), 0)


def stored_counts(source: Source, tenant: str | None = None) -> tuple[StoredLine, ...]:
    """Return what the warehouse has, by tenant and kind."""
    return ask(source, "ledger", StoredLine, {"tenant": tenant})


def ledger(warehouse: Warehouse, outbox: Outbox, tenant: str | None = None) -> tuple[Entry, ...]:
    """Return the accounts of one tenant, or of all, by tenant and kind.

    Counting is cheap; only an account that does not add up, be it because
    events arrived between two counts, is gone through id by id.
    """
    accepted = outbox.accepted(tenant)
    lines = {Account(line.tenant, line.kind): line for line in stored_counts(warehouse, tenant)}
    strange = {account for account in lines if account.kind in _ACCEPTED_KINDS}
    return tuple(
        _entry(warehouse, outbox, account, accepted, lines.get(account))
        for account in sorted(strange | accepted.counts.keys())
    )


def unfollowed(
    source: Source, *, tenant: str | None, since: datetime, before: datetime, limit: int = NAMED
) -> tuple[UnfollowedLine, ...]:
    """Return stored events whose children are missing, without dead letters.

    Args:
        source: the warehouse.
        tenant: None for all.
        since: looks at events that happened from then on.
        before: stored by then, so that their children had time to come.
        limit: for each kind and group of children.
    """
    params = {"tenant": tenant, "since": int(since.timestamp()), "limit": limit}
    return tuple(
        line
        for kind in KINDS
        for children in child_groups(kind)
        for line in ask(
            source,
            "unfollowed",
            UnfollowedLine,
            {**params, "before": int(before.timestamp()), "kind": kind, "children": children},
        )
    )


def _entry(
    warehouse: Warehouse,
    outbox: Outbox,
    account: Account,
    accepted: Accepted,
    line: StoredLine | None,
) -> Entry:
    """Return an account as the counts tell it, or id by id if they disagree."""
    waiting = accepted.waiting.get(account, frozenset())
    in_flight = waiting - _places(warehouse, waiting).keys()
    entry = Entry(
        account=account,
        accepted=accepted.counts.get(account, 0),
        stored=line.stored if line else 0,
        dead=line.dead if line else 0,
        stopped=line.stopped if line else 0,
        in_flight=len(in_flight),
    )
    kept = (line.digest if line else 0) ^ digest(in_flight)
    if entry.difference == 0 and kept == accepted.digests.get(account, 0):
        return entry
    return _explained(warehouse, outbox, entry)


def _explained(warehouse: Warehouse, outbox: Outbox, entry: Entry) -> Entry:
    """Count an account that does not add up again, id by id.

    Events go on arriving meanwhile. An id is missing if it was accepted, then
    was not waited for, and even then was not to be found.
    """
    places: Counter[str] = Counter()
    absent: set[UUID] = set()
    for some in _chunks(outbox.ids(entry.account)):
        found = _places(warehouse, some)
        places.update(found.values())
        absent.update(set(some) - found.keys())
    waiting = outbox.accepted(entry.account.tenant).waiting.get(entry.account, frozenset())
    late = _places(warehouse, absent - waiting)
    places.update(late.values())
    missing = sorted(absent - waiting - late.keys())
    in_flight = len(absent & waiting)
    strangers = _strangers(warehouse, outbox, entry.account)
    return Entry(
        account=entry.account,
        accepted=places.total() + in_flight + len(missing),
        stored=places["stored"],
        dead=places["dead"],
        stopped=entry.stopped,
        in_flight=in_flight,
        missing=tuple(missing[:NAMED]),
        surplus=len(strangers),
        strangers=tuple(strangers[:NAMED]),
    )


def _strangers(source: Source, outbox: Outbox, account: Account) -> list[UUID]:
    """Return the ids that are stored or dead and that nobody accepted."""
    if account.kind not in _ACCEPTED_KINDS:
        return []
    strangers: list[UUID] = []
    after = UUID(int=0)
    while page := _settled_after(source, account, after):
        strangers += sorted(set(page) - outbox.known(page))
        after = page[-1]
    return strangers


def _settled_after(source: Source, account: Account, after: UUID) -> list[UUID]:
    params = {**account._asdict(), "after": after, "limit": _IDS_AT_ONCE}
    return [line.event_id for line in ask(source, "settled_ids", _Id, params)]


def _places(warehouse: Warehouse, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return where each id that has arrived is: "stored", or only "dead"."""
    wanted = set(ids)
    here = stored(warehouse, wanted)
    return {
        **dict.fromkeys(dead(warehouse, wanted - here), "dead"),
        **dict.fromkeys(here, "stored"),
    }


def _chunks(ids: Iterable[UUID]) -> Iterator[tuple[UUID, ...]]:
    rest = iter(ids)
    while some := tuple(islice(rest, _IDS_AT_ONCE)):
        yield some
