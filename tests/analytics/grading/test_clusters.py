"""Answers that say the same are grouped, and others never."""

import random

import pytest

from analytics.grading.clusters import MOST, cluster
from analytics.grading.likeness import likeness

SAME = (
    "Heat makes the particles move faster and apart",
    "heat makes particles move faster and further apart",
    "The heat makes the particles move apart faster.",
)

WORDS = "heat water particle moves fast far air energy bulb cell light mass"


def groups(texts: list[str]) -> list[set[str]]:
    return [{texts[n] for n in one.members} for one in cluster(texts)]


def test_answers_that_say_the_same_are_one_group() -> None:
    texts = [*SAME, "Because it is hot", "It evaporates"]
    assert groups(texts)[0] == set(SAME)
    assert len(groups(texts)) == 3


def test_the_same_words_with_other_marks_and_capitals_are_one_group() -> None:
    [one] = cluster(["It is HOT!", "it is hot", "  It is  hot. "])
    assert one.members == (0, 1, 2)
    assert one.cohesion == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The particles move apart", "The particles do not move apart"),
        ("The particles move faster", "The particles move slower"),
        ("It boils at 100 degrees", "It boils at 10 degrees"),
        ("Bulb A is brighter than B", "Bulb B is brighter than A"),
        ("The metal feels colder than the wood", "The wood feels colder than the metal"),
        ("水会变成水蒸气", "水不会变成水蒸气"),
        ("体积变大", "体积变小"),
    ],
)
def test_a_negation_a_number_a_direction_or_an_exchange_parts_answers(one: str, other: str) -> None:
    assert len(cluster([one, other])) == 2
    assert likeness([one], [other])[0, 0] == 0


def test_chinese_answers_are_grouped() -> None:
    texts = ["水变成水蒸气", "水会变成水蒸气。", "因为太阳很热"]
    assert groups(texts)[0] == {"水变成水蒸气", "水会变成水蒸气。"}


def test_every_answer_is_in_exactly_one_group_and_every_two_of_it_are_alike() -> None:
    chance = random.Random(3)
    words = list(WORDS.split())
    made = {" ".join(chance.sample(words, k=chance.randint(2, 6))) for _ in range(150)}
    texts = sorted(made)
    found = cluster(texts, alike=0.5)
    assert sorted(n for one in found for n in one.members) == list(range(len(texts)))
    alike = likeness(texts)
    for one in found:
        for n in one.members:
            assert all(alike[n, m] >= 0.5 - 1e-5 for m in one.members if texts[m] != texts[n])


def test_the_largest_group_comes_first_and_a_repeat_is_the_same() -> None:
    texts = ["a b c", *["sun and wind"] * 3, *["ice and snow"] * 2]
    assert [len(one.members) for one in cluster(texts)] == [3, 2, 1]
    assert cluster(texts) == cluster(texts)


def test_more_answers_than_are_compared_are_still_all_there() -> None:
    texts = [f"word{n} thing{n}" for n in range(MOST + 5)]
    assert len(cluster([*texts, texts[-1]])) == MOST + 5


def test_no_answers_are_no_groups() -> None:
    assert cluster([]) == ()
