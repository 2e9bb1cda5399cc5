"""Policies that choose among all open skills: by level, by need, or by lot."""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from analytics.content.plan import Plan
from analytics.mastery import RIGHT, LearnerState, sampled_values
from analytics.mastery.resets import counted_for
from analytics.paths.choosing import Choice, advice
from analytics.paths.step import Advice
from analytics.paths.view import Option, View

DRAWS = 32
ZPDES_WINDOW = 4
ZPDES_READY = 0.5
ZPDES_FLOOR = 0.1


@dataclass(frozen=True, slots=True)
class RandomChoice:
    """Any item of any open skill; what others are measured against."""

    name: str = "random:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step, drawn by `seed`."""
        rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret

        def choose(view: View) -> Choice:
            skills = possible(view)
            skill_id = rng.choice(skills)
            items = view.free.of(skill_id)
            chance = 1 / len(skills) / len(items)
            return Choice(view.step_of(skill_id, rng.choice(items)), None, chance)

        return advice(plan, state, choose)


@dataclass(frozen=True, slots=True)
class NearestLevel:
    """The item whose chance of success is nearest to the aim, in whatever skill (ZPD)."""

    name: str = "nearest-level:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; `seed` is not used, nothing is left to chance."""
        del seed

        def choose(view: View) -> Choice:
            pairs = [(s, item) for s in possible(view) for item in view.free.of(s)]
            skill_id, item = min(pairs, key=lambda pair: view.item_cost(pair[1]))
            return Choice(view.step_of(skill_id, item))

        return advice(plan, state, choose)


@dataclass(frozen=True, slots=True)
class Greedy:
    """The skill in which most is left to learn and what comes before it is known."""

    name: str = "greedy:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; `seed` is not used, nothing is left to chance."""
        del seed
        return advice(
            plan,
            state,
            lambda view: _best(view, lambda s: (1 - view.known[s]) * view.ready(s)),
        )


@dataclass(frozen=True, slots=True)
class Thompson:
    """As `Greedy`, for a learner drawn from what is believed.

    The propensity is the share of `DRAWS` draws that agree.
    """

    name: str = "thompson:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step, drawn by `seed`."""
        rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret

        def choose(view: View) -> Choice:
            skills = possible(view)
            winners = Counter(self._winner(view, skills, rng) for _ in range(DRAWS))
            return _drawn(view, winners, rng)

        return advice(plan, state, choose)

    @staticmethod
    def _winner(view: View, skills: Sequence[str], rng: random.Random) -> str:
        known = sampled_values(view.state, view.plan, rng)
        return max(skills, key=lambda s: (1 - known[s]) * view.ready_if(s, known))


@dataclass(frozen=True, slots=True)
class LearningProgress:
    """A bandit paid by how much better the last answers are than those before.

    After Clement, Roy, Oudeyer and Lopes, Multi-armed bandits for intelligent
    tutoring systems, JEDM 7(2), 2015 (ZPDES), with what its zone is made of taken from
    the mastery of prerequisites.
    """

    name: str = "learning-progress:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step, drawn by `seed`."""
        rng = random.Random(seed)  # noqa: S311 -- repeatable, not secret

        def choose(view: View) -> Choice:
            skills = possible(view)
            zone = [s for s in skills if _in_reach(view, s)] or skills
            return _drawn(view, {s: _progress(view, s) + ZPDES_FLOOR for s in zone}, rng)

        return advice(plan, state, choose)


def possible(view: View) -> list[str]:
    """Return the open skills that have an item to ask, in plan order."""
    return [skill_id for skill_id in view.open if view.free.any_of(skill_id)]


def _best(view: View, worth: Callable[[str], float]) -> Choice:
    first, *others = sorted(possible(view), key=lambda s: -worth(s))
    second = view.step(Option(others[0], 0.0)) if others else None
    return Choice(view.step(Option(first, 0.0)), second)


def _drawn(view: View, odds: Counter[str] | dict[str, float], rng: random.Random) -> Choice:
    skills, weights = list(odds), [float(odd) for odd in odds.values()]
    [chosen] = rng.choices(skills, weights)
    chance = odds[chosen] / math.fsum(weights)
    return Choice(view.step(Option(chosen, 0.0)), None, chance)


def _in_reach(view: View, skill_id: str) -> bool:
    before = view.open[skill_id].prerequisites
    return all(view.known[one] >= ZPDES_READY for one in before)


def _progress(view: View, skill_id: str) -> float:
    """Return how much more often the last answers were right than those before."""
    right = [
        float(seen.score is not None and seen.score >= RIGHT)
        for seen in counted_for(view.state, skill_id)
    ][-ZPDES_WINDOW:]
    half = len(right) // 2
    if not half:
        return 0.5
    late, early = right[-half:], right[:-half]
    return max(0.0, sum(late) / len(late) - sum(early) / len(early))
