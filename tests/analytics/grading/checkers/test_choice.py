import pytest

from analytics.content import MultipleChoiceItem, Option
from analytics.grading.checkers import check

CHOICE = MultipleChoiceItem(
    id="c",
    skills={"s": 1},
    prompt="?",
    options=(Option(id="a", text="Ice"), Option(id="b", text="Steam")),
    correct="b",
)


@pytest.mark.parametrize(
    ("said", "score"),
    [("b", 1.0), ("Steam", 1.0), (" steam ", 1.0), ("a", 0.0), ("z", 0.0), ("", 0.0)],
)
def test_a_choice_is_right_by_id_or_text(said: str, score: float) -> None:
    assert check(CHOICE, said).score == score


def test_a_wrong_choice_is_not_told_the_right_one() -> None:
    assert check(CHOICE, "a").missing == ()
