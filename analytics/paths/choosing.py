"""What every policy shares: what to say at the end, and of a choice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from analytics.content.plan import Plan
from analytics.mastery import LearnerState, plan_progress
from analytics.paths.step import Advice, Reason, ReasonCode, Step
from analytics.paths.view import View, bests_of, view_of


class Policy(Protocol):
    """Chooses what a learner does next."""

    @property
    def name(self) -> str:
        """Return name and version, as events carry them."""
        ...

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        """Return the next step; the same arguments give the same advice."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A step, what came second, and the chance with which the step was chosen."""

    step: Step
    runner_up: Step | None = None
    propensity: float = 1.0


def advice(plan: Plan, state: LearnerState, choose: Callable[[View], Choice]) -> Advice:
    """Return what a policy says: its choice, or that every skill is reached.

    Once all are reached, whatever the policy, reviews that are due are what is left.
    """
    view = view_of(plan, state)
    best = bests_of(state, plan)
    progress = plan_progress(plan, best)
    review = None if view.open else view.review()
    if not view.open and review is None:
        left = any(best[one] < plan.threshold for one in plan.waiting)
        code: ReasonCode = "waiting" if left else "all_reached"
        return Advice(step=None, reason=Reason(code=code), progress=progress)
    choice = Choice(review) if review else choose(view)
    return Advice(
        step=choice.step,
        runner_up=choice.runner_up,
        reason=choice.step.reason,
        propensity=choice.propensity,
        progress=progress,
        stuck=view.stuck(),
    )
