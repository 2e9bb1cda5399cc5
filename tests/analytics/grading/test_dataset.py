from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from analytics.grading.augment import augmented, negated, shuffled, unasked
from analytics.grading.dataset import (
    DATA_VARIABLE,
    DataMissing,
    Example,
    data_folder,
    fold_of,
    load,
    of_split,
    topic_of,
)


def _row(question: str, split: str, **labels: str) -> str:
    row = {
        "question_id": question,
        "split": split,
        "question": f"What about {question}?",
        "references": ["it is made of many small warm parts"],
        "student_answer": "parts",
    }
    return json.dumps(row | labels)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "asag").mkdir()
    (tmp_path / "asag" / "semeval2013_scientsbank.jsonl").write_text(
        "\n".join(
            [
                _row("A", "train", label_3way="incorrect"),
                _row("A", "test_ua", label_3way="contradictory"),
            ]
        )
    )
    (tmp_path / "asag" / "semeval2013_beetle.jsonl").write_text(
        _row("B", "train", label_3way="incorrect", label_5way="irrelevant") + "\n"
    )
    return tmp_path


def test_absent_data_says_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    with pytest.raises(DataMissing, match=DATA_VARIABLE):
        data_folder()


def test_the_data_folder_is_taken_from_the_environment(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    assert data_folder() == folder


def test_a_three_way_label_stands_for_every_label_it_may_mean(folder: Path) -> None:
    by_split = {example.split: example for example in load(folder)}
    assert by_split["scientsbank_train"].gold == (1, 3, 4)
    assert by_split["scientsbank_ua"].gold == (2,)
    assert by_split["beetle_train"].gold == (3,)
    assert [by_split[s].verdict for s in sorted(by_split)] == [2, 2, 1]


def test_a_split_is_found_by_name_and_by_ending(folder: Path) -> None:
    examples = load(folder)
    assert len(of_split(examples, "train")) == 2
    assert len(of_split(examples, "scientsbank_ua")) == 1


def test_answers_to_one_question_fall_in_one_fold_and_a_salt_folds_anew() -> None:
    def folds(salt: str) -> list[int]:
        items = ("q", ("r",), "a")
        return [fold_of(Example("s", f"g{n}", items, (0,)), 3, salt) for n in range(60)]

    assert folds("") == folds("")
    assert set(folds("")) == {0, 1, 2}
    assert folds("") != folds("other")


def test_questions_of_one_topic_fall_in_one_fold() -> None:
    def example(group: str) -> Example:
        return Example("s", group, ("q", ("r",), "a"), (0,))

    one, two = example("scientsbank/EM_16b"), example("scientsbank/EM_21a")
    assert topic_of(one) == topic_of(two) == "scientsbank/EM"
    assert fold_of(one, 7) == fold_of(two, 7)
    assert topic_of(example("beetle/BULB_1")) != topic_of(example("beetle/BULB_2"))


def test_an_answer_may_be_shown_without_its_question(folder: Path) -> None:
    training = of_split(load(folder), "train")
    assert unasked(training, 0.0, seed=1) == training
    assert [e.item[0] for e in unasked(training, 1.0, seed=1)] == ["", ""]
    assert [e.item[1:] for e in unasked(training, 1.0, seed=1)] == [e.item[1:] for e in training]


def test_made_answers_keep_the_question_and_are_repeatable(folder: Path) -> None:
    training = of_split(load(folder), "train")
    extra = augmented(training, seed=3)
    assert extra == augmented(training, seed=3)
    assert {e.group for e in extra} == {e.group for e in training}
    assert {e.verdict for e in extra} == {0, 1, 2}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Ice is cold", "Ice is not cold"),
        ("Ice is not warm", "Ice is warm"),
        ("Water boils", None),
    ],
)
def test_a_sentence_is_negated_at_its_first_auxiliary(sentence: str, expected: str | None) -> None:
    assert negated(sentence) == expected


def _rng() -> random.Random:
    return random.Random(1)


def test_short_sentences_are_not_shuffled() -> None:
    assert shuffled("too few words", _rng()) is None
    words = "seven words are enough to be shuffled"
    assert sorted((shuffled(words, _rng()) or "").split()) == sorted(words.split())
