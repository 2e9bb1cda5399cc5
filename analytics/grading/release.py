"""Says which grades may reach a learner before a teacher has looked. Pure.

A grade tells whether an answer earns the marks. The rule lets it go where a teacher is
expected to agree at least as often as was promised; `analytics.grading.release_fitting`
measures where that is, and the table travels with the weights it was measured on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from analytics.grading.types import Probability

Strictness = Literal["all", "lenient", "standard", "strict", "none"]
"""How much a teacher leaves to the model: everything, by a promise, or nothing."""

PROMISED: Mapping[Strictness, float] = {"lenient": 0.85, "standard": 0.90, "strict": 0.95}
"""Least share of released grades that a teacher is expected to agree with."""
DEFAULT: Strictness = "standard"
RELEASE_FILE = Path(__file__).with_name("release.json")

_WORD = re.compile(r"\w+")


class ReleaseRule(BaseModel):
    """From how certain a grade on it may go, and what that was measured to mean.

    Attributes:
        certainty: Least `certainty_of` that is released.
        accuracy: Share of released grades to expect right, measured on held-out questions.
        at_least: What that share would be at least on another draw of as many questions;
            see `analytics.grading.release_fitting.TRUST`.
        share: Share of the held-out answers whose grade was released.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    certainty: Probability
    accuracy: Probability
    at_least: Probability
    share: Probability


class ReleaseTable(BaseModel):
    """The rules of one set of weights, by primary language subtag and strictness.

    A promise without a rule cannot be kept by these weights: nothing is released by it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: Mapping[str, Mapping[Strictness, ReleaseRule]] = Field(default_factory=dict)

    def rule(self, strictness: Strictness, language: str) -> ReleaseRule | None:
        """Return the rule of a promise for answers in a BCP 47 language, if any holds."""
        return self.languages.get(language.split("-", maxsplit=1)[0].lower(), {}).get(strictness)

    def releases(self, strictness: Strictness, language: str, certainty: float) -> bool:
        """Tell whether a grade of this certainty may go without a teacher."""
        if strictness in {"all", "none"}:
            return strictness == "all"
        rule = self.rule(strictness, language)
        return rule is not None and certainty >= rule.certainty

    def expected_share(self, strictness: Strictness, language: str) -> float:
        """Return the share of answers to expect released at once, 0 to 1."""
        if strictness in {"all", "none"}:
            return float(strictness == "all")
        rule = self.rule(strictness, language)
        return rule.share if rule else 0.0


def certainty_of(probabilities: Sequence[float]) -> float:
    """Return how sure a grader is that an answer earns the marks, or that it does not.

    Args:
        probabilities: One a label; the first is that of a right answer.
    """
    return min(max(probabilities[0], 1.0 - probabilities[0]), 1.0)


def repeats_reference(references: Sequence[str], answer: str) -> bool:
    """Tell whether an answer is a reference word for word, so that nobody need ask."""
    said = _bare(answer)
    return bool(said) and any(_bare(reference) == said for reference in references)


def read_release(path: Path = RELEASE_FILE) -> ReleaseTable:
    """Return the table of the committed weights."""
    return ReleaseTable.model_validate_json(path.read_text(encoding="utf-8"))


def _bare(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
