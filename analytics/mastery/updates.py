"""Bring a learner's state up to date: once for each grade, in any order.

An answer counts once for each (attempt, grade version). The last answers are
kept whole, so that a grade that comes late or changes is put in its place and
everything after it is done again. Of older answers only the grade is kept; a
change of one of them is applied to first order. A reset is one more thing in its place
among the answers; see `analytics.mastery.resets`.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from analytics.content.plan import PlanItem
from analytics.mastery.beliefs import absorb, corrected, learn, nothing_known, predict_success
from analytics.mastery.filter import START, Constants
from analytics.mastery.replaying import Replay
from analytics.mastery.resets import changed_behind, given_back, is_late
from analytics.mastery.state import Beliefs, Folded, LearnerState, Observation, Reset

WINDOW = 60
"""How many last answers can be replayed exactly, at least."""

SLACK = 20
"""How many more may wait until the oldest are folded, all in one go."""

REMEMBERED = 1_000
"""How many older answers are recognised when they come again."""


def start(constants: Constants = START) -> LearnerState:
    """Return the state of a learner who has answered nothing."""
    beliefs = nothing_known(constants)
    return LearnerState(now=beliefs, before=beliefs)


def observe(state: LearnerState, seen: Observation, constants: Constants = START) -> LearnerState:
    """Return the state after an answer, its first grade or a corrected one.

    Applying the same grade again, or an older version of it, changes nothing
    and returns the very same state, unless it tells that the answer was given
    earlier; every other call raises `seq` by one.
    """
    ours = seen.attempt_id.int
    for place, known in enumerate(state.recent):
        if known.attempt_id.int == ours:
            return _regraded(state, place, seen, constants)
    if (old := state.folded.get(short_id(seen.attempt_id))) is not None:
        return _regraded_long_ago(state, old, seen, constants)
    if state.resets and is_overtaken(state, seen):
        recent = (*state.recent, seen)
        return _shortened(_replayed(state, state.before, recent, constants), constants)
    return appended(state, seen, absorb(state.now, seen, constants), constants)


def reset(
    state: LearnerState, reset_id: UUID, said: Reset, constants: Constants = START
) -> LearnerState:
    """Return the state after a word on a reset: that it is, or that it is taken back.

    Words may come in any order. The same one again, or an older one, changes nothing and
    returns the very same state; every other call raises `seq` by one.
    """
    known = state.resets.get(reset_id)
    if known is not None and known.version >= said.version:
        return state
    before, resets = state.before, dict(state.resets)
    if known is not None and known.in_force and known.folded is not None:
        before, resets = _taken_back(before, resets, known, constants)
    placed = sorted({**resets, reset_id: said}.items(), key=_moment)
    # What has left the window begins anew as a whole where the moment lies among it.
    gone = Replay(before, dict(placed), constants, folds=True)
    if before.at is not None:
        gone.come_to(before.at)
    known_now = replace(state, resets=gone.resets)
    return _replayed(known_now, gone.beliefs, state.recent, constants)


def is_overtaken(state: LearnerState, seen: Observation) -> bool:
    """Say whether a reset that came earlier than a new answer is later than it."""
    return is_late(seen, state.resets.values())


def is_known(state: LearnerState, seen: Observation) -> bool:
    """Say whether a state knows an answer, graded or held."""
    if seen.item_id not in state.now.seen:
        return False
    ours = seen.attempt_id.int
    return ours in [known.attempt_id.int for known in state.recent] or (
        short_id(seen.attempt_id) in state.folded
    )


def appended(
    state: LearnerState, seen: Observation, now: Beliefs, constants: Constants = START
) -> LearnerState:
    """Return the state after a new answer that led to these beliefs."""
    after = LearnerState(
        now,
        state.before,
        state.seq + 1,
        state.recent + (seen,),  # noqa: RUF005 - twice as fast
        state.folded,
        state.format,
        state.resets,
    )
    return _shortened(after, constants)


def predict(
    state: LearnerState, skills: dict[str, float], difficulty: float, constants: Constants = START
) -> float:
    """Return the predicted score on an item of these skills, 0 to 1."""
    return predict_success(state.now, skills, difficulty, constants)


def predict_item(state: LearnerState, item: PlanItem, constants: Constants = START) -> float:
    """Return the predicted score on an item of a plan, 0 to 1."""
    return predict(state, item.skills, item.difficulty, constants)


def short_id(attempt_id: UUID) -> str:
    """Return the key of an attempt in `LearnerState.folded`."""
    return attempt_id.hex[:12]


def _regraded(
    state: LearnerState, place: int, seen: Observation, constants: Constants
) -> LearnerState:
    known = state.recent[place]
    newer = seen if seen.grade_version > known.grade_version else known
    # It was answered at the first word of it, whichever grade came here first.
    told = newer.model_copy(update={"at": _earlier(known.at, seen.at)})
    if told == known:
        return state
    recent = (*state.recent[:place], told, *state.recent[place + 1 :])
    return _replayed(state, state.before, recent, constants)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    """Return the earlier of two moments; of an answer whose first is unknown it stays so."""
    return None if one is None or other is None else min(one, other)


def _regraded_long_ago(
    state: LearnerState, old: Folded, seen: Observation, constants: Constants
) -> LearnerState:
    if seen.grade_version <= old.version or seen.score is None:
        return state

    def change(beliefs: Beliefs) -> Beliefs:
        if old.score is None:
            return learn(beliefs, seen, seen.score or 0.0, constants)
        return corrected(beliefs, seen, old.score, seen.score or 0.0, constants)

    before, resets = state.before, state.resets
    if (over := _first_over(state, seen)) is None:
        before = change(before)
    else:
        before, news = changed_behind(before, resets[over], change)
        resets = {**resets, over: news}
    kept = Folded(version=seen.grade_version, score=seen.score)
    folded = {**state.folded, short_id(seen.attempt_id): kept}
    return _replayed(replace(state, folded=folded, resets=resets), before, state.recent, constants)


def _first_over(state: LearnerState, seen: Observation) -> UUID | None:
    """Return the first reset after an answer that left the window, of one of its skills."""
    place = list(state.folded).index(short_id(seen.attempt_id))
    answers_before = state.before.answers - len(state.folded) + place
    for reset_id, one in state.resets.items():
        touched = not one.skills or not seen.skills.keys().isdisjoint(one.skills)
        if one.in_force and touched and (one.folded or 0) > answers_before:
            return reset_id
    return None


def _taken_back(
    before: Beliefs, resets: dict[UUID, Reset], gone: Reset, constants: Constants
) -> tuple[Beliefs, dict[UUID, Reset]]:
    later = {
        known: one
        for known, one in resets.items()
        if one.in_force and one.folded is not None and one.at > gone.at
    }
    before, heirs = given_back(before, gone, list(later.values()), constants)
    return before, {**resets, **dict(zip(later, heirs, strict=True))}


def _moment(placed: tuple[UUID, Reset]) -> tuple[datetime, UUID]:
    return placed[1].at, placed[0]


def _replayed(
    state: LearnerState, before: Beliefs, recent: tuple[Observation, ...], constants: Constants
) -> LearnerState:
    replay = Replay(before, state.resets, constants)
    replay.take_all(recent)
    replay.come_to(None)
    return replace(
        state,
        seq=state.seq + 1,
        before=before,
        now=replay.beliefs,
        recent=recent,
        resets=replay.resets,
    )


def _shortened(state: LearnerState, constants: Constants) -> LearnerState:
    if len(state.recent) <= WINDOW + SLACK:
        return state
    leaving = state.recent[:-WINDOW]
    gone = Replay(state.before, state.resets, constants, folds=True)
    gone.take_all(leaving)
    folded = dict(state.folded)
    for old in leaving:
        folded[short_id(old.attempt_id)] = Folded(version=old.grade_version, score=old.score)
    while len(folded) > REMEMBERED:
        del folded[next(iter(folded))]
    return replace(
        state,
        before=gone.beliefs,
        recent=state.recent[-WINDOW:],
        folded=folded,
        resets=gone.resets,
    )
