"""Which events must follow from which: what the ledger and reconciler check."""

from uuid import UUID

from analytics.events.base import child_id

_NEXT: dict[str, tuple[tuple[str, ...], ...]] = {
    "answer.submitted": (("answer.graded", "answer.held"),),
    "answer.graded": (("mastery.updated",),),
    "answer.held": (("mastery.updated",),),
    "grade.overridden": (("mastery.updated",),),
    "mastery.reset": (("mastery.updated",),),
    "mastery.updated": (("path.advised",), ("score.released",)),
}
"""For each kind, the groups of children: one child of each group must exist."""

DERIVED_KINDS: frozenset[str] = frozenset(
    child for groups in _NEXT.values() for group in groups for child in group
)
"""Kinds that steps make; a person may still cause some of them directly."""


def child_groups(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of kinds that follow a kind: one of each must."""
    return _NEXT.get(kind, ())


def expected_descendants(event_id: UUID, kind: str) -> tuple[frozenset[UUID], ...]:
    """Return the chains of ids that may complete an event, itself included.

    The event is done when all ids of any one returned set are stored, or when
    one id of it is in dead letters. An answer may be graded or held, so it has
    two such sets; most kinds have one.
    """
    chains: list[frozenset[UUID]] = [frozenset({event_id})]
    for group in _NEXT.get(kind, ()):
        options = [
            below
            for child in group
            for below in expected_descendants(child_id(event_id, child), child)
        ]
        chains = [chain | below for chain in chains for below in options]
    return tuple(chains)
