"""The mastery that one worker makes of the whole log, and where others differ."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from analytics.events import AnswerGraded, AnswerHeld, AnyEvent, EventError, GradeOverridden
from analytics.events import parse_event as parsed
from analytics.mastery import LearnerState, Observation, observe, start

Traced = AnswerGraded | AnswerHeld | GradeOverridden


class Whose(NamedTuple):
    """Whose state."""

    learner_id: UUID
    course_id: str
    bank_id: str


def readable(messages: Iterable[bytes | None]) -> list[AnyEvent]:
    """Return the events among messages, in order."""
    found = []
    for message in messages:
        try:
            found.append(parsed(message or b""))
        except EventError:
            continue
    return found


def replayed(log: Sequence[AnyEvent]) -> dict[Whose, LearnerState]:
    """Return every learner's state after the grades of a log, first grades first.

    A topic's order is the log's. Overrides follow a grade that was applied, in
    another topic: when they come does not matter, they take the grade's place.
    """
    order = (AnswerGraded, AnswerHeld, GradeOverridden)
    states: dict[Whose, LearnerState] = defaultdict(start)
    for kind in order:
        for event in log:
            if isinstance(event, kind) and (seen := observation(event)) is not None:
                whose = Whose(event.learner_id, event.course_id, event.bank_id)
                states[whose] = observe(states[whose], seen)
    return dict(states)


def reordered(state: LearnerState, log: Sequence[AnyEvent]) -> LearnerState:
    """Return the state after the newest grades of a log, in a state's own order.

    For a log that was lost in part: what was applied first is known only there.
    """
    newest: dict[UUID, Observation] = {}
    for event in log:
        if isinstance(event, Traced) and (seen := observation(event)) is not None:
            known = newest.get(seen.attempt_id)
            if known is None or known.grade_version < seen.grade_version:
                newest[seen.attempt_id] = seen
    order = {seen.attempt_id: place for place, seen in enumerate(state.recent)}
    after = start()
    for seen in sorted(newest.values(), key=lambda one: order.get(one.attempt_id, -1)):
        after = observe(after, seen)
    return after


def observation(event: Traced) -> Observation | None:
    """Return what a grade says of its learner; None if it can move nothing."""
    item = next((one for one in event.plan.items if one.id == event.item_id), None)
    if item is None:
        return None
    held = isinstance(event, AnswerHeld)
    return Observation(
        attempt_id=event.attempt_id,
        item_id=event.item_id,
        skills=item.skills,
        difficulty=item.difficulty,
        grade_version=event.grade_version if held else event.grade.grade_version,
        score=None if held else event.grade.score,
    )


def differing(
    ours: Mapping[Whose, LearnerState], theirs: Mapping[Whose, LearnerState]
) -> list[Whose]:
    """Return whose beliefs or answers differ, or are on one side only."""
    return [
        whose
        for whose in sorted(ours.keys() | theirs.keys())
        if whose not in ours or whose not in theirs or not same(ours[whose], theirs[whose])
    ]


def same(one: LearnerState, other: LearnerState) -> bool:
    """Tell whether two states hold the same answers and beliefs."""
    return (one.now, one.recent, one.folded) == (other.now, other.recent, other.folded)
