"""Choose the next step: the weakest skill that the learner is ready for.

A skill's score grows with what is left to learn in it, with how well its
prerequisites are known and with what waits behind it; it falls after many
answers without success, and a skill just practised is gone on with. What counts
as known is what `analytics.paths.noticing` notices of it. The item is the one
whose chance of success is nearest to the activity's aim. How it stands beside
others on simulated learners is in `analytics.paths.simulation`.
"""

import math
import random
from dataclasses import dataclass

from analytics.content.plan import Plan
from analytics.mastery import LearnerState, start
from analytics.paths.choosing import Choice, Policy, advice
from analytics.paths.step import Advice, Step
from analytics.paths.view import Option, View, view_of

EXPLORE_RATE = 0.05
THERE = 0.7
"""How surely a prerequisite is there to blame it no longer."""
EXPLORE_AMONG = 3
EXPLORE_TEMPERATURE = 0.2


@dataclass(frozen=True, slots=True)
class ReadinessPolicy:
    """The weakest skill whose prerequisites are known, at the right level."""

    name: str = "readiness:6"
    explore_rate: float = EXPLORE_RATE

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; `seed` decides when chance explores."""
        return advice(plan, state, lambda view: self._choose(view, seed))

    def _choose(self, view: View, seed: int) -> Choice:
        options = view.options
        if (review := view.review()) is not None:
            return Choice(review, view.step(options[0]))
        if view.is_spent(options[0].skill_id):
            return _way_out(view, options)
        chances = self._chances(options[:EXPLORE_AMONG])
        # Chance here explores, it guards nothing; a seed makes it repeatable.
        [place] = random.Random(seed).choices(range(len(chances)), chances)  # noqa: S311
        chosen, others = options[place], options[:place] + options[place + 1 :]
        step = view.step(chosen, "explore" if place else None)
        return Choice(step, view.step(others[0]) if others else None, chances[place])

    def _chances(self, among: list[Option]) -> list[float]:
        odds = [math.exp((o.score - among[0].score) / EXPLORE_TEMPERATURE) for o in among]
        chances = [self.explore_rate * odd / sum(odds) for odd in odds]
        chances[0] += 1 - self.explore_rate
        return chances


def advise(plan: Plan, state: LearnerState, seed: int) -> Advice:
    """Return the next step by the policy that ships as the default."""
    return DEFAULT_POLICY.advise(plan, state, seed)


def first_step(plan: Plan) -> Step:
    """Return what to begin with, for a learner never seen; never by chance.

    Who has nothing to learn, as the teacher lets everything count as mastered, practises.
    """
    view = view_of(plan.practice, start())
    return view.step(view.options[0])


DEFAULT_POLICY: Policy = ReadinessPolicy()


def _way_out(view: View, options: list[Option]) -> Choice:
    """Return what comes between when the best option is not to be gone on with.

    The weakest prerequisite comes first, unless it surely is there; after a right
    answer there the skill is tried again. Without a prerequisite to ask, another
    skill is taken.
    """
    spent, now = options[0], view.state.now
    before = view.open[spent.skill_id].prerequisites
    strengthened = now.last_skill in before and now.wrong_streak == 0
    if not strengthened:
        weak = [skill_id for skill_id in before if view.noticed[skill_id] < THERE]
        for skill_id in sorted(weak, key=view.noticed.__getitem__):
            if (step := view.side_step(skill_id, "stronger_base")) is not None:
                return Choice(step, view.step(spent))
        for option in options[1:]:
            if not view.is_spent(option.skill_id):
                return Choice(view.step(option), view.step(spent))
    others = options[1:]
    return Choice(view.step(spent), view.step(others[0]) if others else None)
