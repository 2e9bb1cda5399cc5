"""Tells the ledger what the outbox accepted."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from analytics.reports import Accepted, Account, digest
from lti_tool.adapters.database import Database
from lti_tool.models import OutboxEvent

_PAGE = 10_000
_IDS_A_QUERY = 500
_ACCOUNT = (OutboxEvent.tenant_id, OutboxEvent.kind)

_Key = tuple[UUID, str]


@dataclass(slots=True)
class _Tally:
    """Counts and digests of the outbox up to a place in it."""

    seq: int = 0
    counts: Counter[_Key] = field(default_factory=Counter)
    digests: Counter[_Key] = field(default_factory=Counter)


class OutboxAccounts:
    """The outbox as the ledger asks for it: counts, and ids where they matter.

    Digests of what was read before are kept, so that a later question reads the
    new events only. Events that were erased meanwhile, or committed out of
    order, change the counts before that place: then everything is read again.
    """

    def __init__(self, database: Database) -> None:
        """Read from a database, at each question anew."""
        self._database = database
        self._tallies: dict[str | None, _Tally] = {}

    def accepted(self, tenant: str | None) -> Accepted:
        """Return counts and digests of all events, the ids of unconfirmed ones."""
        listing = select(*_ACCOUNT, OutboxEvent.event_id).where(
            _whose(tenant), OutboxEvent.confirmed_at.is_(None)
        )
        waiting: defaultdict[Account, set[UUID]] = defaultdict(set)
        with self._database.read() as session:
            tally = self._tallied(session, tenant)
            for t, kind, event_id in session.execute(listing):
                waiting[Account(str(t), kind)].add(event_id)
        return Accepted(
            _by_account(tally.counts),
            _by_account(tally.digests),
            {key: frozenset(ids) for key, ids in waiting.items()},
        )

    def ids(self, account: Account) -> Iterable[UUID]:
        """Return the id of every event of an account."""
        query = select(OutboxEvent.event_id).where(
            _whose(account.tenant), OutboxEvent.kind == account.kind
        )
        with self._database.read() as session:
            yield from session.scalars(query)

    def known(self, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of some ids were ever accepted."""
        rest, found = iter(ids), set[UUID]()
        with self._database.read() as session:
            while some := tuple(islice(rest, _IDS_A_QUERY)):
                query = select(OutboxEvent.event_id).where(OutboxEvent.event_id.in_(some))
                found.update(session.scalars(query))
        return found

    def _tallied(self, session: Session, tenant: str | None) -> _Tally:
        known = self._tallies.get(tenant, _Tally())
        if known.counts != _counted(session, tenant, known.seq):
            known = _Tally()
        tally = _Tally(known.seq, known.counts.copy(), known.digests.copy())
        query = (
            select(OutboxEvent.seq, *_ACCOUNT, OutboxEvent.event_id)
            .where(_whose(tenant), OutboxEvent.seq > known.seq)
            .order_by(OutboxEvent.seq)
            .execution_options(yield_per=_PAGE)
        )
        for seq, t, kind, event_id in session.execute(query):
            tally.seq = seq
            tally.counts[t, kind] += 1
            tally.digests[t, kind] ^= digest((event_id,))
        self._tallies[tenant] = tally
        return tally


def _counted(session: Session, tenant: str | None, up_to: int) -> Counter[_Key]:
    query = (
        select(*_ACCOUNT, func.count())
        .where(_whose(tenant), OutboxEvent.seq <= up_to)
        .group_by(*_ACCOUNT)
    )
    return Counter({(t, kind): count for t, kind, count in session.execute(query)})


def _by_account(figures: Mapping[_Key, int]) -> dict[Account, int]:
    return {Account(str(tenant), kind): figure for (tenant, kind), figure in figures.items()}


def _whose(tenant: str | None) -> ColumnElement[bool]:
    return true() if tenant is None else OutboxEvent.tenant_id == UUID(tenant)
