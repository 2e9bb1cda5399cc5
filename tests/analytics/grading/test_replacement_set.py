"""The weights for words in the place of others are those that their questions give."""

import pytest

pytest.importorskip("sklearn")

from analytics.grading.naming_set import Named, accepted, fit
from analytics.grading.replacement_set import replaced
from analytics.grading.replacements import WEIGHTS


@pytest.fixture(scope="module")
def answers() -> list[Named]:
    return replaced()


def test_the_weights_are_those_of_the_set(answers: list[Named]) -> None:
    assert fit(answers) == pytest.approx(WEIGHTS, abs=0.1)


@pytest.mark.parametrize("held", [0, 1])
def test_half_of_the_questions_show_how_to_judge_the_other(answers: list[Named], held: int) -> None:
    other = fit([one for one in answers if one.question % 2 != held])
    right, wrong = accepted([one for one in answers if one.question % 2 == held], other)
    assert right > 0.5
    assert right > wrong + 0.3
