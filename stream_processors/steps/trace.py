"""Trace: a grade or a reset in, the learner's mastery brought up to date out.

A grade also says something of its item, which leaves as an event beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from analytics.content import PlanItem
from analytics.events import (
    AnswerGraded,
    AnswerHeld,
    AnyEvent,
    GradeOverridden,
    ItemObserved,
    MasteryReset,
    MasteryUpdated,
    PlannedWork,
)
from analytics.mastery import LearnerState, Observation, Reset, masteries, reset, start
from analytics.mastery.difficulty import Reading, reading_of
from analytics.mastery.explaining import Forecast, observed
from analytics.mastery.model import Model, shipped_model
from analytics.mastery.moves import Move, moves_of
from analytics.mastery.updates import is_overtaken
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
    """Moves a learner's mastery, once for each grade and each word on a reset.

    The state remembers what it has applied: one that comes again makes the
    same child with the state unmoved.

    Attributes:
        model: the learner model in force, asked for each of them.
    """

    states: LearnerStates
    clock: Callable[[], datetime]
    model: Callable[[], Model] = shipped_model

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the whole state after the grade or the reset, then what is said of the item.

        A reset says nothing of an item, nor does an answer that never had a grade.

        Raises:
            PermanentError: the event is neither, or of an item not in the plan.
            TransientError: the learner's state cannot be had now.
        """
        if not isinstance(event, Traced | MasteryReset):
            raise PermanentError(f"nothing to trace: {event.kind}")
        key, model = StateKey(event.learner_id, event.course_id, event.bank_id), self.model()
        before = await self.states.load(key) or start(model.constants)
        if isinstance(event, MasteryReset):
            after, told = _reset(before, event, model)
        else:
            after, told = _graded(before, event, model)
        self.states.save(key, after)
        updated = MasteryUpdated(
            **fields_from(event, MasteryUpdated, self.clock()),
            state=after,
            skills=masteries(after, event.plan),
            changed=told.changed,
            moved=told.moved,
            forecast=told.expected,
        )
        if told.said is None:
            return [updated]
        return [updated, self._observed(event, *told.said)]

    def _observed(
        self, event: PlannedWork, item: PlanItem, seen: Observation, reading: Reading
    ) -> ItemObserved:
        return ItemObserved(
            **fields_from(event, ItemObserved, self.clock()),
            revision=item.revision,
            grade_version=seen.grade_version,
            difficulty=seen.difficulty,
            value=reading.value,
            weight=reading.weight,
            repetition=reading.repetition,
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """What an update says beside the state; see `MasteryUpdated`.

    Attributes:
        said: the item, the answer, and what it says of the item; None for nothing.
    """

    changed: tuple[str, ...]
    moved: tuple[Move, ...] = ()
    expected: Forecast | None = None
    said: tuple[PlanItem, Observation, Reading] | None = None


def _graded(before: LearnerState, event: Traced, model: Model) -> tuple[LearnerState, _Told]:
    item = _item(event)
    observation = _observation(event, item)
    after, expected = observed(before, observation, model)
    moved = moves_of(before, after, observation, model.constants)
    changed = () if isinstance(event, AnswerHeld) else tuple(item.skills)
    if observation.grade_version == 0:
        return after, _Told(changed, moved, expected)
    # What a reset came before is read where the state has put it.
    state = after if is_overtaken(before, observation) else before
    said = (item, observation, reading_of(state, observation, model))
    return after, _Told(changed, moved, expected, said)


def _reset(before: LearnerState, event: MasteryReset, model: Model) -> tuple[LearnerState, _Told]:
    said = Reset(event.skills, event.since, event.reset_version, event.in_force)
    after = reset(before, event.reset_id, said, model.constants)
    return after, _Told(event.skills or tuple(event.plan.prerequisites))


def _observation(event: Traced, item: PlanItem) -> Observation:
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


def _item(event: PlannedWork) -> PlanItem:
    for item in event.plan.items:
        if item.id == event.item_id:
            return item
    raise PermanentError(f"item {event.item_id} is not in the activity's plan")
