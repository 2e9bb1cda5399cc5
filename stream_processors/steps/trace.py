"""Trace: a grade in, the learner's mastery brought up to date out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from analytics.content import PlanItem
from analytics.events import AnswerGraded, AnswerHeld, AnyEvent, GradeOverridden, MasteryUpdated
from analytics.mastery import LearnerState, Observation, masteries, start
from analytics.mastery.explaining import Forecast, observed
from analytics.mastery.model import Model, shipped_model
from analytics.mastery.moves import Move, moves_of
from stream_processors.errors import PermanentError
from stream_processors.steps.children import fields_from

Traced = AnswerGraded | AnswerHeld | GradeOverridden


@dataclass(frozen=True, slots=True)
class StateKey:
    """Whose state: one learner in one course over one bank."""

    learner_id: UUID
    course_id: str
    bank_id: str


class LearnerStates(Protocol):
    """Keeps the newest state of each learner."""

    async def load(self, key: StateKey) -> LearnerState | None:
        """Return the newest state that was ever sent, None for a new learner.

        Raises:
            TransientError: it is not known now which is the newest.
        """
        ...

    def save(self, key: StateKey, state: LearnerState) -> None:
        """Remember a state that is being sent."""
        ...


@dataclass(frozen=True, slots=True)
class Trace:
    """Moves a learner's mastery, once for each grade.

    The state remembers what it has applied: a grade that comes again makes the
    same child with the state unmoved.

    Attributes:
        model: the learner model in force, asked for each grade.
    """

    states: LearnerStates
    clock: Callable[[], datetime]
    model: Callable[[], Model] = shipped_model

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the one event with the whole state after the grade.

        Raises:
            PermanentError: the event is no grade, or of an item not in the plan.
            TransientError: the learner's state cannot be had now.
        """
        if not isinstance(event, Traced):
            raise PermanentError(f"no grade to trace: {event.kind}")
        key = StateKey(event.learner_id, event.course_id, event.bank_id)
        observation, model = _observation(event), self.model()
        before = await self.states.load(key) or start(model.constants)
        after, expected = observed(before, observation, model)
        self.states.save(key, after)
        moved = moves_of(before, after, observation, model.constants)
        return [self._updated(event, after, moved, expected)]

    def _updated(
        self,
        event: Traced,
        state: LearnerState,
        moved: tuple[Move, ...],
        expected: Forecast | None,
    ) -> MasteryUpdated:
        return MasteryUpdated(
            **fields_from(event, MasteryUpdated, self.clock()),
            state=state,
            skills=masteries(state, event.plan),
            changed=() if isinstance(event, AnswerHeld) else tuple(_item(event).skills),
            moved=moved,
            forecast=expected,
        )


def _observation(event: Traced) -> Observation:
    item = _item(event)
    if isinstance(event, AnswerHeld):
        version, score = event.grade_version, None
    else:
        version, score = event.grade.grade_version, event.grade.score
    return Observation(
        attempt_id=event.attempt_id,
        item_id=event.item_id,
        skills=item.skills,
        difficulty=item.difficulty,
        grade_version=version,
        score=score,
        at=event.occurred_at,
    )


def _item(event: Traced) -> PlanItem:
    for item in event.plan.items:
        if item.id == event.item_id:
            return item
    raise PermanentError(f"item {event.item_id} is not in the activity's plan")
