"""Which skills seem to be needed for which, by what learners answered.

A learner counts for a pair of skills in the order in which they met them. When the first
answer to the later one came, the earlier one was *known* if two of the last three
answers to it were right, and *not known* if there were two or more and none of the last
three was; who is between counts for neither. Three questions are asked of each pair:

1. Do they hang together? The gap in first answers between who knew the other skill and
   who did not, over both orders, among learners who do alike in all other skills
   (`shares.gap_over`, by quarters of the share of right answers there): general ability
   would tie any two skills together. It must be over `MARGIN` at the `ERROR_RATE` of
   false discoveries among all pairs compared.
2. Which way? A prerequisite makes the later skill hardly ever known without it, while it
   is itself known without the later one. Gaps do not tell this: where few know either,
   they are larger the wrong way round. So the share of those not knowing the one who
   know the other is compared with its reverse, each freed of guesses and slips (Rogan and
   Gladen, Estimating prevalence from the results of a screening test, American Journal
   of Epidemiology 107, 1978), which are what a skill's next answers show of who is not
   known and known to know it. One-sided, at the same rate.
3. Does it show? The first answers themselves, as they are told to people, say so too.

Each of the four groups must have `FLOOR` learners: fewer tell little, and might tell who
they are. Learners who met the skills in one order only tell nothing of the way.

On 24 made courses (10 skills, guesses of .18, slips of .12, learners and skills of
different strength; `class_of` in the tests makes them) a fifth of the true prerequisites
was told from 400 learners and two fifths from 1,200. Of 121 pairs told from 1,200, 91
were prerequisites, 19 prerequisites of prerequisites, 5 ran backwards, and 6 had only a
prerequisite in common, which answers cannot rule out; none was unrelated.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analytics.content.skill_graph import Pair
from analytics.evaluation.shares import Gap, Share, discoveries, gap_over, one_sided

FLOOR = 20
"""Learners in each group that is compared."""
MARGIN = 0.1
"""Gap that two skills may have though neither needs the other: ability is seen dimly."""
ERROR_RATE = 0.05
SKILLS_BESIDE = 3
"""Other skills that a learner must have answered to, for their ability to be seen."""

_LAST, _KNOWN_FROM, _SEEN_FROM = 3, 2, 2
_STRATA = 4
_TELLING = 0.2
"""Least gap between who knows a skill and who does not in the next answer to it."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tried:
    """One graded answer: the skills that it took, and whether it was right."""

    skills: Collection[str]
    right: bool


