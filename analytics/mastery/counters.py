"""The O(1) counters beside the filter: what the scorecard head reads.

The product and the evaluation make a row by the same function, so a head that
was fitted on logs means the same in the stream.
"""

from analytics.mastery.asking import Ask
from analytics.mastery.filter import RIGHT, Situation
from analytics.mastery.state import USUAL, Beliefs, Tally

FAST, SLOW = 0.3, 0.08
"""How much of a moving average one more score makes."""

_PATTERN = 4
"""How many of the last scores `Tally.pattern` tells."""

COLUMNS = (
    "filter", "ability", "ability_variance",
    "own_skill", "own_variance",
    "skill_wins", "skill_fails", "skill_fast", "skill_slow", "skill_streak",
    "wins", "fails", "fast", "slow", "streak", "rate", "pattern",
    "item_times", "item_solved", "item_lag",
    "skill_lag", "same_skill",
)  # fmt: skip
"""What the numbers of a row are, in order."""


def counted(tally: Tally, score: float) -> Tally:
    """Return a tally with one more score, 0 to 1."""
    right, streak = score >= RIGHT, tally.streak
    step = 1 if right else -1
    return Tally(
        tally.answers + 1,
        tally.wins + right,
        tally.fast + FAST * (score - tally.fast),
        tally.slow + SLOW * (score - tally.slow),
        streak + step if streak * step > 0 else step,
        (tally.pattern * 2 + right) % 16 + 16,
    )


def continued(before: Tally, since: Tally) -> Tally:
    """Return the one tally of two rows of scores, the second counted by itself."""
    count, streak = since.answers, since.streak
    if abs(streak) == count and before.streak * streak >= 0:
        streak += before.streak
    return Tally(
        before.answers + count,
        before.wins + since.wins,
        _faded(before.fast, since.fast, (1 - FAST) ** count),
        _faded(before.slow, since.slow, (1 - SLOW) ** count),
        streak,
        since.pattern if count >= _PATTERN else _shifted(before.pattern, since.pattern, count),
    )


def _faded(before: float, since: float, share: float) -> float:
    """Return an average that began at `before`, as one did that began at `USUAL`."""
    return min(1.0, max(0.0, since + (before - USUAL) * share))


def _shifted(before: int, since: int, count: int) -> int:
    if not before:
        return since
    newest = since % (1 << count)
    return ((before << count) + newest) % 16 + 16


def row_of(beliefs: Beliefs, ask: Ask, situation: Situation) -> list[float]:
    """Return what is known before an answer, one number for each of `COLUMNS`."""
    every, now = beliefs.tally, beliefs.answers
    wins = fails = fast = slow = 0.0
    streak, last = 0, 0
    for state in situation.states:
        tally = state.tally
        wins += tally.wins
        fails += tally.answers - tally.wins
        fast += tally.fast
        slow += tally.slow
        streak, last = streak or tally.streak, last or state.last
    size = len(situation.states)
    note = beliefs.seen.get(ask.item_id)
    return [
        situation.logit / situation.shrink(),
        beliefs.ability.mean, beliefs.ability.variance,
        situation.own, situation.own_variance,
        wins / size, fails / size, fast / size, slow / size, streak,
        every.wins, every.answers - every.wins, every.fast, every.slow, every.streak,
        (every.wins + 3.3) / (every.answers + 5), every.pattern,
        note.times if note else 0, note.solved if note else -1,
        now - note.last if note else -1,
        now - last if last else -1, beliefs.last_skill in ask.weights,
    ]  # fmt: skip
