"""Judge one answer to an item: by rule, by the grader, or not without a teacher.

Learners' answers, a teacher's trials and grading anew all go this one way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.content.items import Item, ShortAnswerItem
from analytics.events import GradeFacts
from analytics.grading.errors import (
    AnswerTooLong,
    InvalidRequest,
    PermanentGradingError,
    UnsupportedLanguage,
)
from analytics.grading.facts import checked, not_known, ruled
from analytics.grading.languages import other_language
from analytics.grading.ports import Grader
from analytics.grading.release import ReleaseTable, Strictness, certainty_of, repeats_reference
from analytics.grading.rubric import Ruling, requests_of, rule

HeldReason = Literal[
    "language_unsupported", "wrong_language", "too_long", "refused", "unsure", "teacher_releases"
]

_HELD: Mapping[type[PermanentGradingError], HeldReason] = {
    UnsupportedLanguage: "language_unsupported",
    AnswerTooLong: "too_long",
    InvalidRequest: "refused",
}


@dataclass(frozen=True, slots=True)
class Question:
    """An item as it is asked.

    Attributes:
        language: BCP 47 tag of the item.
        strictness: how sure a model must be for its grade to go to a learner.
    """

    item: Item
    language: str
    strictness: Strictness


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of an answer: a grade that goes out, or one that waits.

    Attributes:
        facts: the grade; of an answer that waits its first reading, if there is one.
        held: why a teacher decides; None for a grade that goes out.
    """

    facts: GradeFacts | None
    held: HeldReason | None = None


@dataclass(frozen=True, slots=True)
class Judging:
    """Judges answers.

    Attributes:
        table: how sure the grader must be for what a teacher was promised.
        table_of: the same for the version that a grade names; `table` holds for all
            of them without it.
    """

    grader: Grader
    table: ReleaseTable
    table_of: Callable[[str], ReleaseTable] | None = None

    async def __call__(self, question: Question, answer: str, key: str = "") -> Judgement:
        """Return what becomes of an answer.

        Args:
            question: What was asked.
            answer: What was answered; empty for "I don't know".
            key: The answer's id: all criteria are judged by one version of the grader,
                and so is the same answer when it comes again.

        Raises:
            GraderUnavailable: ask again later.
        """
        item = question.item
        if not answer:
            return Judgement(not_known())
        try:
            if not isinstance(item, ShortAnswerItem):
                return Judgement(checked(item, answer))
            known = (item.prompt, *item.references)
            if other_language(answer, question.language, known) is not None:
                return Judgement(None, "wrong_language")
            requests = [
                request.model_copy(update={"key": key})
                for request in requests_of(item, answer, question.language)
            ]
            ruling = rule(item, answer, await self.grader.grade(requests))
        except PermanentGradingError as error:
            return Judgement(None, _HELD.get(type(error), "refused"))
        return Judgement(ruled(ruling), self._waits(question, item, answer, ruling))

    def _waits(
        self, question: Question, item: ShortAnswerItem, answer: str, ruling: Ruling
    ) -> HeldReason | None:
        if question.strictness == "none":
            return "teacher_releases"
        certainty = min(certainty_of(grade.probabilities) for grade in ruling.grades)
        table = self.table_of(ruling.model) if self.table_of else self.table
        certain = repeats_reference(item.references, answer) or table.releases(
            question.strictness, question.language, certainty
        )
        return None if certain else "unsure"
