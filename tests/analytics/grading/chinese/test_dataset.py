"""Practice for the Chinese grader, and how answers are held out."""

import random

import pytest

from analytics.grading.chinese.dataset import (
    Scored,
    folds_of,
    lessons,
    listed,
    made,
    misheard,
    negated,
    practice,
    shuffled,
)
from analytics.grading.probe_set.questions import read_questions

ITEM = ("栈有什么特点？", ("栈是先进后出的线性表，只能在一端操作。",), "先进后出")
ANSWERS = [
    Scored("real", f"q{n % 3}", (f"{ITEM[0]}{n % 3}", ITEM[1], f"答{n % 6}"), 10) for n in range(24)
]


def test_a_question_stays_in_one_fold() -> None:
    pairs = set(zip([a.group for a in ANSWERS], folds_of(ANSWERS, "questions", 3), strict=True))
    assert len(pairs) == 3
    assert {fold for _, fold in pairs} == {0, 1, 2}


def test_equal_answers_stay_in_one_fold() -> None:
    keys = [(a.group, a.item[2]) for a in ANSWERS]
    pairs = set(zip(keys, folds_of(ANSWERS, "answers", 3), strict=True))
    assert len(pairs) == len(set(keys))


@pytest.mark.parametrize(("mark", "verdict"), [(10, 0), (9, 0), (8, 1), (1, 1), (0, 2)])
def test_nine_tenths_are_full_marks_and_nothing_is_none(mark: float, verdict: int) -> None:
    assert Scored("real", "q", ITEM, mark).verdict == verdict


def test_a_negation_turns_both_ways() -> None:
    assert negated("不需要移动元素") == "需要移动元素"
    assert negated("需要移动元素") == "不需要移动元素"
    assert negated("链表") is None


def test_shuffling_keeps_every_character() -> None:
    text = ITEM[1][0]
    mixed = shuffled(text, random.Random(1))
    assert mixed != text
    assert sorted(mixed) == sorted(text)


def test_a_list_has_the_pieces_of_a_sentence_and_no_sentence() -> None:
    assert listed("木头的密度比水小。") == "密度比水小、木头"


def test_what_is_misheard_keeps_its_length_and_what_is_not_chinese() -> None:
    text = "LIFO 栈先进后出，" * 9
    heard = misheard(text, random.Random(1))
    assert heard != text
    assert len(heard) == len(text)
    assert heard.count("LIFO") == 9


def test_made_answers_are_the_same_for_a_seed_and_stay_with_their_question() -> None:
    found = made(ANSWERS, 1)
    assert found == made(ANSWERS, 1)
    assert {one.kind for one in found} == {"made"}
    assert {one.group for one in found} == {"q0", "q1", "q2"}


def test_practice_has_right_and_wrong_answers_to_every_lesson() -> None:
    found = practice(1)
    for at, lesson in enumerate(lessons()):
        about = [one for one in found if one.group == f"practice/{at}"]
        assert {one.item[0] for one in about} == {lesson.question}
        assert {one.verdict for one in about} == {0, 1, 2}


def test_no_question_of_the_probe_set_is_practised() -> None:
    asked = {question.question for question in read_questions("zh")}
    known = {reference for question in read_questions("zh") for reference in question.references}
    for lesson in lessons():
        assert lesson.question not in asked
        assert known.isdisjoint({*lesson.references, *lesson.right, *lesson.wrong})
