"""Streams a log through the filter, keeping O(1) counters for the head.

Items and skills are learned here as answers come and are shared by learners;
every number of a row was known before its answer.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analytics.mastery.evaluation.answers import Answer
from analytics.mastery.filter import START, Constants, sigmoid

ITEM_VARIANCE = 1.5
"""Doubt about the difficulty of an item nobody has answered."""
SKILL_VARIANCE = 0.6
"""Doubt about how hard a skill is that nobody has practised."""

FEATURES = (
    "filter", "ability", "own_skill", "shared_skill", "item", "ability_variance",
    "own_variance", "item_variance",
    "skill_wins", "skill_fails", "skill_fast", "skill_slow", "skill_last", "skill_streak",
    "skill_lag", "skill_gap",
    "wins", "fails", "fast", "slow", "last", "streak", "gap", "rate", "pattern", "same_skill",
    "item_count", "item_rate", "item_times", "item_last", "item_lag",
    "shared_count", "shared_rate",
)  # fmt: skip
"""What the columns of a row are, in order."""


@dataclass(slots=True)
class Tally:
    """Wins and fails with what the last answers say."""

    wins: int = 0
    fails: int = 0
    fast: float = 0.65
    slow: float = 0.65
    last: int = -1
    streak: int = 0
    place: int = -1
    time: int = -1
    pattern: int = 0

    def add(self, right: int, place: int, time: int) -> None:
        """Count one more answer."""
        self.wins += right
        self.fails += 1 - right
        self.fast += 0.3 * (right - self.fast)
        self.slow += 0.08 * (right - self.slow)
        same = self.last == right
        self.streak = (self.streak if same else 0) + (1 if right else -1)
        self.last, self.place, self.time = right, place, time
        self.pattern = (self.pattern * 2 + right) % 16 + 16


@dataclass(slots=True)
class Learner:
    """One learner in the stream: beliefs as [mean, variance], and tallies."""

    belief: list[float]
    own: dict[int, list[float]] = field(default_factory=dict)
    all: Tally = field(default_factory=Tally)
    skills: defaultdict[int, Tally] = field(default_factory=lambda: defaultdict(Tally))
    items: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    count: int = 0
    last_skills: tuple[int, ...] = ()


class Stream:
    """The filter with what is shared by learners."""

    def __init__(self, skills: dict[int, tuple[int, ...]], constants: Constants = START) -> None:
        self._skills_of = skills
        self._constants = constants
        self._items: dict[int, list[float]] = {}
        self._shared: dict[int, list[float]] = {}
        self._item_tally: dict[int, list[float]] = {}
        self._skill_tally: dict[int, list[float]] = {}
        self._learners: dict[int, Learner] = {}
        self.drops = 0
        """How often a right answer lowered the mastery of a skill it practised."""

    def rows(self, answers: Iterable[Answer]) -> list[list[float]]:
        """Learn from answers; return the row known before each of them."""
        return [self._answered(answer) for answer in answers]

    def _answered(self, answer: Answer) -> list[float]:
        c = self._constants
        learner = self._learners.get(answer.learner)
        if learner is None:
            learner = self._learners[answer.learner] = Learner([0.0, c.ability_variance])
        skills = self._skills_of.get(answer.item) or (-1,)
        weight = 1 / len(skills)
        ability = learner.belief
        ability[1] = min(ability[1] + c.ability_noise, c.ability_variance)
        item = self._items.setdefault(answer.item, [0.0, ITEM_VARIANCE])
        own = [learner.own.setdefault(k, [0.0, c.skill_variance]) for k in skills]
        shared = [self._shared.setdefault(k, [0.0, SKILL_VARIANCE]) for k in skills]
        own_mean = own_variance = shared_mean = shared_variance = 0.0
        for mine, everyones in zip(own, shared, strict=True):
            mine[1] = min(mine[1] + c.skill_noise, c.skill_variance)
            own_mean += mine[0]
            own_variance += mine[1]
            shared_mean += everyones[0]
            shared_variance += everyones[1]
        logit = c.base + ability[0] + weight * (own_mean + shared_mean) - item[0]
        variance = ability[1] + item[1] + weight * weight * (own_variance + shared_variance)
        row = [
            logit / math.sqrt(1 + math.pi * variance / 8),
            ability[0], weight * own_mean, weight * shared_mean, item[0],
            ability[1], weight * own_variance, item[1],
        ]  # fmt: skip
        self._count(row, learner, answer, skills)
        self._learn(learner, answer.right, (logit, variance, weight), (item, own, shared))
        return row

    def _learn(
        self,
        learner: Learner,
        right: int,
        known: tuple[float, float, float],
        moved: tuple[list[float], list[list[float]], list[list[float]]],
    ) -> None:
        c, (logit, variance, weight), (item, own, shared) = self._constants, known, moved
        ability = learner.belief
        before = [self._mastery(ability, m, e) for m, e in zip(own, shared, strict=True)]
        expected = sigmoid(logit)
        slope = expected * (1 - expected)
        scale = 1 + slope * variance
        residual, curve = (right - expected) / scale, slope / scale
        gain = c.gain_right if right else c.gain_wrong
        _move(ability, 1.0, residual, curve)
        _move(item, -1.0, residual, curve)
        for mine in own:
            _move(mine, weight, residual, curve)
            mine[0] += gain
        if right:
            after = [self._mastery(ability, m, e) for m, e in zip(own, shared, strict=True)]
            self.drops += sum(a < b for a, b in zip(after, before, strict=True))
        for everyones in shared:
            _move(everyones, weight, residual, curve)

    def _mastery(self, ability: list[float], own: list[float], shared: list[float]) -> float:
        c = self._constants
        logit = c.base + ability[0] + own[0] + shared[0] - c.mastered_logit
        return logit / math.sqrt(1 + math.pi * (ability[1] + own[1]) / 8)

    def _count(
        self, row: list[float], learner: Learner, answer: Answer, skills: tuple[int, ...]
    ) -> None:
        now, time, right = learner.count, answer.time, answer.right
        tallies = [learner.skills[k] for k in skills]
        first, size = tallies[0], len(tallies)
        every = learner.all
        item = self._item_tally.setdefault(answer.item, [0.0, 0.0])
        times, last, place = learner.items.get(answer.item, (0, -1, -1))
        common = [self._skill_tally.setdefault(k, [0.0, 0.0]) for k in skills]
        row += [
            sum(t.wins for t in tallies) / size, sum(t.fails for t in tallies) / size,
            sum(t.fast for t in tallies) / size, sum(t.slow for t in tallies) / size,
            first.last, first.streak,
            now - first.place if first.place >= 0 else -1,
            time - first.time if first.time >= 0 else -1,
            every.wins, every.fails, every.fast, every.slow, every.last, every.streak,
            time - every.time if every.time >= 0 else -1,
            (every.wins + 3.3) / (now + 5), every.pattern, skills == learner.last_skills,
            item[0], (item[1] + 3.3) / (item[0] + 5),
            times, last, now - place if times else -1,
            min(t[0] for t in common), sum((t[1] + 3.3) / (t[0] + 5) for t in common) / size,
        ]  # fmt: skip
        for tally in (*tallies, every):
            tally.add(right, now, time)
        for total in (item, *common):
            total[0] += 1
            total[1] += right
        learner.items[answer.item] = (times + 1, right, now)
        learner.count, learner.last_skills = now + 1, skills


def _move(belief: list[float], weight: float, residual: float, curve: float) -> None:
    variance = belief[1]
    belief[0] += weight * variance * residual
    belief[1] = variance - (weight * variance) ** 2 * curve
