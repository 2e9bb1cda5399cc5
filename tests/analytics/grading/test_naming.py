"""Questions that ask for a name or a term are judged by whether it is there."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.marks import weighed
from analytics.grading.naming import WEIGHTS, Signs, asks_for_name, signs_of
from analytics.grading.served import SERVED_SOURCES

CAPITAL = "What is the capital of France?"
GAS = "Which gas do plants take in?"


@pytest.mark.parametrize(
    ("question", "references"),
    [
        (CAPITAL, ["Paris"]),
        (CAPITAL, ["The capital of France is Paris.", "It is Paris."]),
        ("Who painted it?", ["Vincent Willem Gogh"]),
        (GAS, ["Plants take in carbon dioxide."]),
        ("What keyword defines a function?", ["def"]),
        ("True or false: the Sun is a star.", ["True"]),
        ("Is a whale a fish?", ["No."]),
    ],
)
def test_a_question_for_a_name_is_known_as_one(question: str, references: list[str]) -> None:
    assert asks_for_name(question, references)


@pytest.mark.parametrize(
    ("question", "references"),
    [
        ("Why is it warm?", ["Sunlight."]),
        ("What happens to ice in the sun?", ["It melts."]),
        (CAPITAL, ["Paris", "It is the big old town on the Seine."]),
        (CAPITAL, ["The capital of France."]),
        ("What should she add?", ["She should include a separate shelter for each lizard."]),
    ],
)
def test_a_question_for_more_is_none(question: str, references: list[str]) -> None:
    assert not asks_for_name(question, references)


@pytest.mark.parametrize(
    ("answer", "signs"),
    [
        ("carbon dioxide", Signs(none=False, all=True, more=False)),
        ("They take in carbon dioxide.", Signs(none=False, all=True, more=False)),
        ("carbon", Signs(none=False, all=False, more=False, headless=True)),
        ("dioxide", Signs(none=False, all=False, more=False)),
        ("carbon monoxide", Signs(none=False, all=False, more=True, headless=True)),
        ("carbon dioxide and oxygen", Signs(none=False, all=False, more=True)),
        ("oxygen", Signs(none=True, all=False, more=False)),
        ("not carbon dioxide", Signs(none=True, all=False, more=False)),
        ("Which gas do plants take in", Signs(none=True, all=False, more=False)),
        ("", Signs(none=True, all=False, more=False)),
    ],
)
def test_an_answer_has_all_some_or_none_of_the_name(answer: str, signs: Signs) -> None:
    assert signs_of(GAS, ["Plants take in carbon dioxide."], answer) == signs


@pytest.mark.parametrize(
    ("reference", "answer", "none"),
    [
        ("Northern", "the north", False),
        ("Gravity", "the gravitational force", False),
        ("Proton", "protein", True),
        ("Paris", "parish", True),
    ],
)
def test_a_word_of_the_same_origin_is_the_name(reference: str, answer: str, *, none: bool) -> None:
    assert signs_of("Which is it?", [reference], answer).none is none


@pytest.mark.parametrize(
    ("question", "reference", "right", "wrong"),
    [
        ("True or false: the Sun is a star.", "True", "it is true", "false"),
        ("Which is it, A, B or C?", "B", "b", "C"),
        ("Is it exothermic or endothermic?", "Exothermic", "exothermic", "endothermic"),
        ("Is a whale a fish?", "No", "no, it is not", "Yes it is"),
        ("Does ice float?", "Yes", "Yes!", "not at all"),
    ],
)
def test_what_the_question_offers_is_a_name_if_it_stands_alone(
    question: str, reference: str, right: str, wrong: str
) -> None:
    assert signs_of(question, [reference], right) == Signs(none=False, all=True, more=False)
    assert signs_of(question, [reference], wrong) == Signs(none=True, all=False, more=False)
    assert not signs_of(question, [reference], question).all


def test_who_says_neither_yes_nor_no_is_left_to_the_network() -> None:
    assert signs_of("Is it a fish?", ["No"], "a mammal") == Signs(none=False, all=False, more=True)


def test_one_reference_is_enough() -> None:
    assert signs_of(CAPITAL, ["Lutetia", "Paris"], "Paris").all


@given(
    st.lists(st.floats(0.001, 1.0), min_size=5, max_size=5),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_probabilities_stay_such_and_the_rest_is_shared_as_before(
    weights: list[float],
    none: bool,  # noqa: FBT001
    all_of_it: bool,  # noqa: FBT001
    more: bool,  # noqa: FBT001
) -> None:
    before = [weight / sum(weights) for weight in weights]
    after = weighed(before, Signs(none, all_of_it, more), WEIGHTS)
    assert sum(after) == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for share in after)
    rest = (1.0 - after[0]) / (1.0 - before[0])
    assert after[1:] == pytest.approx([share * rest for share in before[1:]])


def test_a_sure_network_breaks_nothing() -> None:
    signs = Signs(none=True, all=False, more=False)
    assert sum(weighed((1.0, 0.0, 0.0, 0.0, 0.0), signs, WEIGHTS)) <= 1.0


def test_the_set_has_each_question_once_with_right_and_wrong_answers() -> None:
    text = (files("analytics.grading") / "naming_set.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert len({row["question"] for row in rows}) == len(rows) == 60
    for row in rows:
        assert not set(row["right"]) & set(row["wrong"])
        assert len(row["right"]) == 3
        assert len(row["wrong"]) >= 3


def test_it_is_served() -> None:
    assert "naming.py" in SERVED_SOURCES
