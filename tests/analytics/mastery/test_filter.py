import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import START, Gaussian
from analytics.mastery.filter import Situation, Term, shift, sigmoid, success, update

means = st.floats(min_value=-6, max_value=6)
variances = st.floats(min_value=0.01, max_value=2)
beliefs = st.builds(Gaussian, mean=means, variance=variances)
terms = st.builds(Term, weight=st.floats(min_value=0.1, max_value=0.5), own=beliefs, shared=beliefs)
situations = st.builds(
    Situation,
    ability=beliefs,
    terms=st.lists(terms, min_size=1, max_size=2).map(tuple),
    item=beliefs,
)
scores = st.floats(min_value=0, max_value=1)


def test_one_step_by_hand() -> None:
    before = Situation(
        ability=Gaussian(mean=0.0, variance=1.3),
        terms=(Term(1.0, Gaussian(mean=0.0, variance=0.5), Gaussian(mean=0.0, variance=0.1)),),
        item=Gaussian(mean=0.0, variance=0.5),
    )
    after = update(before, 1.0)
    scale = 1 + 0.25 * (1.3 + 0.5 + 0.5 + 0.1)
    assert after.ability.mean == pytest.approx(1.3 * 0.5 / scale)
    assert after.ability.variance == pytest.approx(1.3 - 1.3**2 * 0.25 / scale)
    assert after.own[0].mean == pytest.approx(0.5 * 0.5 / scale + START.gain_right)
    assert success(before) == 0.5


@given(situations, scores)
@settings(deadline=None)
def test_an_answer_never_makes_variance_vanish_or_pass_its_ceiling(
    situation: Situation, score: float
) -> None:
    after = update(situation, score)
    assert 0 < after.ability.variance <= START.ability_variance
    assert all(0 < own.variance <= START.skill_variance for own in after.own)


@given(situations)
@settings(deadline=None)
def test_a_better_score_never_lowers_ability(situation: Situation) -> None:
    means = [update(situation, score).ability.mean for score in (0.0, 0.3, 0.7, 1.0)]
    assert means == sorted(means)


@given(situations)
@settings(deadline=None)
def test_no_changed_score_shifts_nothing(situation: Situation) -> None:
    assert shift(situation, 0.0).ability == situation.ability


@given(st.floats(min_value=-800, max_value=800))
@settings(deadline=None)
def test_the_logistic_function_does_not_overflow(logit: float) -> None:
    assert 0 <= sigmoid(logit) <= 1
    assert sigmoid(logit) + sigmoid(-logit) == pytest.approx(1)
    assert math.isfinite(sigmoid(logit))
