"""A learner begins anew: on some skills, or on all of a bank.

A teacher gives a reset at a moment, and may take it back. It is a value of the learner's
state and not a deed done to it: the same answers and resets make the same state, in
whatever order the words of them come and however often.

* An answer counts for a skill that was reset if it was given at the moment or after it.
  One from before that is applied later, as a late grade or out of order, counts no more.
* What is believed of the skill (its deviation from general ability, counters, best
  mastery, review card) goes back to the start. General ability was learnt from all skills
  and stays, so no other skill's mastery moves, and the skill stands where one stands that
  this learner never practised; where nothing else was practised, or all of a bank is
  reset, ability goes back too. Which questions were asked and solved stays known, so that
  new ones come first.
* The best mastery ever stays and feeds the gradebook; the path goes by the best since.
* Taken back, it has never been: what came before and after counts, and so the best ever
  is that of all answers together, which may be less than what was shown meanwhile.

Both are exact while the answers around the moment are in the window of replay (see
`analytics.mastery.updates`). When the moment leaves it, what the reset took is kept
beside it. If it is taken back then, the two stretches are joined as independent evidence
upon one start, which is first order: the answers since are taken as if each had moved
what was kept by as much (in precision and precision times mean) as it moved the start.
A reset that comes so late that answers given after it have left the window takes these
too. A grade changed of an answer from before a reset that has left the window moves what
was kept.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from analytics.mastery.beliefs import absorb, asked, noted, nothing_known
from analytics.mastery.counters import continued
from analytics.mastery.filter import START, Constants
from analytics.mastery.state import (
    Beliefs,
    Gaussian,
    Kept,
    LearnerState,
    Observation,
    Reset,
    SkillState,
)


def is_late(seen: Observation, resets: Collection[Reset]) -> bool:
    """Say whether an answer was given before one of the resets that are in force."""
    return any(one.in_force and _is_before(seen, one) for one in resets)


def counts_for(seen: Observation, skill_id: str, resets: Collection[Reset]) -> bool:
    """Say whether an answer counts for a skill that it exercises."""
    return not is_late(seen, [one for one in resets if _covers(one, skill_id)])


def counted_for(state: LearnerState, skill_id: str) -> list[Observation]:
    """Return those of a state's last answers that count for a skill, as applied."""
    resets = state.resets.values()
    return [
        seen
        for seen in state.recent
        if skill_id in seen.skills and (not resets or counts_for(seen, skill_id, resets))
    ]


def begun_anew(
    beliefs: Beliefs, reset: Reset, constants: Constants = START
) -> tuple[Beliefs, Kept]:
    """Return beliefs after a reset, and what it took."""
    taken, left = _parted(beliefs.skills, reset)
    if left:
        return replace(beliefs, skills=left), Kept(taken)
    fresh = nothing_known(constants)
    after = replace(fresh, seen=beliefs.seen, answers=beliefs.answers, at=beliefs.at)
    return after, Kept(taken, beliefs.ability, beliefs.tally)


def absorbed_late(
    beliefs: Beliefs, seen: Observation, resets: Sequence[Reset], constants: Constants = START
) -> Beliefs:
    """Return beliefs after an answer, which counts for no skill of a reset that it was before."""
    over = [reset for reset in resets if _is_before(seen, reset)]
    gone = {skill_id for skill_id in seen.skills if any(_covers(one, skill_id) for one in over)}
    if not gone:
        return absorb(beliefs, seen, constants)
    if gone == seen.skills.keys():
        return noted(beliefs, asked(seen, constants))
    after = absorb(beliefs, seen, constants)
    stay = {skill_id: beliefs.skills[skill_id] for skill_id in gone & beliefs.skills.keys()}
    moved = {skill_id: known for skill_id, known in after.skills.items() if skill_id not in gone}
    return replace(after, skills={**moved, **stay})


