"""What one observation does to everything that is believed of a learner."""

from collections.abc import Mapping
from dataclasses import replace

from analytics.mastery.asking import Ask, authored
from analytics.mastery.counters import counted
from analytics.mastery.estimates import current, skill_state
from analytics.mastery.filter import (
    RIGHT,
    SOLVED,
    START,
    Constants,
    Posterior,
    Situation,
    Term,
    shift,
    shrinking,
    sigmoid,
    update,
)
from analytics.mastery.reviews import reviewed
from analytics.mastery.state import Beliefs, Gaussian, Observation, Seen, SkillState


def nothing_known(constants: Constants = START) -> Beliefs:
    """Return what is believed of a learner never seen."""
    return Beliefs(ability=Gaussian(mean=0.0, variance=constants.ability_variance))


def absorb(beliefs: Beliefs, seen: Observation, constants: Constants = START) -> Beliefs:
    """Return beliefs after one more answer; one still held is only noted."""
    ask = asked(seen, constants)
    if seen.score is None:
        return noted(beliefs, ask)
    return answered(beliefs, ask, seen.score, situation_of(beliefs, ask, constants), constants)[0]


def asked(seen: Observation, constants: Constants = START) -> Ask:
    """Return the item of an answer as it stood before the learner then."""
    return authored(seen.item_id, seen.skills, seen.difficulty, constants, seen.at)


def learn(
    beliefs: Beliefs, seen: Observation, score: float, constants: Constants = START
) -> Beliefs:
    """Return beliefs moved by the score of an answer already noted.

    Later answers have moved the cards of its skills since: these stay.
    """
    ask = authored(seen.item_id, seen.skills, seen.difficulty, constants)
    after = update(situation_of(beliefs, ask, constants), score, constants)
    skills = _practised(beliefs, ask, after, score, constants)
    marks = _marked(beliefs, seen.item_id, score)
    return replace(_moved(beliefs, after, score), skills=skills, seen=marks)


def answered(
    beliefs: Beliefs,
    ask: Ask,
    score: float,
    situation: Situation,
    constants: Constants = START,
) -> tuple[Beliefs, Posterior]:
    """Return beliefs after a graded answer, and what moved them.

    `situation` is the learner before the item, as `situation_of` says it.
    """
    after = update(situation, score, constants)
    right, count, item_id = score >= RIGHT, beliefs.answers + 1, ask.item_id
    old = beliefs.seen.get(item_id)
    times, solved = (old.times + 1, old.solved) if old else (1, False)
    return Beliefs(
        after.ability,
        _practised(beliefs, ask, after, score, constants),
        {**beliefs.seen, item_id: Seen(times, count, solved or score >= SOLVED)},
        count,
        _heaviest(ask.weights),
        0 if right else beliefs.wrong_streak + 1,
        counted(beliefs.tally, score),
        ask.at or beliefs.at,
    ), after


def corrected(
    beliefs: Beliefs, seen: Observation, before: float, after: float, constants: Constants = START
) -> Beliefs:
    """Return beliefs as if a long past score had been another one.

    First order, see `analytics.mastery.filter.shift`. A skill's best follows
    its mastery: up to it when it rises, down by as much as it falls. Tallies
    keep the score that was counted.
    """
    ask = authored(seen.item_id, seen.skills, seen.difficulty, constants)
    moved = shift(situation_of(beliefs, ask, constants), after - before)
    skills = dict(beliefs.skills)
    for skill_id, own in zip(seen.skills, moved.own, strict=True):
        old = skill_state(beliefs, skill_id, constants)
        then = current(beliefs.ability, old.belief, constants)
        now = current(moved.ability, own, constants)
        least = now if after >= RIGHT else 0.0
        best = max(least, old.best + min(0.0, now - then), 0.0)
        skills[skill_id] = replace(old, belief=own, best=best)
    return replace(
        beliefs,
        ability=moved.ability,
        skills=skills,
        seen=_marked(beliefs, seen.item_id, after),
    )


def predict_success(
    beliefs: Beliefs, skills: Mapping[str, float], difficulty: float, constants: Constants = START
) -> float:
    """Return the predicted score of an answer to an item, 0 to 1.

    As `success` says it of the item's `Situation`, without making one: a path asks
    for every item that it may choose.
    """
    ability, own = beliefs.ability, 0.0
    variance = ability.variance + constants.author_item_variance
    for skill_id, weight in skills.items():
        belief = skill_state(beliefs, skill_id, constants).belief
        own += weight * belief.mean
        variance += weight * weight * (belief.variance + constants.shared_skill_variance)
    return sigmoid((constants.base + ability.mean - difficulty + own) / shrinking(variance))


def situation_of(beliefs: Beliefs, ask: Ask, constants: Constants = START) -> Situation:
    """Return a learner before an item."""
    terms, states = [], []
    for place, (skill_id, weight) in enumerate(ask.weights.items()):
        state = skill_state(beliefs, skill_id, constants)
        states.append(state)
        terms.append(Term(weight, state.belief, ask.shared[place]))
    return Situation(beliefs.ability, terms, ask.item, constants.base, states)


def noted(beliefs: Beliefs, ask: Ask) -> Beliefs:
    """Return beliefs that know of an answer and not of its score."""
    old = beliefs.seen.get(ask.item_id)
    times, solved = (old.times + 1, old.solved) if old else (1, False)
    note = Seen(times=times, last=beliefs.answers + 1, solved=solved)
    return replace(
        beliefs,
        seen={**beliefs.seen, ask.item_id: note},
        answers=beliefs.answers + 1,
        last_skill=_heaviest(ask.weights),
        at=ask.at or beliefs.at,
    )


def _moved(beliefs: Beliefs, after: Posterior, score: float) -> Beliefs:
    return replace(
        beliefs,
        ability=after.ability,
        wrong_streak=0 if score >= RIGHT else beliefs.wrong_streak + 1,
        tally=counted(beliefs.tally, score),
    )


def _practised(
    beliefs: Beliefs, ask: Ask, after: Posterior, score: float, constants: Constants
) -> dict[str, SkillState]:
    skills, right = beliefs.skills.copy(), score >= RIGHT
    for place, skill_id in enumerate(ask.weights):
        own, old = after.own[place], skill_state(beliefs, skill_id, constants)
        best = max(old.best, current(after.ability, own, constants)) if right else old.best
        skills[skill_id] = SkillState(
            own,
            old.answers + 1,
            best,
            0 if right else old.wrong_streak + 1,
            counted(old.tally, score),
            beliefs.answers + 1,
            reviewed(old.card, score, ask.at) if ask.at else old.card,
        )
    return skills


def _heaviest(weights: Mapping[str, float]) -> str:
    return next(iter(weights)) if len(weights) == 1 else max(weights, key=weights.__getitem__)


def _marked(beliefs: Beliefs, item_id: str, score: float) -> dict[str, Seen]:
    note = beliefs.seen.get(item_id)
    solved = score >= SOLVED
    if note is None or note.solved == solved or (note.solved and note.times > 1):
        return beliefs.seen
    return {**beliefs.seen, item_id: replace(note, solved=solved)}