@dataclass(frozen=True, slots=True)
class Needed:
    """A skill that seems to be needed for another one, and why.

    Attributes:
        knew: of the learners who knew `before`, those whose first answer to `after` was
            right.
        did_not: the same of those who did not know it.
        other_way: of those who did not know `after`, whose first answer to `before` was.
        gap: over both orders, among learners who do alike elsewhere.
        learners: all who were compared.
    """

    before: str
    after: str
    knew: Share
    did_not: Share
    other_way: Share
    gap: Gap
    learners: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What the answers say of all pairs.

    Attributes:
        needed: the largest sure gap first.
        compared: pairs of skills with enough learners, of all `pairs` that are not settled.
    """

    needed: tuple[Needed, ...]
    compared: int
    pairs: int


@dataclass(frozen=True, slots=True)
class _Counts:
    """Learners and answers, counted.

    Attributes:
        firsts: earlier skill x later skill x stratum x known x right at the later one.
        nexts: skill x known x right at the next answer to it.
    """

    firsts: Numbers
    nexts: Numbers

    def first(self, before: int, after: int) -> Numbers:
        """Return known x right, all strata together."""
        total: Numbers = self.firsts[before, after].sum(axis=0)
        return total

    def is_enough(self, pair: tuple[int, int]) -> bool:
        """Tell whether each group of a pair, in each order, has its learners."""
        orders = pair, pair[::-1]
        return all(self.first(*one).sum(axis=1).min() >= FLOOR for one in orders)

    def gap(self, pair: tuple[int, int]) -> Gap | None:
        """Return how much a pair hangs together."""
        there, back = pair
        return gap_over(np.concatenate([self.firsts[there, back], self.firsts[back, there]]))


def find_needed(
    learners: Iterable[Sequence[Tried]],
    skills: Sequence[str],
    settled: Collection[Pair] = frozenset(),
) -> Findings:
    """Return which skills seem to be needed for which.

    Each of `learners` is one learner's answers in order; of `skills` alone is told.
    Pairs whose order is `settled` are not compared: what is known to hang together would
    make the others' rate of false discoveries look better than it is.
    """
    counts = _count(list(learners), {skill: n for n, skill in enumerate(skills)})
    pairs = [
        pair
        for pair in combinations(range(len(skills)), 2)
        if frozenset(skills[one] for one in pair) not in settled
    ]
    gaps = [(pair, gap) for pair in pairs if counts.is_enough(pair) and (gap := counts.gap(pair))]
    sure = discoveries([gap.chance_within(MARGIN) for _, gap in gaps], ERROR_RATE)
    found = [
        _needed(counts, skills, edge, gap)
        for pair, gap in (gaps[place] for place in sorted(sure))
        for edge in (pair, pair[::-1])
        if _shows(counts, edge) and _is_this_way(counts, edge)
    ]
    found.sort(key=lambda one: (-one.gap.low, one.before, one.after))
    return Findings(tuple(found), len(gaps), len(pairs))


def _needed(counts: _Counts, skills: Sequence[str], edge: tuple[int, int], gap: Gap) -> Needed:
    there, back = counts.first(*edge), counts.first(*edge[::-1])
    return Needed(
        before=skills[edge[0]],
        after=skills[edge[1]],
        knew=_share(there[1]),
        did_not=_share(there[0]),
        other_way=_share(back[0]),
        gap=gap,
        learners=int(there.sum() + back.sum()),
    )


def _share(group: Numbers) -> Share:
    return Share(int(group[1]), int(group.sum()))


def _shows(counts: _Counts, edge: tuple[int, int]) -> bool:
    did_not, knew = map(_share, counts.first(*edge))
    other_way = _share(counts.first(*edge[::-1])[0])
    return knew.value - did_not.value > MARGIN and other_way.value > did_not.value


def _is_this_way(counts: _Counts, edge: tuple[int, int]) -> bool:
    """Tell whether the later skill is known without the earlier one less than the reverse."""
    before, after = edge
    later = _known(counts, counts.first(before, after)[0], after)
    earlier = _known(counts, counts.first(after, before)[0], before)
    if later is None or earlier is None:
        return False
    error = math.hypot(later[1], earlier[1])
    return earlier[0] - later[0] > one_sided(ERROR_RATE) * error


def _known(counts: _Counts, group: Numbers, skill: int) -> tuple[float, float] | None:
    """Return the share of a group that knows a skill, and its standard error.

    None where the skill's questions hardly tell who knows it.
    """
    guess, sure = (counts.nexts[skill, :, 1] + 1) / (counts.nexts[skill].sum(axis=1) + 2)
    if sure - guess < _TELLING:
        return None
    right, size = group[1], group.sum()
    smoothed = (right + 1) / (size + 2)
    error = math.sqrt(smoothed * (1 - smoothed) / size)
    return float((right / size - guess) / (sure - guess)), float(error / (sure - guess))


def _count(learners: Sequence[Sequence[Tried]], places: dict[str, int]) -> _Counts:
    size = len(places)
    counts = _Counts(np.zeros((size, size, _STRATA, 2, 2)), np.zeros((size, 2, 2)))
    own = [[(_places(one, places), one.right) for one in tries] for tries in learners]
    known = [tries for tries in own if _breadth(tries) >= SKILLS_BESIDE + 2]
    shares = [np.mean([right for _, right in tries]) for tries in known]
    cuts = np.quantile(shares, np.arange(1, _STRATA) / _STRATA) if known else np.zeros(0)
    for tries in known:
        _count_learner(counts, tries, _strata(tries, size, cuts))
    return counts


def _places(one: Tried, places: dict[str, int]) -> list[int]:
    return sorted(places[skill] for skill in one.skills if skill in places)


def _breadth(tries: Sequence[tuple[list[int], bool]]) -> int:
    return len({skill for skills, _ in tries for skill in skills})


def _strata(tries: Sequence[tuple[list[int], bool]], size: int, cuts: Numbers) -> NDArray[np.intp]:
    """Return for each pair of skills where the learner stands in all others."""
    taken = [skill for skills, _ in tries for skill in skills]
    right = [float(right) for skills, right in tries for _ in skills]
    asked = np.bincount(taken, minlength=size)
    solved = np.bincount(taken, weights=right, minlength=size)
    others = [own.sum() - own[:, None] - own[None, :] for own in (asked, solved)]
    found: NDArray[np.intp] = np.searchsorted(cuts, others[1] / np.maximum(1, others[0]))
    return found


def _count_learner(
    counts: _Counts, tries: Sequence[tuple[list[int], bool]], strata: NDArray[np.intp]
) -> None:
    """Count one learner's first answers by what was known, and the next ones.

    An answer that takes both skills of a pair says nothing of one without the other.
    """
    seen: list[list[bool]] = [[] for _ in strata]
    known = np.full(len(strata), -1)
    for skills, right in tries:
        for after in (one for one in skills if not seen[one]):
            clear = [one for one in np.flatnonzero(known >= 0) if one not in skills]
            counts.firsts[clear, after, strata[clear, after], known[clear], int(right)] += 1
        for skill in skills:
            if known[skill] >= 0:
                counts.nexts[skill, known[skill], int(right)] += 1
            seen[skill].append(right)
            known[skill] = _state(seen[skill][-_LAST:])


def _state(last: Sequence[bool]) -> int:
    """Return 1 for known, 0 for not known, -1 for not clear."""
    right = sum(last)
    if right >= _KNOWN_FROM:
        return 1
    return 0 if len(last) >= _SEEN_FROM and not right else -1
