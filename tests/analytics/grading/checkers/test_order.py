"""Parts put into order earn by their pairs, and all marks by the exact order alone."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from analytics.content import OrderingItem, Part
from analytics.content.ordering import part_ids, shuffled
from analytics.grading.checkers import check


def ordering(*ids: str, item_id: str = "x") -> OrderingItem:
    facts = {"id": item_id, "skills": {"s": 1.0}, "prompt": "In which order?"}
    return OrderingItem(**facts, parts=tuple(Part(id=one, text=one.upper()) for one in ids))


@pytest.mark.parametrize(
    ("answer", "score", "label"),
    [
        ("a b c d e", 1.0, "correct"),
        ("b a c d e", 0.8, "partial"),
        ("b c d e a", 0.2, "partial"),
        ("c b a e d", 0.2, "partial"),
        ("e a b c d", 0.2, "partial"),
        ("c e a d b", 0.0, "contradictory"),
        ("e d c b a", 0.0, "contradictory"),
        ("a b c d", 0.0, "irrelevant"),
        ("a a b c d", 0.0, "irrelevant"),
        (" ", 0.0, "non_domain"),
    ],
)
def test_an_order_scores_by_its_pairs(answer: str, score: float, label: str) -> None:
    found = check(ordering(*"abcde"), answer)
    assert (found.score, found.label) == (pytest.approx(score), label)


@given(given=st.permutations("abcd"))
def test_only_the_exact_order_gets_all_marks(given: list[str]) -> None:
    score = check(ordering(*"abcd"), " ".join(given)).score
    assert 0 <= score <= 1
    assert (score == 1) == (given == list("abcd"))


def test_guessing_earns_little() -> None:
    item = ordering(*"abcde")
    scores = [check(item, " ".join(one)).score for one in itertools.permutations("abcde")]
    assert sum(scores) / len(scores) < 0.2


def test_what_is_told_of_a_wrong_order_does_not_name_a_part_or_a_pair() -> None:
    item = ordering(*"abcd")
    assert [note.code for note in check(item, "d c b a").notes] == ["order_wrong"]
    [note] = check(item, "b a c d").notes
    assert (note.code, note.facts) == ("order_pairs", {"right": 5, "count": 6})


@given(count=st.integers(2, 10), seed=st.text(max_size=5))
def test_the_first_order_is_never_right_and_the_same_for_the_same_learner(
    count: int, seed: str
) -> None:
    item = ordering(*"abcdefghij"[:count])
    begun = shuffled(item, seed)
    assert begun != item.parts
    assert set(begun) == set(item.parts)
    assert shuffled(item, seed) == begun


def test_learners_find_different_orders() -> None:
    item = ordering(*"abcdef")
    assert len({shuffled(item, str(n)) for n in range(20)}) > 10


def test_ids_of_parts_tell_nothing_of_their_order() -> None:
    texts = [f"step {n}" for n in range(10)]
    mixed = random.Random(1).sample(texts, len(texts))
    ids = dict(zip(mixed, part_ids(mixed), strict=True))
    assert part_ids(texts) == [ids[text] for text in texts]
    assert sorted(ids.values()) != [ids[text] for text in texts]
    assert not {*part_ids(texts, list(ids.values()))} & {*ids.values()}


@pytest.mark.parametrize("ids", [("a",), ("a", "a"), tuple("abcdefghijk")])
def test_parts_are_two_to_ten_and_differ(ids: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        ordering(*ids)


def test_two_parts_of_the_same_words_are_refused() -> None:
    facts = {"id": "x", "skills": {"s": 1.0}, "prompt": "?"}
    parts = (Part(id="a", text="Melt it"), Part(id="b", text="melt  it"))
    with pytest.raises(ValidationError):
        OrderingItem(**facts, parts=parts)
