"""A list is the same in any order, and one that lacks something is partly right."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.lists import Listed, judged, listed, parts

STATES = "Name the three states of matter."
MATTER = ["solid, liquid and gas"]


@pytest.mark.parametrize(
    "answer",
    [
        "gas, solid, liquid",
        "solid liquid gas",
        "They are solids, liquids and gases.",
        "- gas\n- liquid\n- solid",
        "the states are: gas; liquid; solid",
    ],
)
def test_order_and_form_do_not_matter(answer: str) -> None:
    found = listed(STATES, MATTER, answer)
    assert found is not None
    assert found.is_whole
    assert found.reference == MATTER[0]


@pytest.mark.parametrize(
    ("answer", "there", "others"),
    [("solid and liquid", 2, 0), ("gas", 1, 0), ("solid, liquid and plasma", 2, 1)],
)
def test_what_is_lacking_and_what_is_added_is_counted(answer: str, there: int, others: int) -> None:
    assert listed(STATES, MATTER, answer) == Listed(MATTER[0], there, 3, others)


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("Name two planets.", "Mercury, Venus, Earth and Mars", "Mars and Venus"),
        ("Give an example of a metal.", "iron, copper, zinc", "zinc"),
        ("What do plants need?", "Plants need light, water and air.", "water, air and light"),
        ("What are the kinds of rock?", "igneous and basic", "basic rock, igneous rock"),
    ],
)
def test_as_many_as_are_asked_for_are_enough(question: str, reference: str, answer: str) -> None:
    found = listed(question, [reference], answer)
    assert found is not None
    assert found.is_whole


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        (STATES, MATTER[0], "ice, water, steam"),
        (STATES, MATTER[0], "not solid"),
        (STATES, MATTER[0], "solid and liquid and not gas"),
        ("List the planets in order.", "Mercury, Venus", "Venus, Mercury"),
        ("What happens?", "It boils and turns into steam.", "it boils"),
        ("How?", "The water was evaporated, leaving the salt.", "evaporate"),
        ("Do they grow?", "Yes, plants grow.", "yes"),
        ("Why?", "Heat.", "heat"),
    ],
)
def test_nothing_is_said_of_what_is_no_list(question: str, reference: str, answer: str) -> None:
    assert listed(question, [reference], answer) is None


def test_of_several_lists_that_counts_of_which_most_is_there() -> None:
    found = listed(STATES, ["red, green and blue", *MATTER], "liquid and gas")
    assert found == Listed(MATTER[0], 2, 3, 0)


@pytest.mark.parametrize("answer", ["gas", "solid, liquid and plasma"])
def test_a_list_that_lacks_something_is_partly_right(answer: str) -> None:
    found = listed(STATES, MATTER, answer)
    assert found is not None
    after = judged((0.9, 0.02, 0.02, 0.03, 0.03), found)
    assert sum(after) == pytest.approx(1.0)
    assert max(after) == after[1]


def test_a_whole_list_is_right_whatever_the_network_says() -> None:
    found = Listed(MATTER[0], 3, 3, 0)
    assert judged((0.3, 0.1, 0.2, 0.2, 0.2), found)[0] > 0.9


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_it(question: str, text: str) -> None:
    parts(question, text)
    found = listed(question, [text], text)
    assert found is None or not found.lacks


def test_the_set_has_each_question_once_with_answers_of_each_kind() -> None:
    text = (files("analytics.grading") / "list_set.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert len({row["question"] for row in rows}) == len(rows) == 28
    for row in rows:
        answers = [answer for kind in ("right", "lacking", "other") for answer in row[kind]]
        assert len(set(answers)) == len(answers)
        assert all(len(row[kind]) >= 2 for kind in ("right", "lacking", "other"))
