from __future__ import annotations

from collections import defaultdict
from statistics import mean

import pytest
from pydantic import ValidationError

from analytics.grading.dataset import Example, topic_of
from analytics.grading.overlap import lexical_features
from analytics.grading.practice_set.reading import Question, practice, questions
from analytics.grading.probe_set.questions import read_questions

ALIKE = 0.4
"""Dice of character trigrams, of question and answer, from which two may ask the same."""


@pytest.fixture(scope="module")
def answers() -> list[Example]:
    return practice()


def test_every_question_is_asked_once_and_answered_in_all_four_ways(
    answers: list[Example],
) -> None:
    asked = [question.question for _, question in questions()]
    assert len(asked) == len(set(asked)) >= 600
    labels: defaultdict[str, set[tuple[int, ...]]] = defaultdict(set)
    for answer in answers:
        labels[answer.group].add(answer.gold)
    assert set(map(frozenset, labels.values())) == {frozenset({(0,), (1,), (2,), (1, 3, 4)})}


def test_a_topic_holds_several_questions_and_is_named_with_its_field(
    answers: list[Example],
) -> None:
    groups = {answer.group: topic_of(answer) for answer in answers}
    assert all(group.startswith(f"{topic}/") for group, topic in groups.items())
    assert len(groups) / len(set(groups.values())) > 5


def test_what_probes_the_grader_is_not_practised(answers: list[Example]) -> None:
    practised = {f"{asked} {known[0]}" for asked, known, _ in (one.item for one in answers)}
    for probe in read_questions("en"):
        text = f"{probe.question} {probe.references[0]}"
        nearest = max(practised, key=lambda other: _alike(text, other))
        assert _alike(text, nearest) < ALIKE, (text, nearest)


def test_length_alone_does_not_tell_right_from_contradictory(answers: list[Example]) -> None:
    lengths: defaultdict[int, list[int]] = defaultdict(list)
    for answer in answers:
        lengths[answer.verdict].append(len(answer.item[2].split()))
    assert 0.75 < mean(lengths[0]) / mean(lengths[1]) < 1.33


def test_a_label_that_is_no_label_is_named() -> None:
    with pytest.raises(ValidationError, match="mostly"):
        Question.model_validate(
            {"topic": "t", "question": "q", "references": ["r"], "answers": [["mostly", "a"]]}
        )


def _alike(one: str, other: str) -> float:
    return lexical_features(("", (one,), other))[5]
