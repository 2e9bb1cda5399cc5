"""Tells the ledger what the outbox accepted."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, true

from analytics.reports import Accepted, Account
from lti_tool.adapters.database import Database
from lti_tool.models import OutboxEvent


class OutboxAccounts:
    """The outbox as the ledger asks for it: counts, and ids where they matter."""

    def __init__(self, database: Database) -> None:
        """Read from a database, at each question anew."""
        self._database = database

    def accepted(self, tenant: str | None) -> Accepted:
        """Return counts of all events and the ids of unconfirmed ones."""
        account = (OutboxEvent.tenant_id, OutboxEvent.kind)
        whose = _whose(tenant)
        counting = select(*account, func.count()).where(whose).group_by(*account)
        listing = select(*account, OutboxEvent.event_id).where(
            whose, OutboxEvent.confirmed_at.is_(None)
        )
        waiting: defaultdict[Account, set[UUID]] = defaultdict(set)
        with self._database.read() as session:
            counts = {Account(str(t), kind): n for t, kind, n in session.execute(counting)}
            for t, kind, event_id in session.execute(listing):
                waiting[Account(str(t), kind)].add(event_id)
        return Accepted(counts, {key: frozenset(ids) for key, ids in waiting.items()})

    def ids(self, account: Account) -> Iterable[UUID]:
        """Return the id of every event of an account."""
        query = select(OutboxEvent.event_id).where(
            _whose(account.tenant), OutboxEvent.kind == account.kind
        )
        with self._database.read() as session:
            yield from session.scalars(query)


def _whose(tenant: str | None) -> ColumnElement[bool]:
    return true() if tenant is None else OutboxEvent.tenant_id == UUID(tenant)
