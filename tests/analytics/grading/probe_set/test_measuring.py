"""The figures of the probe set, for graders that are known."""

from collections.abc import Sequence

import pytest

from analytics.grading.probe_set.cases import CLASSES, Case, cases
from analytics.grading.probe_set.measuring import measure, table


def test_who_takes_everything_meets_only_what_is_to_be_taken() -> None:
    figures = measure(lambda some: [True] * len(some), cases("en"))
    assert set(figures.accepted.values()) == {1.0}
    assert figures.by_class["paraphrase"] == 1.0
    assert figures.by_class["keyword_list"] == 0.0
    assert "very_long" not in figures.by_class
    assert (figures.spelling_gap, figures.names_changed) == (0.0, 0.0)


def test_who_falls_for_a_name_and_for_spelling_is_found_out() -> None:
    def accepts(some: Sequence[Case]) -> list[bool]:
        return [case.kind == "paraphrase" or "Emily" in case.answer for case in some]

    figures = measure(accepts, cases("en"))

    assert figures.spelling_gap == 1.0
    assert figures.names_changed == 1.0
    assert figures.accepted["name"] == pytest.approx(0.25)
    assert all(kind in table(figures) for kind in CLASSES)
