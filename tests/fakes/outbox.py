"""An outbox in memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from analytics.events import AnyEvent
from analytics.reports import Accepted, Account, digest


@dataclass
class FakeOutbox:
    """Remembers what was accepted and what of it is confirmed."""

    events: list[AnyEvent]
    confirmed: set[UUID] = field(default_factory=set)

    def accepted(self, tenant: str | None) -> Accepted:
        """Return what one tenant, or all, had accepted."""
        mine = [event for event in self.events if tenant in (None, event.tenant)]
        waiting: dict[Account, set[UUID]] = {}
        for event in mine:
            if event.event_id not in self.confirmed:
                waiting.setdefault(account_of(event), set()).add(event.event_id)
        counts = Counter(account_of(event) for event in mine)
        return Accepted(
            counts=counts,
            digests={account: digest(self.ids(account)) for account in counts},
            waiting={account: frozenset(ids) for account, ids in waiting.items()},
        )

    def ids(self, account: Account) -> Iterable[UUID]:
        """Return the id of every event of an account."""
        return [event.event_id for event in self.events if account_of(event) == account]

    def known(self, ids: Iterable[UUID]) -> set[UUID]:
        """Return which of some ids were ever accepted."""
        return set(ids) & {event.event_id for event in self.events}


def account_of(event: AnyEvent) -> Account:
    """Return the account that an event belongs to."""
    return Account(event.tenant, event.kind)
