"""The advise step: a mastery in, the next step out."""

from dataclasses import dataclass

import pytest

from analytics.content import Plan
from analytics.events import MasteryUpdated, PathAdvised, child_id
from analytics.mastery import LearnerState, masteries, start
from analytics.paths import Advice, Reason
from stream_processors.errors import PermanentError
from stream_processors.steps.advise import Advise
from tests.fakes.streams import PLAN, clock, graded, work


def updated() -> MasteryUpdated:
    state = start()
    return MasteryUpdated(**work(), state=state, skills=masteries(state, PLAN), changed=())


async def test_a_learner_is_led_to_an_item_with_a_reason() -> None:
    event = updated()

    [child] = await Advise(clock)(event)

    assert isinstance(child, PathAdvised)
    assert child.event_id == child_id(event.event_id, "path.advised")
    assert child.step is not None
    assert child.step.item_id in {item.id for item in PLAN.items}
    assert child.reason == child.step.reason
    assert child.policy


async def test_the_same_mastery_is_advised_the_same() -> None:
    event = updated()

    assert await Advise(clock)(event) == await Advise(clock)(event)


@dataclass(frozen=True)
class AllReached:
    name: str = "all-reached:1"

    def advise(self, plan: Plan, state: LearnerState, seed: int) -> Advice:
        reason = Reason(code="all_reached")
        return Advice(step=None, reason=reason, progress=1.0, stuck=("shade",))


async def test_what_the_policy_says_is_passed_on_whole() -> None:
    [child] = await Advise(clock, AllReached())(updated())

    assert isinstance(child, PathAdvised)
    assert (child.step, child.policy, child.progress) == (None, "all-reached:1", 1.0)
    assert child.stuck == ("shade",)


async def test_what_is_no_mastery_is_a_permanent_error() -> None:
    with pytest.raises(PermanentError):
        await Advise(clock)(graded())
