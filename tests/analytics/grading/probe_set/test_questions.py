"""The committed probe questions can be read, and a bad line is named."""

import re

import pytest

from analytics.grading.probe_set.questions import (
    LANGUAGES,
    BadProbe,
    Language,
    parse_questions,
    read_questions,
)

HAN = re.compile(r"[\u4e00-\u9fff]")
SUBJECTS = {"science", "history", "maths", "language", "programming"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_questions_of_every_subject(language: Language) -> None:
    questions = read_questions(language)
    assert len(questions) >= 25
    assert {question.subject for question in questions} == SUBJECTS


def test_the_languages_ask_the_same_questions() -> None:
    english, chinese = ([one.id for one in read_questions(language)] for language in LANGUAGES)
    assert english == chinese


def test_every_chinese_text_is_in_chinese_characters_and_no_english_one_is() -> None:
    for language in LANGUAGES:
        for question in read_questions(language):
            given = question.model_dump(exclude={"id", "subject"})
            texts = [*given.pop("references"), *given.values()]
            assert all(bool(HAN.search(text)) == (language == "zh") for text in texts), question.id


def test_a_misspelt_answer_differs_from_the_clean_one() -> None:
    for language in LANGUAGES:
        assert all(one.misspelt != one.paraphrase for one in read_questions(language))


def test_the_bad_line_is_named() -> None:
    good = read_questions("en")[0].model_dump_json()
    with pytest.raises(BadProbe, match="mine, line 2"):
        parse_questions(f"{good}\n{{}}\n", "mine")
    with pytest.raises(BadProbe, match="mine, line 2: id 'evaporation' is there already"):
        parse_questions(f"{good}\n{good}\n", "mine")
