"""The mastery that one worker makes of the whole log, and who has another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from analytics.events import AnswerGraded, AnswerHeld, AnyEvent, EventError, GradeOverridden
from analytics.events import parse_event as parsed
from analytics.mastery import LearnerState, Observation, observe, start
from analytics.mastery.updates import short_id

_NEVER = datetime.max.replace(tzinfo=UTC)
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


def grades_of(log: Iterable[AnyEvent]) -> dict[Whose, list[Traced]]:
    """Return the grades that can move a mastery, by whose it is, as the log has them."""
    own: dict[Whose, list[Traced]] = defaultdict(list)
    for event in log:
        if isinstance(event, Traced) and observation(event) is not None:
            own[Whose(event.learner_id, event.course_id, event.bank_id)].append(event)
    return own


def replayed(state: LearnerState, grades: Sequence[Traced]) -> LearnerState:
    """Return the state after the newest grades of a log, in a state's own order.

    Grades, answers held and overrides are in topics of their own, and no order is
    between topics: which was applied first is known only to the state. A later
    grade takes the place of the one before it, whenever it came.
    """
    newest: dict[UUID, Observation] = {}
    given: dict[UUID, datetime] = {}
    for event in grades:
        seen = observation(event)
        known = newest.get(event.attempt_id)
        given[event.attempt_id] = min(event.occurred_at, given.get(event.attempt_id, _NEVER))
        if seen and (known is None or known.grade_version < seen.grade_version):
            newest[seen.attempt_id] = seen
    order = {one: place for place, one in enumerate(applied(state))}
    after = start()
    for seen in sorted(newest.values(), key=lambda one: order.get(short_id(one.attempt_id), -1)):
        # It was answered when it first was, whenever it was graded anew.
        after = observe(after, seen.model_copy(update={"at": given[seen.attempt_id]}))
    return after


def applied(state: LearnerState) -> list[str]:
    """Return the short ids of the answers of a state, first applied first."""
    return [*state.folded, *(short_id(seen.attempt_id) for seen in state.recent)]


def difference(state: LearnerState, grades: Sequence[Traced]) -> str:
    """Say in words how a state differs from that of its log; empty: it does not."""
    alone = replayed(state, grades)
    if same(state, alone):
        return ""
    ours, theirs = set(applied(state)), set(applied(alone))
    moved = [
        f"{one} is not {other}"
        for one, other in zip(state.recent, alone.recent, strict=False)
        if one != other
    ]
    return f"lacks {sorted(theirs - ours)}, has {sorted(ours - theirs)} too many, {moved[:1]}"


def in_the_logs_order(state: LearnerState, grades: Sequence[Traced]) -> bool:
    """Tell whether the answers of each topic were applied as the topic has them."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for event in grades:
        kinds[short_id(event.attempt_id)].add(event.kind)
    for kind in ("answer.graded", "answer.held"):
        told = dict.fromkeys(short_id(event.attempt_id) for event in grades if event.kind == kind)
        # Of an answer that was held or overridden as well, either may be what came first.
        alone = [one for one in told if kinds[one] == {kind}]
        if alone != [one for one in applied(state) if one in set(alone)]:
            return False
    return True


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
        at=event.occurred_at,
    )


def differing(states: Mapping[Whose, LearnerState], log: Sequence[AnyEvent]) -> dict[Whose, str]:
    """Return whose beliefs or answers are not those that the log makes, and how."""
    grades = grades_of(log)
    found = {
        whose: difference(states[whose], grades[whose]) if whose in states else "no state"
        for whose in sorted(states.keys() | grades.keys())
    }
    return {whose: words for whose, words in found.items() if words}


def out_of_order(states: Mapping[Whose, LearnerState], log: Sequence[AnyEvent]) -> list[Whose]:
    """Return whose answers were applied in another order than that of the log."""
    return [
        whose
        for whose, grades in sorted(grades_of(log).items())
        if whose in states and not in_the_logs_order(states[whose], grades)
    ]


def same(one: LearnerState, other: LearnerState) -> bool:
    """Tell whether two states hold the same answers and beliefs."""
    return (one.now, one.recent, one.folded) == (other.now, other.recent, other.folded)