def changed_behind(
    beliefs: Beliefs, reset: Reset, change: Callable[[Beliefs], Beliefs]
) -> tuple[Beliefs, Reset]:
    """Return beliefs and a folded reset after a change of what lies before it."""
    kept = reset.kept or Kept()
    if kept.ability is not None and kept.tally is not None:
        then = replace(beliefs, skills=kept.skills, ability=kept.ability, tally=kept.tally)
        after = change(then)
        taken, _ = _parted(after.skills, reset)
        news = Kept(taken, after.ability, after.tally)
        return replace(beliefs, seen=after.seen), replace(reset, kept=news)
    after = change(replace(beliefs, skills={**beliefs.skills, **kept.skills}))
    taken, left = _parted(after.skills, reset)
    since, _ = _parted(beliefs.skills, reset)
    return replace(after, skills={**left, **since}), replace(reset, kept=Kept(taken))


def given_back(
    beliefs: Beliefs, reset: Reset, later: Sequence[Reset], constants: Constants = START
) -> tuple[Beliefs, list[Reset]]:
    """Return beliefs, and the later resets, with what a folded reset took joined to them.

    Args:
        beliefs: Before the window of replay.
        reset: What was taken back.
        later: Folded resets after it that are in force, oldest first; what they cover
            went on to them.
        constants: Of the filter.
    """
    rest, heirs = reset.kept or Kept(), []
    for heir in later:
        taken, left = _parted(rest.skills, heir)
        kept = heir.kept or Kept()
        part = Kept(taken) if kept.ability is None else replace(rest, skills=taken)
        rest = replace(rest, skills=left) if kept.ability is None else Kept(left)
        heirs.append(replace(heir, kept=_joined_kept(kept, part, constants)))
    skills = _joined_skills(beliefs.skills, rest.skills, constants)
    if rest.ability is None or rest.tally is None:
        return replace(beliefs, skills=skills), heirs
    start = Gaussian(0.0, constants.ability_variance)
    ability = _joined(rest.ability, beliefs.ability, start)
    tally = continued(rest.tally, beliefs.tally)
    return replace(beliefs, skills=skills, ability=ability, tally=tally), heirs


def _is_before(seen: Observation, reset: Reset) -> bool:
    # Of answers from before their moments were kept only that is known.
    return seen.at is None or seen.at < reset.at


def _covers(reset: Reset, skill_id: str) -> bool:
    return not reset.skills or skill_id in reset.skills


def _parted(
    skills: Mapping[str, SkillState], reset: Reset
) -> tuple[dict[str, SkillState], dict[str, SkillState]]:
    """Return those of some skills that a reset covers, and the others."""
    taken = {one: known for one, known in skills.items() if _covers(reset, one)}
    return taken, {one: known for one, known in skills.items() if one not in taken}


def _joined_kept(since: Kept, before: Kept, constants: Constants) -> Kept:
    skills = _joined_skills(since.skills, before.skills, constants)
    if since.ability is None or since.tally is None:
        return Kept(skills)
    if before.ability is None or before.tally is None:
        return replace(since, skills=skills)
    start = Gaussian(0.0, constants.ability_variance)
    ability = _joined(before.ability, since.ability, start)
    return Kept(skills, ability, continued(before.tally, since.tally))


def _joined_skills(
    since: Mapping[str, SkillState], before: Mapping[str, SkillState], constants: Constants
) -> dict[str, SkillState]:
    start = Gaussian(0.0, constants.skill_variance)
    joined = {
        one: _joined_skill(old, since[one], start) if one in since else old
        for one, old in before.items()
    }
    return {**since, **joined}


def _joined_skill(before: SkillState, since: SkillState, start: Gaussian) -> SkillState:
    only_wrong = since.wrong_streak == since.answers
    return SkillState(
        _joined(before.belief, since.belief, start),
        before.answers + since.answers,
        max(before.best, since.best),
        since.wrong_streak + (before.wrong_streak if only_wrong else 0),
        continued(before.tally, since.tally),
        since.last,
        since.card or before.card,
    )


def _joined(before: Gaussian, since: Gaussian, start: Gaussian) -> Gaussian:
    """Return a belief that has the evidence of two, which both began at `start`."""
    told = 1 / since.variance - 1 / start.variance
    if told <= 0:
        return before
    precision = 1 / before.variance + told
    mean = before.mean / before.variance + since.mean / since.variance
    return Gaussian((mean - start.mean / start.variance) / precision, 1 / precision)
