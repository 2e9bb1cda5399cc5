import random

from analytics.grading.chinese.dataset import Scored, folds_of, made, negated, shuffled

ITEM = ("栈有什么特点？", ("栈是先进后出的线性表，只能在一端操作。",), "先进后出")
ANSWERS = [
    Scored(str(n), f"q{n % 3}", (ITEM[0], ITEM[1], f"答{n % 6}"), (12,), 10) for n in range(24)
]


def test_a_question_stays_in_one_fold():
    pairs = set(zip([a.group for a in ANSWERS], folds_of(ANSWERS, "questions", 3), strict=True))
    assert len(pairs) == 3
    assert {fold for _, fold in pairs} == {0, 1, 2}


def test_equal_answers_stay_in_one_fold():
    keys = [(a.group, a.item[2]) for a in ANSWERS]
    pairs = set(zip(keys, folds_of(ANSWERS, "answers", 3), strict=True))
    assert len(pairs) == len(set(keys))


def test_a_negation_turns_both_ways():
    assert negated("不需要移动元素") == "需要移动元素"
    assert negated("需要移动元素") == "不需要移动元素"
    assert negated("链表") is None


def test_shuffling_keeps_every_character():
    text = ITEM[1][0]
    mixed = shuffled(text, random.Random(1))
    assert mixed != text
    assert sorted(mixed) == sorted(text)


def test_made_answers_are_the_same_for_a_seed_and_never_real():
    assert made(ANSWERS, 1) == made(ANSWERS, 1)
    assert all(extra.id == "" for extra in made(ANSWERS, 1))
