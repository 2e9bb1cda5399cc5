"""Groups answers that say the same, to be marked together. Pure, deterministic.

Complete linkage by nearest-neighbour chains (Müllner 2011): every two answers of a
group are at least as alike as asked, so that one decision may stand for all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.grading.likeness import Matrix, likeness, normalised, signature

ALIKE = 0.6
"""Least likeness of two answers of one group."""

MOST = 600
"""Most different answers that are compared: the work grows with the square."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Answers that say the same.

    Attributes:
        members: places in the texts given, the one most like the others first.
        cohesion: likeness of the two members least alike, 0 to 1.
    """

    members: tuple[int, ...]
    cohesion: float


def cluster(texts: Sequence[str], alike: float = ALIKE) -> tuple[Cluster, ...]:
    """Return the groups of all texts, the largest first; some have one member.

    The same texts in the same order make the same groups. What comes after the
    first `MOST` different answers is grouped only with its like word for word.
    """
    same: dict[tuple[str, object], list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        same[normalised(text), signature(text)].append(place)
    kinds = list(same.values())
    compared = likeness([texts[kind[0]] for kind in kinds[:MOST]])
    groups = _linked(compared, alike) + [[n] for n in range(MOST, len(kinds))]
    found = [_cluster(group, kinds, compared) for group in groups]
    return tuple(sorted(found, key=lambda one: (-len(one.members), min(one.members))))


def _cluster(group: Sequence[int], kinds: Sequence[list[int]], compared: Matrix) -> Cluster:
    if len(group) == 1:
        return Cluster(tuple(kinds[group[0]]), 1.0)
    within = compared[np.ix_(group, group)]
    sizes = np.array([len(kinds[n]) for n in group])
    order = sorted(range(len(group)), key=lambda n: (-float(within[n] @ sizes), group[n]))
    return Cluster(
        members=tuple(place for n in order for place in kinds[group[n]]),
        cohesion=float(within.min()),
    )


def _linked(compared: Matrix, alike: float) -> list[list[int]]:
    """Return the groups; complete linkage is reducible, so chains find it exactly."""
    near = compared.copy()
    np.fill_diagonal(near, -1.0)
    groups = {n: [n] for n in range(len(near))}
    done: list[list[int]] = []
    chain: list[int] = []
    while groups:
        if not chain:
            chain.append(min(groups))
        last = chain[-1]
        best = int(near[last].argmax())
        before = chain[-2] if len(chain) > 1 else -1
        if before >= 0 and near[last, before] >= near[last, best]:
            best = before
        if near[last, best] < alike:
            done.append(sorted(groups.pop(last)))
            _forget(near, last)
            chain.clear()
        elif best == before:
            del chain[-2:]
            groups[best] += groups.pop(last)
            _merge(near, best, last)
        else:
            chain.append(best)
    return done


def _merge(near: Matrix, kept: int, gone: int) -> None:
    farthest = np.minimum(near[kept], near[gone])
    near[kept], near[:, kept] = farthest, farthest
    near[kept, kept] = -1.0
    _forget(near, gone)


def _forget(near: Matrix, gone: int) -> None:
    near[gone] = -1.0
    near[:, gone] = -1.0
