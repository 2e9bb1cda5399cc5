"""Two arms of simulated learners, whose truth is known."""

from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest

from analytics.evaluation.comparing import SkillResult, compare, start_of

SKILLS = ("light", "shade", "colour")


def arm(seed: int, learners: int, pace: float, known: float | None = None) -> list[SkillResult]:
    """Return an arm whose learners need about `pace` answers a skill and give 12 at most."""
    draw = np.random.default_rng(seed)
    return [
        _result(UUID(int=seed * 1_000 + number), skill, int(draw.poisson(pace)) + 1, known)
        for number in range(learners)
        for skill in SKILLS
    ]


def _result(learner: UUID, skill: str, needed: int, known: float | None) -> SkillResult:
    answers = min(12, needed)
    return SkillResult(
        learner_id=learner,
        skill_id=skill,
        before=known,
        gain=0.6 if needed <= 12 else 0.3,
        open=True,
        reached=needed <= 12,
        answers=answers,
        minutes=answers * 1.5,
    )


def test_a_faster_arm_is_seen_in_every_measure() -> None:
    found = compare(arm(1, 30, 14.0), arm(2, 30, 5.0), seed=5)
    assert found.learners == (30, 30)
    metrics = {metric.name: metric for metric in found.metrics}
    assert metrics["gain"].difference.low > 0.1
    assert metrics["reached"].difference.low > 0.3
    assert 4 < metrics["answers"].second.value < 6
    assert 6 < metrics["minutes"].second.value < 9
    assert metrics["reached"].first.value < 0.5
    assert metrics["answers"].first.value is None
    assert metrics["answers"].difference.value is None


def test_the_same_seed_draws_the_same_intervals() -> None:
    first, second = arm(1, 20, 6.0), arm(2, 20, 7.0)
    assert compare(first, second, seed=5) == compare(first, second, seed=5)


def test_what_was_reached_before_counts_for_no_arm() -> None:
    open_one = _result(UUID(int=1), "light", 2, 0.9)
    done = [
        replace(open_one, learner_id=UUID(int=n), gain=0.01, open=False, reached=False)
        for n in range(12)
    ]
    metrics = {one.name: one for one in compare(done, done, seed=1).metrics}
    assert metrics["gain"].first.value == pytest.approx(0.01)
    assert metrics["reached"].first.value is None
    assert metrics["answers"].first.value is None


def test_an_empty_arm_says_nothing() -> None:
    found = compare([], arm(2, 12, 5.0), seed=1)
    assert found.learners == (0, 12)
    assert all(metric.difference.value is None for metric in found.metrics)


def test_learners_are_grouped_by_what_they_knew_before() -> None:
    results = [*arm(1, 1, 5.0), *arm(2, 1, 5.0, known=0.2), *arm(3, 1, 5.0, known=0.6)]
    assert list(start_of(results, 0.8).values()) == ["new", "low", "high"]
