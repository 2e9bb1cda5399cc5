"""The desk's judge grades as the streams do."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import pytest

from analytics.grading.errors import GraderUnavailable, UnsupportedLanguage
from analytics.grading.judging import Question
from analytics.grading.ports import Grader
from analytics.grading.release import ReleaseTable
from lti_tool.adapters.grader_judge import GraderExaminer, GraderJudge
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


def test_threads_share_one_grader_and_are_told_what_would_wait() -> None:
    opened: list[FakeGrader] = []

    def grader() -> Grader:
        opened.append(FakeGrader(score=0.7))
        return opened[-1]

    examiner = GraderExaminer(grader, ReleaseTable())
    with ThreadPoolExecutor(4) as threads:
        asked = [
            threads.submit(examiner.examine, Question(SHORT, "en", strictness), "the sun")
            for strictness in ("all", "standard", "none", "all")
        ]
        said = [one.result() for one in asked]
    assert [one.held for one in said] == [None, "unsure", "teacher_releases", None]
    assert {one.facts.score for one in said if one.facts} == {0.7}
    assert len(opened) == 1


def test_an_examiner_whose_grader_is_away_says_so() -> None:
    away = FakeGrader(troubles=[GraderUnavailable("away")])
    examiner = GraderExaminer(lambda: away, ReleaseTable())
    with pytest.raises(GraderUnavailable):
        examiner.examine(Question(SHORT, "en", "all"), "the sun")
