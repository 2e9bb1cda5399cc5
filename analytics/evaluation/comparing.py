"""Compare two groups of learners that chance made: gains, targets, the way there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import numpy as np

from analytics.evaluation.reaching import Way, median_way
from analytics.evaluation.resampling import Estimate, Measure, difference, estimate, mean_of

MetricName = Literal["gain", "reached", "answers", "minutes"]
Start = Literal["new", "low", "high"]
"""What was known before: nothing, less than half of the target, or more."""


@dataclass(frozen=True, slots=True)
class SkillResult:
    """What became of one learner's one skill while they were in an arm.

    Attributes:
        before: mastery when the learner came; None for one not seen before.
        gain: mastery at the end less that at the beginning.
        open: the target was not reached before.
        reached: it was reached in the arm.
        answers, minutes: to the skill, until it was reached or the end.
    """

    learner_id: UUID
    skill_id: str
    before: float | None
    gain: float
    open: bool
    reached: bool
    answers: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is compared: of each arm, and second less first."""

    name: MetricName
    first: Estimate
    second: Estimate
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms, with how many of their learners there is something to count of."""

    learners: tuple[int, int]
    metrics: tuple[Metric, ...]


def compare(first: Sequence[SkillResult], second: Sequence[SkillResult], seed: int) -> Comparison:
    """Return what two arms came to; the same seed draws the same intervals.

    gain: mean over a learner's skills, then over learners, in points of mastery. reached:
    share of the skills still open that were reached. answers, minutes: median of what a
    skill still open takes.
    """
    rng = np.random.default_rng(seed)
    arms = _measures(first), _measures(second)
    metrics = tuple(_metric(name, arms[0][name], arms[1][name], rng) for name in arms[0])
    return Comparison((_size(first), _size(second)), metrics)


def start_of(results: Iterable[SkillResult], threshold: float) -> dict[UUID, Start]:
    """Return what each learner knew when they came, which no arm can have changed."""
    known: dict[UUID, list[float]] = {}
    for result in results:
        own = known.setdefault(result.learner_id, [])
        if result.before is not None:
            own.append(result.before)
    return {learner_id: _start(own, threshold) for learner_id, own in known.items()}


def _start(known: Sequence[float], threshold: float) -> Start:
    if not known:
        return "new"
    return "low" if float(np.mean(known)) < threshold / 2 else "high"


def _metric(name: MetricName, first: Measure, second: Measure, rng: np.random.Generator) -> Metric:
    return Metric(name, estimate(first, rng), estimate(second, rng), difference(first, second, rng))


def _measures(results: Sequence[SkillResult]) -> Mapping[MetricName, Measure]:
    own = _by_learner(results)
    gains = np.array([np.mean([r.gain for r in rs]) for rs in own])
    still_open = [[r for r in rs if r.open] for rs in own]
    left = np.array([len(rs) for rs in still_open], dtype=np.float64)
    shares = np.array([np.mean([r.reached for r in rs]) if rs else 0.0 for rs in still_open])
    return {
        "gain": mean_of(gains),
        "reached": mean_of(shares, left),
        "answers": median_way(_ways(still_open, "answers"), len(own)),
        "minutes": median_way(_ways(still_open, "minutes"), len(own)),
    }


def _ways(still_open: Sequence[Sequence[SkillResult]], name: str) -> list[Way]:
    """Return the ways of the skills that somebody set out for."""
    return [
        Way(place, float(getattr(result, name)), result.reached)
        for place, own in enumerate(still_open)
        for result in own
        if result.answers
    ]


def _by_learner(results: Sequence[SkillResult]) -> list[list[SkillResult]]:
    found: dict[UUID, list[SkillResult]] = {}
    for result in results:
        found.setdefault(result.learner_id, []).append(result)
    return list(found.values())


def _size(results: Sequence[SkillResult]) -> int:
    return len({result.learner_id for result in results})
