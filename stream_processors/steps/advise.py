"""Advise: a mastery in, the learner's next step with its reason out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.events import AnyEvent, MasteryUpdated, PathAdvised
from analytics.paths import Policy, offer
from analytics.paths.placement import NAME as PLACEMENT
from analytics.paths.placement import placed
from analytics.paths.teaching import policy_for
from stream_processors.errors import PermanentError
from stream_processors.steps.children import fields_from


def _policy_of(event: MasteryUpdated) -> Policy:
    return policy_for(event.plan, event.learner_id, event.occurred_at)


@dataclass(frozen=True, slots=True)
class Advise:
    """Chooses what each learner does next.

    Attributes:
        policy_of: what teaches a learner; the activity's plan says it.
    """

    clock: Callable[[], datetime]
    policy_of: Callable[[MasteryUpdated], Policy] = _policy_of

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the one event that names the next step.

        Chance is seeded by the event, so that a replay advises the same.

        Raises:
            PermanentError: the event is no mastery.
        """
        if not isinstance(event, MasteryUpdated):
            raise PermanentError(f"no mastery to advise on: {event.kind}")
        policy = self.policy_of(event)
        advice, by = policy.advise(event.plan, event.state, event.event_id.int), policy.name
        if event.placement is not None:
            advice = placed(event.plan, event.state, event.placement, advice)
        if advice.reason.code == "placement":
            by = PLACEMENT
        return [
            PathAdvised(
                **fields_from(event, PathAdvised, self.clock()),
                step=advice.step,
                runner_up=advice.runner_up,
                offered=offer(event.plan, event.state, advice),
                reason=advice.reason,
                policy=by,
                propensity=advice.propensity,
                progress=advice.progress,
                stuck=advice.stuck,
            )
        ]
