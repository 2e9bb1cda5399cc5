"""How hard items are by what answers say: kept near, and renewed behind the pages.

No learner waits for the warehouse: what is asked for comes at once, as it was known
last, and a look at the warehouse that is due goes on in a thread of its own. Until the
first one ends, and while the warehouse was never reached, items are as hard as their
authors say; what was learned once stays in use while it is away.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from analytics.content import ItemBank
from analytics.content.plan import PlanItem
from analytics.mastery.difficulty import usable
from analytics.reports import ItemEvidenceLine
from lti_tool.errors import ReportsUnavailable

EVERY_S: Final = 60.0
"""A bank's items are looked up no more often."""
_MOST: Final = 512
"""Banks of tenants that are known at once."""

Evidence = Mapping[tuple[str, int], ItemEvidenceLine]
"""What answers say of items, by id and revision."""

log = logging.getLogger(__name__)


class EvidenceReports(Protocol):
    """Knows what answers say of items."""

    def item_evidence(self, tenant: str, bank_id: str) -> Sequence[ItemEvidenceLine]:
        """Return what a tenant's answers say of a bank's items.

        Raises:
            ReportsUnavailable: the warehouse is away.
        """


def read_evidence(reports: EvidenceReports, tenant: str, bank_id: str) -> Evidence:
    """Return what answers say of each revision of a bank's items.

    Raises:
        ReportsUnavailable: the warehouse is away.
    """
    lines = reports.item_evidence(tenant, bank_id)
    return {(line.item_id, line.revision): line for line in lines}


def in_background(work: Callable[[], None]) -> None:
    """Do something in a thread that ends with the process."""
    threading.Thread(target=work, name="difficulties", daemon=True).start()


@dataclass(slots=True)
class _Known:
    evidence: Evidence
    looked_at: float


@dataclass
class Difficulties:
    """What a process knows of the difficulty of items.

    Attributes:
        clock: seconds that only go forward.
        run: does a look at the warehouse, without waiting for it.
    """

    reports: EvidenceReports
    clock: Callable[[], float] = time.monotonic
    run: Callable[[Callable[[], None]], None] = in_background
    _known: dict[tuple[str, str], _Known] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, tenant: str, bank_id: str) -> Evidence:
        """Return what was known last, at once; look again if that is a minute old."""
        key, now = (tenant, bank_id), self.clock()
        with self._lock:
            known = self._known.pop(key, None)
            is_due = known is None or now - known.looked_at >= EVERY_S
            known = known or _Known({}, now)
            if is_due:
                known.looked_at = now
            self._known[key] = known
            while len(self._known) > _MOST:
                del self._known[next(iter(self._known))]
        if is_due:
            self.run(lambda: self._look(known, tenant, bank_id))
        return known.evidence

    def _look(self, known: _Known, tenant: str, bank_id: str) -> None:
        try:
            known.evidence = read_evidence(self.reports, tenant, bank_id)
        except ReportsUnavailable as error:
            log.warning("difficulties of %s stay as they were: %s", bank_id, error)


@dataclass(frozen=True)
class TaughtBanks(Mapping[str, ItemBank]):
    """The banks, with what is known of how hard their items turn out to be."""

    banks: Mapping[str, ItemBank]
    difficulties: Difficulties

    def __getitem__(self, bank_id: str) -> ItemBank:
        """Return a bank. Raises KeyError."""
        return self.banks[bank_id]

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of the banks."""
        return iter(self.banks)

    def __len__(self) -> int:
        """Return how many banks there are."""
        return len(self.banks)


def items_as_learned(
    items: tuple[PlanItem, ...], banks: Mapping[str, ItemBank], tenant_id: UUID, bank_id: str
) -> tuple[PlanItem, ...]:
    """Return a plan's items with the difficulties that answers say, where enough of them do.

    Banks of which nothing is known leave them as their authors say.
    """
    if not isinstance(banks, TaughtBanks):
        return items
    evidence = banks.difficulties.of(str(tenant_id), bank_id)
    return tuple(_as_learned(item, evidence) for item in items) if evidence else items


def _as_learned(item: PlanItem, evidence: Evidence) -> PlanItem:
    said = evidence.get((item.id, item.revision))
    if said is None:
        return item
    return item.model_copy(update={"difficulty": usable(item.difficulty, said)})
