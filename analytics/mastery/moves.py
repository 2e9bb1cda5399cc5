"""By how much one answer moved the mastery of its skills."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from analytics.content.values import Slug, Value
from analytics.mastery.estimates import current, skill_state
from analytics.mastery.filter import START, Constants
from analytics.mastery.replaying import replay_of
from analytics.mastery.state import Beliefs, LearnerState, Observation
from analytics.mastery.updates import is_known, is_overtaken


class Move(Value):
    """What an answer did to a skill.

    Attributes:
        by: mastery after it less mastery before it, whatever came later.
    """

    skill_id: Slug
    by: Annotated[float, Field(ge=-1, le=1)]


def moves_of(
    before: LearnerState, after: LearnerState, seen: Observation, constants: Constants = START
) -> tuple[Move, ...]:
    """Return what an answer did with its grade, a move a skill.

    Told again of the same grade it says the same. Empty for an answer that waits, and
    for one so old that what was known before it is no longer kept.

    Args:
        before: The state that did not know of this grade, if it is new.
        after: The state that does.
        seen: The answer.
        constants: Of the filter.
    """
    if seen.score is None:
        return ()
    if not is_known(before, seen) and not is_overtaken(before, seen):
        return _moves(before.now, after.now, seen, constants)
    return _replayed(after, seen.attempt_id, constants)


def _replayed(state: LearnerState, attempt_id: UUID, constants: Constants) -> tuple[Move, ...]:
    replay = replay_of(state, constants)
    for seen in state.recent:
        replay.reach(seen)
        beliefs = replay.beliefs
        replay.take(seen)
        if seen.attempt_id == attempt_id:
            return _moves(beliefs, replay.beliefs, seen, constants)
    return ()


def _moves(
    before: Beliefs, after: Beliefs, seen: Observation, constants: Constants
) -> tuple[Move, ...]:
    def mastery(beliefs: Beliefs, skill_id: str) -> float:
        known = skill_state(beliefs, skill_id, constants)
        return current(beliefs.ability, known.belief, constants)

    return tuple(
        Move(skill_id=skill_id, by=mastery(after, skill_id) - mastery(before, skill_id))
        for skill_id in seen.skills
    )
