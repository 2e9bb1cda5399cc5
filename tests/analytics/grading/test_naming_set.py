"""The weights for names are those that their questions give."""

import pytest

pytest.importorskip("sklearn")

from analytics.grading.chinese import naming as chinese
from analytics.grading.naming import WEIGHTS
from analytics.grading.naming_set import QUESTIONS, Named, accepted, fit, named

SERVED_WEIGHTS = {"en": WEIGHTS, "zh": chinese.WEIGHTS}


@pytest.fixture(scope="module", params=QUESTIONS)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def answers(language: str) -> list[Named]:
    return named(language)


def test_the_weights_are_those_of_the_set(language: str, answers: list[Named]) -> None:
    assert fit(answers) == pytest.approx(SERVED_WEIGHTS[language], abs=0.1)


@pytest.mark.parametrize("held", [0, 1])
def test_half_of_the_questions_show_how_to_judge_the_other(answers: list[Named], held: int) -> None:
    other = fit([one for one in answers if one.question % 2 != held])
    right, wrong = accepted([one for one in answers if one.question % 2 == held], other)
    assert right > 0.75
    assert wrong < 0.2
