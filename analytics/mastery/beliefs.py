"""What one observation does to everything that is believed of a learner."""

from analytics.mastery.estimates import current, skill_state
from analytics.mastery.filter import (
    RIGHT,
    START,
    Constants,
    Situation,
    Term,
    shift,
    success,
    update,
)
from analytics.mastery.state import Beliefs, Gaussian, Observation, Seen, SkillState

SOLVED = 0.75
"""The least score at which an item need not be asked again."""


def nothing_known(constants: Constants = START) -> Beliefs:
    """Return what is believed of a learner never seen."""
    return Beliefs(ability=Gaussian(mean=0.0, variance=constants.ability_variance))


def absorb(beliefs: Beliefs, seen: Observation, constants: Constants = START) -> Beliefs:
    """Return beliefs after one more answer; one still held is only noted."""
    noted = _noted(beliefs, seen)
    return noted if seen.score is None else learn(noted, seen, seen.score, constants)


def learn(
    beliefs: Beliefs, seen: Observation, score: float, constants: Constants = START
) -> Beliefs:
    """Return beliefs moved by the score of an answer already noted."""
    situation = _situation(beliefs, seen.skills, seen.difficulty, constants)
    after = update(situation, score, constants)
    right = score >= RIGHT
    skills = dict(beliefs.skills)
    for skill_id, own in zip(seen.skills, after.own, strict=True):
        old = skill_state(beliefs, skill_id, constants)
        shown = current(after.ability, own, constants) if right else 0.0
        skills[skill_id] = SkillState(
            belief=own,
            answers=old.answers + 1,
            best=max(old.best, shown),
            wrong_streak=0 if right else old.wrong_streak + 1,
        )
    return beliefs.model_copy(
        update={
            "ability": after.ability,
            "skills": skills,
            "seen": _marked(beliefs, seen.item_id, score),
            "wrong_streak": 0 if right else beliefs.wrong_streak + 1,
        }
    )


def corrected(
    beliefs: Beliefs, seen: Observation, before: float, after: float, constants: Constants = START
) -> Beliefs:
    """Return beliefs as if a long past score had been another one.

    First order, see `analytics.mastery.filter.shift`. A skill's best follows
    its mastery: up to it when it rises, down by as much as it falls.
    """
    situation = _situation(beliefs, seen.skills, seen.difficulty, constants)
    moved = shift(situation, after - before, constants)
    skills = dict(beliefs.skills)
    for skill_id, own in zip(seen.skills, moved.own, strict=True):
        old = skill_state(beliefs, skill_id, constants)
        then = current(beliefs.ability, old.belief, constants)
        now = current(moved.ability, own, constants)
        least = now if after >= RIGHT else 0.0
        best = max(least, old.best + min(0.0, now - then), 0.0)
        skills[skill_id] = old.model_copy(update={"belief": own, "best": best})
    return beliefs.model_copy(
        update={
            "ability": moved.ability,
            "skills": skills,
            "seen": _marked(beliefs, seen.item_id, after),
        }
    )


def predict_success(
    beliefs: Beliefs, skills: dict[str, float], difficulty: float, constants: Constants = START
) -> float:
    """Return the predicted score of an answer to an item, 0 to 1."""
    return success(_situation(beliefs, skills, difficulty, constants), constants)


def _situation(
    beliefs: Beliefs, skills: dict[str, float], difficulty: float, constants: Constants
) -> Situation:
    shared = Gaussian(mean=0.0, variance=constants.shared_skill_variance)
    return Situation(
        ability=beliefs.ability,
        terms=tuple(
            Term(weight, skill_state(beliefs, skill_id, constants).belief, shared)
            for skill_id, weight in skills.items()
        ),
        item=Gaussian(mean=difficulty, variance=constants.author_item_variance),
    )


def _noted(beliefs: Beliefs, seen: Observation) -> Beliefs:
    old = beliefs.seen.get(seen.item_id)
    times, solved = (old.times + 1, old.solved) if old else (1, False)
    note = Seen(times=times, last=beliefs.answers + 1, solved=solved)
    return beliefs.model_copy(
        update={
            "seen": {**beliefs.seen, seen.item_id: note},
            "answers": beliefs.answers + 1,
            "last_skill": max(seen.skills, key=lambda skill_id: seen.skills[skill_id]),
        }
    )


def _marked(beliefs: Beliefs, item_id: str, score: float) -> dict[str, Seen]:
    note = beliefs.seen.get(item_id)
    solved = score >= SOLVED
    if note is None or note.solved == solved or (note.solved and note.times > 1):
        return beliefs.seen
    return {**beliefs.seen, item_id: note.model_copy(update={"solved": solved})}
