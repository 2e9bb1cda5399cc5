"""Grade: an answer in, its first grade or the word that a teacher must."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from analytics.content import ShortAnswerItem
from analytics.events import AnswerGraded, AnswerHeld, AnswerSubmitted, AnyEvent, GradeFacts
from analytics.grading.errors import (
    AnswerTooLong,
    GraderUnavailable,
    InvalidRequest,
    PermanentGradingError,
    UnsupportedLanguage,
)
from analytics.grading.facts import checked, ruled
from analytics.grading.languages import other_language
from analytics.grading.ports import Grader
from analytics.grading.release import ReleaseTable, certainty_of, repeats_reference
from analytics.grading.rubric import Ruling, requests_of, rule
from stream_processors.errors import PermanentError, TransientError
from stream_processors.steps.children import fields_from

HeldReason = Literal[
    "language_unsupported", "wrong_language", "too_long", "refused", "unsure", "teacher_releases"
]

_HELD: Mapping[type[PermanentGradingError], HeldReason] = {
    UnsupportedLanguage: "language_unsupported",
    AnswerTooLong: "too_long",
    InvalidRequest: "refused",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """Scores each submitted answer; one that the model is not sure of waits.

    Attributes:
        table: how sure the model must be for what a teacher was promised.
    """

    grader: Grader
    clock: Callable[[], datetime]
    table: ReleaseTable = field(default_factory=ReleaseTable)

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the one event that says how the answer scored, or that it waits.

        Raises:
            PermanentError: the event is no submitted answer.
            TransientError: the grader is down.
        """
        if not isinstance(event, AnswerSubmitted):
            raise PermanentError(f"no answer to grade: {event.kind}")
        try:
            if not isinstance(event.item, ShortAnswerItem):
                return [self._graded(event, checked(event.item, event.answer))]
            if _is_foreign(event.item, event):
                return [self._held(event, "wrong_language")]
            ruling = await self._judge(event.item, event)
        except PermanentGradingError as error:
            return [self._held(event, _HELD.get(type(error), "refused"))]
        except GraderUnavailable as error:
            raise TransientError(str(error)) from error
        return [self._decided(event.item, event, ruling)]

    async def _judge(self, item: ShortAnswerItem, event: AnswerSubmitted) -> Ruling:
        requests = requests_of(item, event.answer, event.language)
        return rule(item, event.answer, await self.grader.grade(requests))

    def _decided(
        self, item: ShortAnswerItem, event: AnswerSubmitted, ruling: Ruling
    ) -> AnswerGraded | AnswerHeld:
        """Let the grade go, or keep it for the teacher as a first reading."""
        facts = ruled(ruling)
        if event.strictness == "none":
            return self._held(event, "teacher_releases", facts)
        certainty = min(certainty_of(grade.probabilities) for grade in ruling.grades)
        certain = repeats_reference(item.references, event.answer) or self.table.releases(
            event.strictness, event.language, certainty
        )
        return self._graded(event, facts) if certain else self._held(event, "unsure", facts)

    def _graded(self, event: AnswerSubmitted, facts: GradeFacts) -> AnswerGraded:
        return AnswerGraded(**fields_from(event, AnswerGraded, self.clock()), grade=facts)

    def _held(
        self, event: AnswerSubmitted, reason: HeldReason, tentative: GradeFacts | None = None
    ) -> AnswerHeld:
        return AnswerHeld(
            **fields_from(event, AnswerHeld, self.clock()), reason=reason, tentative=tentative
        )


def _is_foreign(item: ShortAnswerItem, event: AnswerSubmitted) -> bool:
    """Tell whether an answer is surely in another language than its question."""
    known = (item.prompt, *item.references)
    return other_language(event.answer, event.language, known) is not None
