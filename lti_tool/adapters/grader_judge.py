"""Grades answers anew by the same grader and checkers as the streams."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from analytics.content import Item, ShortAnswerItem
from analytics.events import GradeFacts
from analytics.grading.errors import PermanentGradingError
from analytics.grading.facts import checked, ruled
from analytics.grading.ports import Grader
from analytics.grading.rubric import requests_of, rule

OpenGrader = Callable[[], AbstractAsyncContextManager[Grader]]
"""Opens a grader for one event loop and closes it at the end."""


@dataclass(frozen=True, slots=True)
class GraderJudge:
    """Judges from a thread without an event loop of its own."""

    open_grader: OpenGrader

    def judge(
        self, item: Item, answers: Sequence[str], language: str
    ) -> Sequence[GradeFacts | None]:
        """Return a first grade for each answer; None for what a teacher must judge.

        Raises:
            GraderUnavailable: ask again later.
        """
        return asyncio.run(self._judge(item, answers, language))

    async def _judge(
        self, item: Item, answers: Sequence[str], language: str
    ) -> list[GradeFacts | None]:
        async with self.open_grader() as grader:
            asked = (_one(grader, item, answer, language) for answer in answers)
            return list(await asyncio.gather(*asked))


async def _one(grader: Grader, item: Item, answer: str, language: str) -> GradeFacts | None:
    try:
        if not isinstance(item, ShortAnswerItem):
            return checked(item, answer)
        grades = await grader.grade(requests_of(item, answer, language))
    except PermanentGradingError:
        return None
    return ruled(rule(item, answer, grades))
