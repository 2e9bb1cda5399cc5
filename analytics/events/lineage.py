"""Which events must follow from which: what the ledger and reconciler check."""

from collections.abc import Collection
from uuid import UUID

from analytics.events.base import child_id

_NEXT: dict[str, tuple[tuple[str, ...], ...]] = {
    "answer.submitted": (("answer.graded", "answer.held"),),
    "answer.graded": (("mastery.updated",), ("item.observed",)),
    "answer.held": (("mastery.updated",),),
    "grade.overridden": (("mastery.updated",), ("item.observed",)),
    "mastery.reset": (("mastery.updated",),),
    "mastery.updated": (("path.advised",), ("score.released",)),
}
"""For each kind, the groups of children: one child of each group must exist.

A grade that a teacher takes back is told by `answer.held` with an `item.observed` that
nothing waits for: the first hold of an answer has none.
"""

DERIVED_KINDS: frozenset[str] = frozenset(
    child for groups in _NEXT.values() for group in groups for child in group
)
"""Kinds that steps make; a person may still cause some of them directly."""


def child_groups(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of kinds that follow a kind: one of each must."""
    return _NEXT.get(kind, ())


def expected_descendants(
    event_id: UUID, kind: str, among: Collection[str] | None = None
) -> tuple[frozenset[UUID], ...]:
    """Return the chains of ids that may complete an event, itself included.

    The event is done when all ids of any one returned set are stored, or when
    one id of it is in dead letters. An answer may be graded or held, so it has
    two such sets; most kinds have one.

    With `among` the same sets, in the same order, hold only ids of these kinds.
    """
    own = {event_id} if among is None or kind in among else ()
    chains: list[frozenset[UUID]] = [frozenset(own)]
    for group in _NEXT.get(kind, ()):
        options = [
            below
            for child in group
            for below in expected_descendants(child_id(event_id, child), child, among)
        ]
        chains = [chain | below for chain in chains for below in options]
    return tuple(chains)
