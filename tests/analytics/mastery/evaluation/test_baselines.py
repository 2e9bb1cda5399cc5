"""The older models and the plot, on a small made log."""

from random import Random
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from analytics.mastery.evaluation import baselines, bkt, elo
from analytics.mastery.evaluation.answers import Answer, Log
from analytics.mastery.evaluation.plot import reliability_plot
from analytics.mastery.evaluation.regressions import best_lr, pfa

SKILLS = {item: (item % 2,) for item in range(8)}


def learning(learners: range, seed: int) -> list[Answer]:
    """Learners who guess at 0.2 until they know, then slip at 0.1."""
    rng, answers = Random(seed), []
    for learner in learners:
        known = {0: rng.random() < 0.3, 1: rng.random() < 0.3}
        for place in range(20):
            item = rng.randrange(8)
            skill = item % 2
            answers.append(
                Answer(learner, item, int(rng.random() < (0.2, 0.9)[known[skill]]), place)
            )
            known[skill] = known[skill] or rng.random() < 0.15
    return answers


TRAIN, TEST = learning(range(80), 1), learning(range(80, 120), 2)


@pytest.mark.parametrize("model", [bkt.predicted, pfa, best_lr, elo.predicted])
def test_a_baseline_beats_always_saying_the_mean(model) -> None:  # type: ignore[no-untyped-def]
    chance = model(TRAIN, TEST, SKILLS)
    right = np.array([answer.right for answer in TEST])
    assert chance.shape == right.shape
    assert np.mean((chance - right) ** 2) < np.mean((right.mean() - right) ** 2) - 0.01


def test_a_baseline_does_not_read_the_answer_it_predicts() -> None:
    last = TEST[-1]
    other = [*TEST[:-1], Answer(last.learner, last.item, 1 - last.right, last.time)]
    for model in (bkt.predicted, pfa, best_lr, elo.predicted):
        assert model(TRAIN, TEST, SKILLS)[-1] == model(TRAIN, other, SKILLS)[-1]


def test_a_long_log_says_why_no_network_is_trained_on_it() -> None:
    log = Log("long", (TRAIN[0],) * (baselines.DKT_LIMIT + 1), SKILLS)
    assert baselines.dkt_left_out(log) == "over 130,000 answers"


def test_the_plot_has_a_panel_a_log_and_a_dot_a_bin() -> None:
    drawn = ET.fromstring(  # noqa: S314 - our own drawing
        reliability_plot({"one": [(0.2, 0.25, 10), (0.8, 0.7, 40)], "a<b": [(0.5, 0.5, 5)]})
    )
    assert len(drawn.findall(".//{*}circle")) == 3
    assert "a<b" in [text.text for text in drawn.findall(".//{*}text")]
