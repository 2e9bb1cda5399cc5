"""Four laws by which simulated learners learn.

Three were in view while policies were designed; the last, `Memory`, was not: nothing
here was tuned on it. No law knows what a tutor believes. What public logs say of
learners, skills and items is taken from them: `Sudden` from knowledge tracing fitted to
assist09, `Zone` from a logistic model of it (spreads, mean, and how little is lost by
time away). How fast `Zone`, `Growth` and `Memory` learn is made up, so that a course of
240 answers changes something.
"""

import math
import random
from itertools import pairwise
from typing import Protocol

from analytics.mastery.filter import START, sigmoid
from analytics.paths.simulation.courses import Course

_READY_FLOOR = 0.1


class Learner(Protocol):
    """Somebody who answers, and learns by it."""

    def success(self, item_id: str) -> float:
        """Return the chance of a right answer to an item, 0 to 1."""
        ...

    def practise(self, item_id: str, *, right: bool) -> None:
        """Learn, or forget, by one answer."""
        ...

    def known(self, skill: int) -> float:
        """Return how well a skill is truly known now, 0 to 1."""
        ...

    def gain(self, item_id: str) -> float:
        """Return by how much an answer to an item is expected to raise `known`."""
        ...


class Law(Protocol):
    """Makes learners of a course."""

    def __call__(self, course: Course, rng: random.Random) -> Learner:
        """Return a learner before the first answer."""
        ...


class Based:
    """What all laws share: the course as numbers."""

    def __init__(self, course: Course, rng: random.Random) -> None:
        self._rng = rng
        self._difficulty = course.difficulty
        order = {skill.id: n for n, skill in enumerate(course.plan.skills)}
        self._before = [[order[b] for b in skill.prerequisites] for skill in course.plan.skills]
        self._skill_of = {item.id: order[next(iter(item.skills))] for item in course.plan.items}
        self._count = len(order)


class Sudden(Based):
    """A skill is known or not; each try may bring it at once (a hidden Markov model).

    As Corbett and Anderson's knowledge tracing, with prerequisites: without them a skill
    is never known at first and ten times slower to come. The four chances of a skill are
    drawn from the middle nine tenths of those that EM fits (`analytics.mastery.evaluation.bkt`, 40
    rounds) to the 114 skills of assist09 that 50 learners or more answered.
    """

    _FIRST = (0.335, 0.526, 0.647, 0.811, 0.904)
    _COMES = (0.023, 0.075, 0.145, 0.221, 0.461)
    _GUESS = (0.061, 0.139, 0.249, 0.393, 0.500)
    _SLIP = (0.048, 0.109, 0.179, 0.255, 0.359)

    def __init__(self, course: Course, rng: random.Random) -> None:
        super().__init__(course, rng)
        self._comes = [_drawn(self._COMES, rng) for _ in range(self._count)]
        self._slip = [_drawn(self._SLIP, rng) for _ in range(self._count)]
        self._guess = [_drawn(self._GUESS, rng) for _ in range(self._count)]
        self._has: list[bool] = []
        for skill in range(self._count):
            ready = all(self._has[one] for one in self._before[skill])
            self._has.append(ready and rng.random() < _drawn(self._FIRST, rng))

    def success(self, item_id: str) -> float:
        """Return 1 - slip or guess, moved by the item's difficulty."""
        skill = self._skill_of[item_id]
        base = 1 - self._slip[skill] if self._has[skill] else self._guess[skill]
        return sigmoid(math.log(base / (1 - base)) - 0.5 * self._difficulty[item_id])

    def practise(self, item_id: str, *, right: bool) -> None:
        """Bring the skill, or not."""
        del right
        skill = self._skill_of[item_id]
        if not self._has[skill] and self._rng.random() < self._chance(skill):
            self._has[skill] = True

    def known(self, skill: int) -> float:
        """Return 1 or 0."""
        return float(self._has[skill])

    def gain(self, item_id: str) -> float:
        """Return the chance that the skill comes."""
        skill = self._skill_of[item_id]
        return 0.0 if self._has[skill] else self._chance(skill)

    def _chance(self, skill: int) -> float:
        ready = all(self._has[one] for one in self._before[skill])
        return self._comes[skill] * (1.0 if ready else _READY_FLOOR)


class Zone(Based):
    """Learning peaks where success is likely but not sure, and fades when not used.

    A level is a logit, as in the learner model. In assist09 abilities vary by .73 and
    skills by .74 among each other and .33 within a learner, about a mean of .04; what is
    not used for 100 answers loses .05 to .2. A skill is known as the product defines
    mastery, were there no doubt about the level.
    """

    _ABLE, _SKILL = 0.85, 1.0
    _AIM, _WIDTH, _STEP, _FADE = 0.65, 0.2, 0.4, 0.001

    def __init__(self, course: Course, rng: random.Random) -> None:
        super().__init__(course, rng)
        able = rng.gauss(0, self._ABLE)
        self._level = [able + rng.gauss(0, self._SKILL) for _ in range(self._count)]
        self._floor = list(self._level)

    def success(self, item_id: str) -> float:
        """Return the logistic of level less difficulty."""
        return sigmoid(self._level[self._skill_of[item_id]] - self._difficulty[item_id])

    def practise(self, item_id: str, *, right: bool) -> None:
        """Raise the skill by how near it was to the aim; the others fade."""
        del right
        skill = self._skill_of[item_id]
        step = self._step(item_id)
        for other in range(self._count):
            over = self._level[other] - self._floor[other]
            self._level[other] -= self._FADE * max(0.0, over)
        self._level[skill] += step

    def known(self, skill: int) -> float:
        """Return mastery: how surely the level is beyond `Constants.mastered_success`."""
        return self._worth(self._level[skill])

    def gain(self, item_id: str) -> float:
        """Return the rise of `known`."""
        level = self._level[self._skill_of[item_id]]
        return self._worth(level + self._step(item_id)) - self._worth(level)

    def _step(self, item_id: str) -> float:
        off = (self.success(item_id) - self._AIM) / self._WIDTH
        ready = math.prod(self.known(one) for one in self._before[self._skill_of[item_id]])
        return self._STEP * math.exp(-off * off / 2) * (_READY_FLOOR + (1 - _READY_FLOOR) * ready)

    @staticmethod
    def _worth(level: float) -> float:
        return sigmoid(START.slope * (level - START.mastered_logit))


