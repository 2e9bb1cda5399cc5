"""What may be wrong with a teacher's draft, each named at its field."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analytics.content.pictures import PictureFault
from lti_tool.errors import Refused

ProblemCode = (
    PictureFault
    | Literal[
        "prompt_missing",
        "too_long",
        "skill_missing",
        "skill_twice",
        "skill_weight",
        "skill_weights_sum",
        "number_missing",
        "number_unclear",
        "number_unreadable",
        "number_range",
        "figures_conflict",
        "formula_unreadable",
        "formula_form",
        "reference_missing",
        "reference_lacks_term",
        "lines_too_many",
        "criterion_name",
        "criterion_points",
        "criterion_phrases",
        "term_missing",
        "term_twice",
        "option_too_few",
        "option_twice",
        "option_right",
        "part_too_few",
        "part_too_many",
        "part_twice",
        "gaps_missing",
        "gaps_marked",
        "gap_answer",
        "gap_choice",
        "gap_number",
        "pictures_full_here",
        "item_invalid",
    ]
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a draft.

    Attributes:
        field: the id of the form field at fault.
        facts: what the sentence is filled with.
    """

    field: str
    code: ProblemCode
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


class DraftRefused(Refused):
    """A draft that is no question yet; every problem is named at its field."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Name what is wrong."""
        super().__init__("draft_has_problems", problems[0].field, count=len(problems))
        self.problems = problems


@dataclass(slots=True)
class Faults:
    """What was found wrong so far."""

    problems: list[Problem] = dataclasses.field(default_factory=list)

    def wrong(self, at: str, code: ProblemCode, **facts: object) -> None:
        """Name a problem at a field."""
        self.problems.append(Problem(at, code, facts))

    def text(self, at: str, typed: str, most: int) -> str:
        """Return a text without the space around it; too long a one is named."""
        said = typed.strip()
        if len(said) > most:
            self.wrong(at, "too_long", length=len(said), most=most)
        return said

    def number(self, at: str, typed: str, low: float, high: float) -> float:
        """Return a number between two bounds, `low` where it is none and named."""
        try:
            value = float(typed.strip().rstrip("%").replace(",", "."))
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            self.wrong(at, "number_range", low=low, high=high)
            return low
        return value

    def refuse(self) -> None:
        """Stop at what was found.

        Raises:
            DraftRefused: something was.
        """
        if self.problems:
            raise DraftRefused(tuple(self.problems))
