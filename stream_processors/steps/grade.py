"""Grade: an answer in, its first grade or the word that a teacher must."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from analytics.content import MultipleChoiceItem, NumericItem, ShortAnswerItem
from analytics.events import AnswerGraded, AnswerHeld, AnswerSubmitted, AnyEvent, GradeFacts
from analytics.grading.checkers import check
from analytics.grading.errors import (
    AnswerTooLong,
    GraderUnavailable,
    InvalidRequest,
    PermanentGradingError,
    UnsupportedLanguage,
)
from analytics.grading.ports import Grader
from analytics.grading.types import GradingRequest
from stream_processors.errors import PermanentError, TransientError
from stream_processors.steps.children import fields_from

_HELD: Mapping[
    type[PermanentGradingError], Literal["language_unsupported", "too_long", "refused"]
] = {
    UnsupportedLanguage: "language_unsupported",
    AnswerTooLong: "too_long",
    InvalidRequest: "refused",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """Scores each submitted answer."""

    grader: Grader
    clock: Callable[[], datetime]

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the one event that says how the answer scored, or that it waits.

        Raises:
            PermanentError: the event is no submitted answer.
            TransientError: the grader is down.
        """
        if not isinstance(event, AnswerSubmitted):
            raise PermanentError(f"no answer to grade: {event.kind}")
        if not isinstance(event.item, ShortAnswerItem):
            return [self._graded(event, _checked(event.item, event.answer))]
        try:
            return [self._graded(event, await self._judge(event.item, event))]
        except PermanentGradingError as error:
            return [self._held(event, error)]
        except GraderUnavailable as error:
            raise TransientError(str(error)) from error

    async def _judge(self, item: ShortAnswerItem, event: AnswerSubmitted) -> GradeFacts:
        request = GradingRequest(
            question=item.prompt,
            references=item.references,
            answer=event.answer,
            language=event.language,
        )
        [grade] = await self.grader.grade([request])
        return GradeFacts(
            score=grade.score,
            label=grade.label,
            confidence=grade.confidence,
            method="model",
            grader=grade.model,
            covered=grade.covered,
            missing=grade.missing,
            grade_version=1,
        )

    def _graded(self, event: AnswerSubmitted, facts: GradeFacts) -> AnswerGraded:
        return AnswerGraded(**fields_from(event, AnswerGraded, self.clock()), grade=facts)

    def _held(self, event: AnswerSubmitted, error: PermanentGradingError) -> AnswerHeld:
        reason = _HELD.get(type(error), "refused")
        return AnswerHeld(**fields_from(event, AnswerHeld, self.clock()), reason=reason)


def _checked(item: NumericItem | MultipleChoiceItem, answer: str) -> GradeFacts:
    result = check(item, answer)
    return GradeFacts(
        score=result.score,
        label=result.label,
        method="checker",
        grader=result.checker,
        covered=result.covered,
        missing=result.missing,
        grade_version=1,
    )
