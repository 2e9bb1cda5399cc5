"""Two networks are compared question by question."""

from collections.abc import Sequence

import numpy as np
import pytest

from analytics.grading.calibration import Array, verdicts
from analytics.grading.comparing import compare, lines_of
from analytics.grading.dataset import Example
from analytics.grading.metrics import macro_f1, two_way
from analytics.grading.overlap import Item

RIGHT, CONTRADICTORY, WRONG = (0,), (2,), (1, 3, 4)
ROWS = {
    "right": (0.8, 0.05, 0.05, 0.05, 0.05),
    "contradictory": (0.1, 0.1, 0.6, 0.1, 0.1),
    "wrong": (0.1, 0.6, 0.1, 0.1, 0.1),
    "hesitant": (0.4, 0.3, 0.3, 0.0, 0.0),
}


class FakeNetwork:
    """Says of each answer what the answer says of itself, but for some of them."""

    def __init__(self, wrong_about: Sequence[str] = ()) -> None:
        self.wrong_about = wrong_about

    def probabilities(self, items: Sequence[Item]) -> Array:
        said = [
            "wrong" if question in self.wrong_about else answer for question, _, answer in items
        ]
        return np.array([ROWS[each] for each in said])


def _examples(split: str, questions: int) -> list[Example]:
    kinds = {"right": RIGHT, "contradictory": CONTRADICTORY, "hesitant": WRONG}
    return [
        Example(split, f"{split}/{number}", (str(number), ("!",), answer), gold)
        for number in range(questions)
        for answer, gold in kinds.items()
    ]


def test_the_figures_are_those_that_the_evaluation_prints() -> None:
    examples = _examples("s_train", 8)
    network = FakeNetwork(["1", "2"])
    given = verdicts(network.probabilities([one.item for one in examples]))
    gold = np.array([one.verdict for one in examples])
    found = compare(network, FakeNetwork(), examples)["s_train"]
    assert found["macro_f1_3way"].first == pytest.approx(macro_f1(gold, given.argmax(axis=1)))
    assert found["accuracy_2way"].first == pytest.approx(two_way(gold, given))


def test_a_network_is_no_better_than_itself() -> None:
    for one in compare(FakeNetwork(), FakeNetwork(), _examples("s_train", 5))["s_train"].values():
        assert (one.lead, one.low, one.high, one.better) == (0, 0, 0, 0)


def test_a_lead_on_every_question_holds_in_every_redraw() -> None:
    worst = FakeNetwork([str(number) for number in range(20)])
    one = compare(worst, FakeNetwork(), _examples("s_train", 20))["s_train"]["macro_f1_3way"]
    assert one.low > 0
    assert one.better == 1.0


def test_a_lead_that_rests_on_one_question_is_not_sure() -> None:
    found = compare(FakeNetwork(["3"]), FakeNetwork(), _examples("s_train", 20))
    one = found["s_train"]["accuracy_2way"]
    assert one.lead > 0
    assert one.low == 0.0
    assert 0.5 < one.better < 0.8


def test_each_split_has_lines_of_its_own() -> None:
    examples = [*_examples("a_train", 3), *_examples("b_train", 3)]
    lines = lines_of(compare(FakeNetwork(), FakeNetwork(), examples)).splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["a_train"] * 2 + ["b_train"] * 2
