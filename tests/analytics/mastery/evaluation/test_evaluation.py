from collections.abc import Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.mastery import Observation, observe, start
from analytics.mastery.asking import authored
from analytics.mastery.beliefs import answered, nothing_known, situation_of
from analytics.mastery.counters import row_of
from analytics.mastery.evaluation.answers import Answer, Log, folds, read_log, repeated_share
from analytics.mastery.evaluation.errors import LeakyLog, UnreadableLog
from analytics.mastery.evaluation.figures import auc, figures
from analytics.mastery.evaluation.scorecard import contributions, fit, logits
from analytics.mastery.evaluation.starting import CLASS, in_classes
from analytics.mastery.evaluation.stream import FEATURES, Stream
from analytics.mastery.evaluation.trial import evaluate, table

SKILLS = {item: (item % 3, 3) if item % 2 else (item % 3,) for item in range(12)}


def made_log(learners: int = 60, each: int = 30) -> Log:
    rng = Random(7)
    able = {learner: rng.gauss(0, 1.5) for learner in range(learners)}
    answers = []
    for learner, ability in able.items():
        for place in range(each):
            item = rng.randrange(12)
            right = int(ability - (item - 6) / 4 + rng.gauss(0, 1) > 0)
            answers.append(Answer(learner, item, right, place))
    return Log("made", tuple(answers), SKILLS)


def blocks(folder: Path, items: str, skills: str, marks: str) -> Path:
    (folder / "log.csv").write_text(f"1,77\n{items}\n{skills}\n{marks}\n", encoding="utf-8")
    return folder


def test_a_log_that_repeats_its_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LeakyLog, match="repeat the item and answer"):
        read_log(blocks(tmp_path, "5,5,6,6", "1,2,1,2", "1,1,0,0"))


def test_a_log_of_single_answers_is_read_with_all_skills_of_an_item(tmp_path: Path) -> None:
    log = read_log(blocks(tmp_path, "5,6,5", "1,1,2", "1,0,0"))
    assert [(a.learner, a.item, a.right) for a in log.answers] == [
        (77, 5, 1), (77, 6, 0), (77, 5, 0),
    ]  # fmt: skip
    assert log.skills == {5: (1, 2), 6: (1,)}
    assert repeated_share(log) == 0


def test_an_empty_folder_is_said_to_be_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLog):
        read_log(tmp_path)


def test_every_learner_is_held_out_once() -> None:
    dealt = folds(made_log())
    assert sorted(learner for fold in dealt for learner in fold) == list(range(60))
    assert dealt == folds(made_log())


def test_ties_count_half_in_the_auc() -> None:
    right = np.array([1.0, 0.0, 1.0, 0.0])
    assert auc(right, np.array([0.5, 0.5, 0.5, 0.5])) == 0.5
    assert auc(right, np.array([0.9, 0.1, 0.5, 0.5])) == 0.875


def test_always_being_sure_and_wrong_shows_in_the_calibration() -> None:
    found = figures(np.zeros(4), np.ones(4))
    assert (found.ece, found.rmse, found.accuracy) == (1.0, 1.0, 0.0)


def last_row(answers: Sequence[Answer]) -> list[float]:
    return list(Stream(SKILLS).rows(answers))[-1]


def test_a_row_does_not_know_its_own_answer() -> None:
    log = made_log(learners=3)
    last = log.answers[-1]
    other = (*log.answers[:-1], Answer(last.learner, last.item, 1 - last.right, last.time))
    assert last_row(log.answers) == last_row(other)


def test_contributions_sum_to_the_logit() -> None:
    log = made_log()
    rows = table(Stream(SKILLS), log.answers)
    assert rows.shape[1] == len(FEATURES)
    card = fit(rows, np.array([a.right for a in log.answers], dtype=float), FEATURES)
    total = contributions(card, rows).sum(axis=1) + card.base
    assert np.abs(total - logits(card, rows)).max() < 1e-9
    alone = [sum(card.contributions(row)) + card.base for row in rows.tolist()]
    assert np.abs(total - alone).max() < 1e-9


