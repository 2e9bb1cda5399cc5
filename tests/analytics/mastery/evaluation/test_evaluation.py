from pathlib import Path
from random import Random

import numpy as np
import pytest

from analytics.mastery.evaluation.answers import Answer, Log, folds, read_log, repeated_share
from analytics.mastery.evaluation.errors import LeakyLog, UnreadableLog
from analytics.mastery.evaluation.figures import auc, figures
from analytics.mastery.evaluation.scorecard import fit
from analytics.mastery.evaluation.stream import FEATURES, Stream
from analytics.mastery.evaluation.trial import evaluate

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


def test_a_row_does_not_know_its_own_answer() -> None:
    log = made_log(learners=3)
    last = log.answers[-1]
    other = (*log.answers[:-1], Answer(last.learner, last.item, 1 - last.right, last.time))
    assert Stream(SKILLS).rows(log.answers)[-1] == Stream(SKILLS).rows(other)[-1]


def test_contributions_sum_to_the_logit() -> None:
    log = made_log()
    rows = np.array(Stream(SKILLS).rows(log.answers), dtype=float)
    assert rows.shape[1] == len(FEATURES)
    card = fit(rows, np.array([a.right for a in log.answers], dtype=float))
    total = card.contributions(rows).sum(axis=1) + card.base
    assert np.abs(total - card.logits(rows)).max() < 1e-9


def test_a_trial_finds_who_is_able_and_never_punishes_a_right_answer() -> None:
    found = evaluate(made_log(), lambda _: None)
    assert found["auc"] > 0.7
    assert found["drops_after_right"] == 0
    assert found["logit_error"] < 1e-9
