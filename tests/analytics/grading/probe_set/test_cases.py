"""Every question gives every class of answer, once."""

from collections import Counter

import pytest

from analytics.grading.probe_set.cases import CLASSES, NAMES, cases, keywords
from analytics.grading.probe_set.questions import LANGUAGES, Language, read_questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_more_than_three_hundred_cases_and_all_of_each_class(language: Language) -> None:
    counts = Counter(case.kind for case in cases(language))
    questions = len(read_questions(language))
    assert counts.total() >= 300
    assert counts.pop("name") == questions * len(NAMES[language])
    assert counts == {kind: questions for kind in CLASSES if kind != "name"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_given_the_same_answer_twice(language: Language) -> None:
    counts = Counter((case.question, case.answer) for case in cases(language))
    assert max(counts.values()) == 1


def test_the_wrong_language_says_the_right_thing_in_the_other_one() -> None:
    case = next(c for c in cases("en") if c.kind == "wrong_language")
    assert case.answer == read_questions("zh")[0].references[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_very_long_answer_holds_the_right_one_and_more_than_triples_it(
    language: Language,
) -> None:
    for question, case in zip(
        read_questions(language),
        (c for c in cases(language) if c.kind == "very_long"),
        strict=True,
    ):
        assert case.answer.startswith(question.paraphrase)
        assert len(case.answer) > 3 * len(question.paraphrase)


def test_keywords_are_no_sentence() -> None:
    assert keywords("The water turns into vapour.", "en") == "into, turns, vapour, water"
    assert keywords("木头的密度比水小。", "zh") == "密度比水小、木头"
