"""Grade: an answer in, its first grade or the word that a teacher must."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from analytics.events import AnswerGraded, AnswerHeld, AnswerSubmitted, AnyEvent
from analytics.grading.errors import GraderUnavailable
from analytics.grading.judging import Judging, Question
from analytics.grading.ports import Grader
from analytics.grading.release import ReleaseTable
from stream_processors.errors import PermanentError, TransientError
from stream_processors.steps.children import fields_from


@dataclass(frozen=True, slots=True)
class Grade:
    """Scores each submitted answer; one that the model is not sure of waits.

    Attributes:
        table: how sure the model must be for what a teacher was promised.
        table_of: the same for a version of it, where there are several.
    """

    grader: Grader
    clock: Callable[[], datetime]
    table: ReleaseTable = field(default_factory=ReleaseTable)
    table_of: Callable[[str], ReleaseTable] | None = None

    async def __call__(self, event: AnyEvent) -> Sequence[AnyEvent]:
        """Return the one event that says how the answer scored, or that it waits.

        Raises:
            PermanentError: the event is no submitted answer.
            TransientError: the grader is down.
        """
        if not isinstance(event, AnswerSubmitted):
            raise PermanentError(f"no answer to grade: {event.kind}")
        question = Question(event.item, event.language, event.strictness)
        try:
            judging = Judging(self.grader, self.table, self.table_of)
            said = await judging(question, event.answer, str(event.event_id))
        except GraderUnavailable as error:
            raise TransientError(str(error)) from error
        if said.held is not None or said.facts is None:
            reason = said.held or "refused"
            fields = fields_from(event, AnswerHeld, self.clock())
            return [AnswerHeld(**fields, reason=reason, tentative=said.facts)]
        return [AnswerGraded(**fields_from(event, AnswerGraded, self.clock()), grade=said.facts)]