class Growth(Based):
    """A skill grows by a share of what is left, once what comes before is there.

    As the knowledge structure simulator of Liu and others (Exploiting cognitive structure
    for adaptive learning, KDD 2019) grows skills, with a little carried over to what
    builds on them. Known is the level itself.
    """

    _RATE, _CARRY, _THERE = 0.16, 0.02, 0.6

    def __init__(self, course: Course, rng: random.Random) -> None:
        super().__init__(course, rng)
        self._level = [min(0.9, max(0.02, rng.gauss(0.2, 0.12))) for _ in range(self._count)]
        self._quick = math.exp(rng.gauss(0, 0.3))
        self._after: list[list[int]] = [[] for _ in range(self._count)]
        for skill, before in enumerate(self._before):
            for one in before:
                self._after[one].append(skill)

    def success(self, item_id: str) -> float:
        """Return a three-parameter logistic with a guess of .1."""
        level = self._level[self._skill_of[item_id]]
        return 0.1 + 0.88 * sigmoid(6 * (level - 0.5) - self._difficulty[item_id])

    def practise(self, item_id: str, *, right: bool) -> None:
        """Grow; a right answer teaches more than a wrong one."""
        skill = self._skill_of[item_id]
        rate = self._rate(skill) * (1.0 if right else 0.6)
        self._level[skill] += rate * (1 - self._level[skill])
        for one in self._after[skill]:
            self._level[one] += self._CARRY * rate * (1 - self._level[one])

    def known(self, skill: int) -> float:
        """Return the level."""
        return self._level[skill]

    def gain(self, item_id: str) -> float:
        """Return the expected growth."""
        skill = self._skill_of[item_id]
        chance = self.success(item_id)
        return self._rate(skill) * (0.6 + 0.4 * chance) * (1 - self._level[skill])

    def _rate(self, skill: int) -> float:
        ready = all(self._level[one] >= self._THERE for one in self._before[skill])
        return self._RATE * self._quick * (1.0 if ready else _READY_FLOOR)


class Memory(Based):
    """Understanding comes by effort, recall decays and is strengthened by spacing.

    Known is what is understood times what can be recalled.
    """

    _GRASP, _STRONGER, _FIRST_STABILITY = 0.22, 1.4, 12.0

    def __init__(self, course: Course, rng: random.Random) -> None:
        super().__init__(course, rng)
        self._grasp = [min(0.8, max(0.0, rng.gauss(0.12, 0.12))) for _ in range(self._count)]
        self._stability = [self._FIRST_STABILITY * math.exp(rng.gauss(0, 0.3))] * self._count
        self._last = [0] * self._count
        self._now = 0

    def success(self, item_id: str) -> float:
        """Return a guess of .12, and what is grasped and recalled beyond it."""
        level = self.known(self._skill_of[item_id])
        return 0.12 + 0.85 * sigmoid(5.5 * (level - 0.45) - 0.8 * self._difficulty[item_id])

    def practise(self, item_id: str, *, right: bool) -> None:
        """Understand more, and remember longer the more was forgotten."""
        skill = self._skill_of[item_id]
        forgotten = 1 - self._recall(skill)
        self._grasp[skill] += self._effort(item_id) * (1 - self._grasp[skill])
        if right:
            self._stability[skill] *= self._STRONGER + forgotten
        self._now += 1
        self._last[skill] = self._now

    def known(self, skill: int) -> float:
        """Return what is grasped and can be recalled."""
        return self._grasp[skill] * self._recall(skill)

    def gain(self, item_id: str) -> float:
        """Return the rise of `known` just after the answer."""
        skill = self._skill_of[item_id]
        grasp = self._grasp[skill]
        return grasp + self._effort(item_id) * (1 - grasp) - self.known(skill)

    def _recall(self, skill: int) -> float:
        away = self._now - self._last[skill]
        return (1 + away / (9 * self._stability[skill])) ** -1

    def _effort(self, item_id: str) -> float:
        skill, chance = self._skill_of[item_id], self.success(item_id)
        ready = math.prod(self.known(one) for one in self._before[skill])
        worthwhile = 4 * chance * (1 - chance)
        return self._GRASP * (0.3 + 0.7 * worthwhile) * (_READY_FLOOR + (1 - _READY_FLOOR) * ready)


def _drawn(quantiles: tuple[float, ...], rng: random.Random) -> float:
    """Return a number between the 5th and 95th percentile, given 5, 25, 50, 75 and 95."""
    share = rng.uniform(0.05, 0.95)
    steps = zip(pairwise((0.05, 0.25, 0.5, 0.75, 0.95)), pairwise(quantiles), strict=True)
    (low, high), (least, most) = next(pair for pair in steps if share <= pair[0][1])
    return least + (most - least) * (share - low) / (high - low)


LAWS: dict[str, Law] = {"hmm": Sudden, "zpd": Zone, "kss": Growth, "memory": Memory}
DESIGNED_ON = ("hmm", "zpd", "kss")
"""The laws that policies were designed on; the rest shows how far that carries."""
