"""Judges answers for the web and the desk, by the same way as the streams."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import TimeoutError as Late
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from analytics.content import Item
from analytics.events import GradeFacts
from analytics.grading.errors import GraderUnavailable
from analytics.grading.judging import Judgement, Judging, Question
from analytics.grading.ports import Grader
from analytics.grading.release import ReleaseTable

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
        return asyncio.run(self._judge(Question(item, language, "all"), answers))

    async def _judge(self, question: Question, answers: Sequence[str]) -> list[GradeFacts | None]:
        async with self.open_grader() as grader:
            judging = Judging(grader, ReleaseTable())
            said = await asyncio.gather(*(judging(question, answer) for answer in answers))
        return [one.facts for one in said]


@dataclass(slots=True)
class GraderExaminer:
    """Judges single answers for the threads of a web process.

    The first call starts one thread with one event loop, whose connection all share.

    Attributes:
        open_grader: makes the grader, on that thread.
        patience_s: longest wait for a judgement.
    """

    open_grader: Callable[[], Grader]
    table: ReleaseTable
    patience_s: float = 15.0
    _starting: threading.Lock = field(default_factory=threading.Lock, init=False)
    _loop: asyncio.AbstractEventLoop | None = field(default=None, init=False)
    _grader: Grader | None = field(default=None, init=False)

    def examine(self, question: Question, answer: str) -> Judgement:
        """Return what becomes of an answer.

        Raises:
            GraderUnavailable: ask again later.
        """
        asked = asyncio.run_coroutine_threadsafe(self._examine(question, answer), self._running())
        try:
            return asked.result(self.patience_s)
        except Late as error:
            asked.cancel()
            raise GraderUnavailable("no judgement in time") from error

    async def _examine(self, question: Question, answer: str) -> Judgement:
        if self._grader is None:
            self._grader = self.open_grader()
        return await Judging(self._grader, self.table)(question, answer)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                run = self._loop.run_forever
                threading.Thread(target=run, name="examiner", daemon=True).start()
            return self._loop
