"""The advise step: a mastery in, the next step out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from analytics.content import Plan
from analytics.content.plan import Experiment
from analytics.events import MasteryUpdated, PathAdvised, child_id
from analytics.mastery import LearnerState, masteries, start
from analytics.paths import Advice, Reason
from analytics.paths.placement import MOST
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
    assert child.offered[0] == child.step
    assert len(child.offered) > 1
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
    [child] = await Advise(clock, lambda _event: AllReached())(updated())

    assert isinstance(child, PathAdvised)
    assert (child.step, child.policy, child.progress) == (None, "all-reached:1", 1.0)
    assert child.stuck == ("shade",)


@pytest.mark.parametrize("share", [0.1, 0.9])
async def test_an_experiment_decides_until_its_end(share: float) -> None:
    event = updated()
    policies = ("fixed-sequence", "mastery-learning")

    async def advised_by(until: datetime) -> str:
        experiment = Experiment(id=uuid4(), policies=policies, share=share, until=until)
        plan = event.plan.model_copy(update={"policy": "greedy", "experiment": experiment})
        [child] = await Advise(clock)(event.model_copy(update={"plan": plan}))
        assert isinstance(child, PathAdvised)
        return child.policy.split(":")[0]

    assert {await advised_by(event.occurred_at + timedelta(seconds=1)) for _ in range(99)} == set(
        policies
    )
    assert await advised_by(event.occurred_at) == "greedy"


async def test_what_is_no_mastery_is_a_permanent_error() -> None:
    with pytest.raises(PermanentError):
        await Advise(clock)(graded())


async def test_who_is_being_placed_is_asked_what_tells_most_and_may_leave_for_the_path() -> None:
    event = updated()
    placing = event.model_copy(update={"placement": 1})

    [child] = await Advise(clock)(placing)
    [usual] = await Advise(clock)(event)

    assert isinstance(child, PathAdvised)
    assert isinstance(usual, PathAdvised)
    assert child.placement == 1
    assert (child.policy, child.reason.code) == ("placement:1", "placement")
    assert child.offered == (child.step,)
    assert child.runner_up == usual.step


async def test_after_the_last_question_of_a_placement_test_the_path_begins() -> None:
    event = updated()

    [child] = await Advise(clock)(event.model_copy(update={"placement": MOST}))
    [usual] = await Advise(clock)(event)

    assert isinstance(child, PathAdvised)
    assert isinstance(usual, PathAdvised)
    assert (child.step, child.policy) == (usual.step, usual.policy)
