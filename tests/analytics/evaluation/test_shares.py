"""Differences of shares over strata, and many tests at once."""

import random
from statistics import mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.evaluation.shares import Gap, discoveries, gap_over, one_sided


def strata(*groups: tuple[tuple[int, int], tuple[int, int]]) -> np.ndarray:
    return np.array(groups, dtype=np.float64)


def test_one_stratum_gives_the_plain_difference_and_its_error() -> None:
    gap = gap_over(strata(((30, 20), (10, 40))))
    assert gap is not None
    assert gap.value == pytest.approx(0.8 - 0.4)
    # Sato's error is near that of two independent shares.
    assert gap.error == pytest.approx((0.4 * 0.6 / 50 + 0.8 * 0.2 / 50) ** 0.5, rel=0.05)


def test_what_a_stratum_explains_is_no_gap() -> None:
    weak, able = ((72, 8), (18, 2)), ((2, 18), (8, 72))
    assert gap_over(strata(weak, able)).value == pytest.approx(0)
    together = np.array([weak, able], dtype=np.float64).sum(axis=0, keepdims=True)
    assert gap_over(together).value > 0.4


def test_groups_that_share_no_stratum_are_not_compared() -> None:
    assert gap_over(strata(((5, 5), (0, 0)), ((0, 0), (5, 5)))) is None


@given(
    st.lists(st.tuples(*[st.integers(0, 30)] * 4), min_size=1, max_size=5).map(
        lambda rows: np.array(rows, dtype=np.float64).reshape(-1, 2, 2)
    )
)
def test_a_gap_turns_with_its_groups(counted: np.ndarray) -> None:
    gap, turned = gap_over(counted), gap_over(counted[:, ::-1])
    assert (gap is None) == (turned is None)
    if gap and turned:
        assert gap.value == pytest.approx(-turned.value, abs=1e-9)
        assert gap.error == pytest.approx(turned.error, abs=1e-9)
        assert -1 <= gap.low <= gap.value + 1e-9
        assert gap.value - 1e-9 <= gap.high <= 1


def test_the_interval_covers_nineteen_times_in_twenty() -> None:
    rng = random.Random(4)

    def covers() -> bool:
        table = np.zeros((3, 2, 2))
        for stratum, base in enumerate((0.2, 0.4, 0.6)):
            for group, size in enumerate((12, 18)):
                for _ in range(size):
                    table[stratum, group, int(rng.random() < base + 0.2 * group)] += 1
        gap = gap_over(table)
        return gap is not None and gap.low <= 0.2 <= gap.high

    assert mean(covers() for _ in range(1000)) == pytest.approx(0.95, abs=0.02)


def test_the_chance_of_a_gap_within_the_margin() -> None:
    assert Gap(0.1, 0.05).chance_within(0.1) == pytest.approx(0.5)
    assert Gap(0.2, 0.05).chance_within(0.1) == pytest.approx(0.0228, abs=1e-4)
    assert one_sided(0.05) == pytest.approx(1.645, abs=1e-3)


def test_discoveries_are_those_of_benjamini_and_hochberg() -> None:
    # The worked example of their paper: 15 tests, four are believed at .05.
    chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    chances += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert discoveries(chances, 0.05) == {0, 1, 2, 3}
    assert discoveries(chances[::-1], 0.05) == {14, 13, 12, 11}
    assert discoveries([], 0.05) == frozenset()
    assert discoveries([0.2, 0.9], 0.05) == frozenset()
