"""Try an answer to a question, kept or not, as a learner's would be taken."""

from dataclasses import dataclass
from typing import Protocol, cast

from analytics.content import Item
from analytics.grading.judging import Judgement, Question
from analytics.grading.release import Strictness
from lti_tool.services.activities import Course
from lti_tool.services.answers import check_answer
from lti_tool.services.findings import Explanation, Graded, explain


class Examiner(Protocol):
    """Judges single answers as the streams do."""

    def examine(self, question: Question, answer: str) -> Judgement:
        """Return what becomes of an answer.

        Raises:
            GraderUnavailable: ask again later.
        """
        ...


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer that nobody keeps, and what a learner would get for it."""

    item: Item
    answer: str
    judgement: Judgement

    @property
    def first(self) -> Explanation | None:
        """Return what a learner reads before the last try; None where all are told."""
        facts = self.judgement.facts
        if facts is None or facts.label == "correct" or self.item.tries == 1:
            return None
        return explain(self.item, Graded.of_facts(self.answer, facts), told=False)

    @property
    def last(self) -> Explanation | None:
        """Return what a learner reads at the last try; None without a grade."""
        facts = self.judgement.facts
        if facts is None:
            return None
        return explain(self.item, Graded.of_facts(self.answer, facts), told=True)


def try_answer(examiner: Examiner, course: Course, item: Item, typed: str, *, most: int) -> Trial:
    """Return what a learner of an activity would get for an answer. Keeps nothing.

    Raises:
        Refused: a learner's answer would not be taken.
        GraderUnavailable: ask again later.
    """
    answer = check_answer(item, typed, most=most)
    strictness = cast(Strictness, course.activity.strictness)
    question = Question(item, course.bank.language, strictness)
    return Trial(item, answer, examiner.examine(question, answer))
