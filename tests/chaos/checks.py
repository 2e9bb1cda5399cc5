"""Adds up what was given and what is there. Pure: it is given both."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

Figures = Mapping[str, int]
"""Numbers of reports by name; those counted afresh have the same names."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the verdict rests on.

    Attributes:
        promised: ids of the answers that the product said it had taken.
        accepted: ids in the outbox.
        chains: for each accepted event, the sets of ids of which one must be
            stored as a whole, unless one of its ids is a dead letter.
        stored: rows of each id, after replacing.
        dead: ids with a dead letter.
        poison: digests of the messages without sense, and
        poison_dead: of those in the dead letters.
        reported: what the reports say, and
        counted: the same from the record.
        scores: what the gradebook took, by person, in order.
        differing: learners whose mastery is not that of the replay.
    """

    promised: Collection[UUID]
    accepted: Collection[UUID]
    chains: Mapping[UUID, Sequence[frozenset[UUID]]]
    stored: Mapping[UUID, int]
    dead: Collection[UUID]
    poison: Collection[str] = ()
    poison_dead: Collection[str] = ()
    reported: Figures = field(default_factory=dict)
    counted: Figures = field(default_factory=dict)
    scores: Mapping[str, Sequence[float]] = field(default_factory=dict)
    differing: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The table's numbers.

    Attributes:
        accepted: events and poison that were taken.
        stored, dead: where they are.
        lost: ids that are nowhere, chains that broke off, and what reports lack.
        double: ids stored twice, and what reports have too much.
        scores_twice: deliveries of a score that the gradebook had.
        mastery_differs: learners.
        words: each fault in words.
    """

    accepted: int
    stored: int
    dead: int
    lost: int
    double: int
    scores_twice: int
    mastery_differs: int
    words: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Tell whether every zero is a zero and the sum is right."""
        wrong = self.lost or self.double or self.scores_twice or self.mastery_differs
        return not wrong and self.accepted == self.stored + self.dead


def judge(facts: Facts) -> Verdict:
    """Return what is lost, double or wrong."""
    accepted, dead = set(facts.accepted), set(facts.dead)
    poison, poison_dead = set(facts.poison), set(facts.poison_dead)
    stored = accepted & facts.stored.keys()
    lost = [
        *(f"never accepted: {one}" for one in sorted(set(facts.promised) - accepted)),
        *(f"nowhere: {one}" for one in sorted(accepted - stored - dead)),
        *(f"poison is nowhere: {one}" for one in sorted(poison - poison_dead)),
        *(f"broken off: {one}" for one in _broken(facts, stored - dead, dead)),
    ]
    double = [f"stored {n} times: {one}" for one, n in sorted(facts.stored.items()) if n > 1]
    missing, surplus = compared(facts.reported, facts.counted)
    twice = scores_twice(facts.scores)
    return Verdict(
        accepted=len(accepted) + len(poison),
        stored=len(stored),
        dead=len((accepted & dead) - stored) + len(poison & poison_dead),
        lost=len(lost) + sum(missing.values()),
        double=len(double) + sum(surplus.values()),
        scores_twice=sum(twice.values()),
        mastery_differs=len(facts.differing),
        words=(
            *lost,
            *double,
            *(f"a report lacks {n}: {name}" for name, n in sorted(missing.items())),
            *(f"a report has {n} too many: {name}" for name, n in sorted(surplus.items())),
            *(f"a score came {n} times more: {who}" for who, n in sorted(twice.items())),
            *(f"another mastery: {whose}" for whose in facts.differing),
        ),
    )


def compared(reported: Figures, counted: Figures) -> tuple[Counter[str], Counter[str]]:
    """Return what reports lack, and what they have too much, by name."""
    ours, theirs = Counter(reported), Counter(counted)
    return theirs - ours, ours - theirs


def scores_twice(scores: Mapping[str, Sequence[float]]) -> Counter[str]:
    """Return how often a gradebook was sent what it had, by person."""
    return Counter(
        {
            who: twice
            for who, taken in scores.items()
            if (twice := sum(one == following for one, following in pairwise(taken)))
        }
    )


def _broken(facts: Facts, whole: Collection[UUID], dead: set[UUID]) -> list[UUID]:
    def is_done(chain: frozenset[UUID]) -> bool:
        return bool(chain & dead) or chain <= facts.stored.keys()

    return sorted(
        one
        for one in whole
        if (chains := facts.chains.get(one)) and not any(is_done(chain) for chain in chains)
    )
