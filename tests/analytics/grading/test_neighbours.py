"""A teacher's own marks move scores where that helps, and only there."""

import random

import numpy as np

from analytics.grading.neighbours import FEWEST_MARKS, Marked, Tuning, moved, tune

IDEAS = {
    1.0: "the particles {a} gain energy {b} and move {c} apart",
    0.5: "it {a} gets warm {b} so it {c} grows",
    0.0: "the sun {a} pulls {b} on the {c} metal",
}
SAID = "really then always just quickly surely often mostly again indeed"
FILLERS = SAID.split()


def made(count: int, seed: int, bias: float = 0.35) -> list[Marked]:
    """Return answers with their right marks, and a model that is off by a habit."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        score = chance.choice(list(IDEAS))
        text = IDEAS[score].format(**{k: chance.choice(FILLERS) for k in "abc"})
        model = min(max(abs(score - bias) + chance.uniform(-0.1, 0.1), 0), 1)
        found.append(Marked(text, score, model))
    return found


def error(scores: list[float], gold: list[Marked]) -> float:
    return float(np.mean([abs(s - g.score) for s, g in zip(scores, gold, strict=True)]))


def test_marks_bring_the_scores_of_other_answers_nearer_to_the_teachers() -> None:
    marks, others = made(15, seed=1), made(200, seed=2)
    tuning = tune(marks)
    assert tuning is not None
    assert tuning.error_after < tuning.error_before
    found = moved([o.text for o in others], [o.model for o in others], marks, tuning)
    before = error([o.model or 0 for o in others], others)
    after = error(
        [m.score if m else o.model or 0 for m, o in zip(found, others, strict=True)], others
    )
    assert after < before / 2


def test_nothing_is_moved_where_the_model_agrees_with_the_teacher() -> None:
    agreed = [Marked(m.text, m.score, m.score) for m in made(15, seed=1)]
    assert tune(agreed) is None


def test_marks_without_a_pattern_move_nothing() -> None:
    chance = random.Random(5)
    noise = [Marked(f"word{n} thing{n} other{n}", chance.random(), 0.5) for n in range(12)]
    assert tune(noise) is None


def test_too_few_marks_move_nothing() -> None:
    assert tune(made(FEWEST_MARKS - 1, seed=1)) is None


def test_a_moved_score_says_how_many_marks_moved_it() -> None:
    marks = [Marked("it boils", 1.0, 0.2), Marked("it boils!", 1.0, 0.2), Marked("ice", 0.0, 0.0)]
    [near, far] = moved(["It boils", "stones"], [0.2, 0.4], marks, Tuning(1.0, 0.5, 0.5, 0.1, 3))
    assert near is not None
    assert near.neighbours == 2
    assert near.score > 0.6
    assert far is None


def test_an_answer_that_no_model_judged_gets_its_neighbours_marks() -> None:
    marks = [Marked("it boils", 0.75, None)]
    [one] = moved(["it boils"], [None], marks, Tuning(1.0, 0.5, 0.5, 0.1, 4))
    assert one is not None
    assert one.score == 0.75
