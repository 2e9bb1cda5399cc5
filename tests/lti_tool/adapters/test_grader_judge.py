"""The desk's judge grades as the streams do."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from analytics.grading.errors import GraderUnavailable, UnsupportedLanguage
from analytics.grading.ports import Grader
from lti_tool.adapters.grader_judge import GraderJudge
from tests.fakes.streams import NUMBER, SHORT, FakeGrader


def judge(grader: FakeGrader) -> GraderJudge:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Grader]:
        yield grader

    return GraderJudge(opened)


def test_words_go_to_the_grader_and_numbers_to_the_checker() -> None:
    grader = FakeGrader(score=0.7)
    [words] = judge(grader).judge(SHORT, ["the sun"], "en")
    assert words is not None
    assert (words.score, words.method, words.grader) == (0.7, "model", "grader:7")
    right, wrong = judge(grader).judge(NUMBER, ["24", "7"], "en")
    assert right is not None
    assert wrong is not None
    assert (right.score, wrong.score, right.method) == (1.0, 0.0, "checker")
    assert len(grader.asked) == 1


def test_what_the_grader_must_not_judge_is_left_to_the_teacher() -> None:
    grader = FakeGrader(troubles=[UnsupportedLanguage("no model")])
    first, second = judge(grader).judge(SHORT, ["el sol", "the sun"], "en")
    assert first is None
    assert second is not None


def test_a_grader_that_is_away_is_asked_again_later() -> None:
    with pytest.raises(GraderUnavailable):
        judge(FakeGrader(troubles=[GraderUnavailable("away")])).judge(SHORT, ["the sun"], "en")
