"""Answers that say which way something goes are judged better with what is read of them."""

import pytest

from analytics.grading.change_set import LANGUAGES, judged


@pytest.mark.parametrize("language", LANGUAGES)
def test_more_right_and_fewer_wrong_answers_are_taken_as_right(language: str) -> None:
    found = judged(language)
    right = [one for one in found if one.right]
    wrong = [one for one in found if not one.right]
    served = sum(one.served for one in right) / len(right)
    assert served > max(0.8, sum(one.alone for one in right) / len(right))
    assert sum(one.served for one in wrong) / len(wrong) < 0.1