def test_a_trial_finds_who_is_able_and_never_punishes_a_right_answer() -> None:
    found = evaluate(made_log(), lambda _: None)
    assert found["auc"] > 0.7
    assert found["drops_after_right"] == 0
    assert found["logit_error"] < 1e-9


class TextbookFilter:
    """The formulas of the filter on plain floats, written a second time."""

    def __init__(self) -> None:
        self.m, self.v = 0.0, 1.3
        self.own: dict[str, list[float]] = {}

    def answered(self, weights: dict[str, float], hard: float, y: float) -> None:
        self.v = min(self.v + 0.001, 1.3)
        eta, s2 = self.m - hard, self.v + 0.5
        for k, w in weights.items():
            own = self.own.setdefault(k, [0.0, 0.5])
            own[1] = min(own[1] + 0.01, 0.5)
            eta += w * own[0]
            s2 += w * w * (own[1] + 0.1)
        p = 1 / (1 + np.exp(-eta))
        g = p * (1 - p)
        r, c = (y - p) / (1 + g * s2), g / (1 + g * s2)
        self.m, self.v = self.m + self.v * r, self.v - self.v**2 * c
        for k, w in weights.items():
            m, v = self.own[k]
            self.own[k] = [m + w * v * r + 0.01, v - (w * v) ** 2 * c]


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-3, 3), st.floats(0, 1)), max_size=40))
@settings(max_examples=50, deadline=None)
def test_product_and_evaluation_take_the_step_that_the_formulas_say(
    stream: list[tuple[int, float, float]],
) -> None:
    kinds = [
        {"a": 1.0},
        {"b": 1.0},
        {"a": 0.5, "b": 0.5},
        {"c": 0.7},
        {"c": 0.2, "a": 0.3},
        {"d": 1},
    ]
    book, state, evaluated = TextbookFilter(), start(), nothing_known()
    for n, (kind, hard, y) in enumerate(stream):
        seen = Observation(
            attempt_id=UUID(int=(n + 1) << 80), item_id=f"i{kind}", skills=kinds[kind],
            difficulty=hard, grade_version=1, score=y,
        )  # fmt: skip
        book.answered(kinds[kind], hard, y)
        state = observe(state, seen)
        ask = authored(f"i{kind}", kinds[kind], hard)
        evaluated, _ = answered(evaluated, ask, y, situation_of(evaluated, ask))
    assert evaluated == state.now
    assert abs(book.m - state.now.ability.mean) < 1e-12
    assert abs(book.v - state.now.ability.variance) < 1e-12
    for skill_id, (mean, variance) in book.own.items():
        assert abs(mean - state.now.skills[skill_id].belief.mean) < 1e-12
        assert abs(variance - state.now.skills[skill_id].belief.variance) < 1e-12


def test_the_evaluation_moves_a_learner_as_the_product_does() -> None:
    log = made_log(learners=1)
    stream, beliefs = Stream(SKILLS), nothing_known()
    for a in log.answers:
        ask = stream.ask(a.item)
        situation = situation_of(beliefs, ask)
        row = row_of(beliefs, ask, situation)
        [evaluated] = stream.rows([a])
        assert evaluated[: len(row)] == row
        beliefs, _ = answered(beliefs, ask, float(a.right), situation)


def test_learners_of_a_class_answer_in_turns_and_classes_one_after_the_other() -> None:
    rows = [Answer(learner, item, 1, 0) for learner in range(CLASS + 2) for item in (1, 2)]
    rows.remove(Answer(3, 2, 1, 0))
    first, second = range(CLASS), (CLASS, CLASS + 1)
    turns = [(learner, item) for of in (first, second) for item in (1, 2) for learner in of]
    turns.remove((3, 2))
    assert [(answer.learner, answer.item) for answer in in_classes(rows)] == turns
