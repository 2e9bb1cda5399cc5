"""A fit on local answers: more of them count for more."""

from random import Random

import pytest

from analytics.mastery import START
from analytics.mastery.asking import authored
from analytics.mastery.evaluation.refit import LEAST, Lesson, Source, TooFew, refitted
from analytics.mastery.filter import sigmoid
from analytics.mastery.model import shipped_model

SOURCE = Source(("made",), "made-1")


def lessons(count: int) -> list[Lesson]:
    rng = Random(5)
    able = {f"l{n}": rng.gauss(0, 1.2) for n in range(40)}
    found = []
    for n in range(count):
        learner, hard = f"l{n % 40}", (n * 7 % 9 - 4) / 3
        right = float(rng.random() < sigmoid(able[learner] - hard))
        ask = authored(f"i{n * 7 % 9}", {f"s{n % 3}": 1.0}, hard)
        found.append(Lesson(learner, ask, right))
    return found


def test_a_fit_says_what_it_was_fitted_on_and_how_well_it_does_on_others() -> None:
    told: list[str] = []
    model = refitted(lessons(1_200), SOURCE, told.append, shipped_model())
    assert (model.version, model.provenance.answers, model.provenance.learners) == (
        "made-1", 1_200, 40,
    )  # fmt: skip
    assert model.provenance.share == pytest.approx(1_200 / 21_200)
    assert model.provenance.auc is not None
    assert model.provenance.auc > 0.6
    assert told[-1] == "fitting the head"
    assert type(model).model_validate_json(model.model_dump_json()) == model


def test_what_mastery_means_is_not_fitted() -> None:
    constants = refitted(lessons(600), SOURCE, lambda _: None, shipped_model()).constants
    for name in ("base", "slope", "mastered_success", "skill_variance", "doubt"):
        assert getattr(constants, name) == getattr(START, name)


def test_too_few_answers_are_refused() -> None:
    with pytest.raises(TooFew, match="at least 500"):
        refitted(lessons(LEAST - 1), SOURCE, lambda _: None, None)
