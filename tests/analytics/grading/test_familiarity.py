"""How much of a question's vocabulary was met in training."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.grading.familiarity import Familiarity
from analytics.grading.overlap import Item

texts = st.text(alphabet="abcde ", max_size=30)
items = st.tuples(texts, st.tuples(texts), texts)

SPOON: Item = ("Why does the spoon feel hot?", ("Metal conducts heat.",), "it is metal")
ICE: Item = ("Why does ice float?", ("Ice is lighter than water.",), "it is light")


def test_a_question_of_the_training_is_known_wholly_and_a_strange_one_not_at_all() -> None:
    familiarity = Familiarity.of([SPOON, ICE])
    assert familiarity.share(SPOON) == 1.0
    assert familiarity.share(("Quid novi?", ("Nihil.",), "metal")) == 0.0


def test_the_answer_does_not_make_a_question_known() -> None:
    familiarity = Familiarity.of([SPOON])
    assert familiarity.share((ICE[0], ICE[1], "Metal conducts heat")) == familiarity.share(ICE)


def test_a_rare_word_counts_for_more_than_one_of_every_question() -> None:
    others: list[Item] = [(f"Why does {word}?", ("Heat.",), "") for word in ("rust", "melt")]
    familiarity = Familiarity.of([SPOON, *others])
    common = familiarity.share(("heat strangeword", (), ""))
    rare = familiarity.share(("rust strangeword", (), ""))
    assert 0.0 <= common < rare < 1.0


def test_a_question_counts_once_however_many_answered_it() -> None:
    assert Familiarity.of([SPOON] * 3 + [ICE]) == Familiarity.of([SPOON, ICE])


@given(st.lists(items, max_size=5), items)
def test_the_share_is_a_share_and_nothing_is_known_without_training(
    learnt: list[Item], item: Item
) -> None:
    assert 0.0 <= Familiarity.of(learnt).share(item) <= 1.0 + 1e-9
    assert Familiarity().share(item) == 0.0


def test_what_is_written_holds_no_word_and_is_read_again() -> None:
    written = json.dumps(Familiarity.of([SPOON, ICE]).to_plain())
    assert "metal" not in written
    assert Familiarity.read(json.loads(written)) == Familiarity.of([SPOON, ICE])


def test_a_text_without_words_is_not_familiar() -> None:
    assert Familiarity.of([SPOON]).share(("", ("",), "")) == pytest.approx(0.0)
