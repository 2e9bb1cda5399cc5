"""Measures the committed Chinese grader; it needs neither the public data nor torch.

What folds say is read as the training run stored it: it takes a grader for each fold,
and only the one that learnt all answers is served. The probe set is asked anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from analytics.grading.chinese.scorer import ChineseScorer
from analytics.grading.languages import other_language
from analytics.grading.marks import likeliest
from analytics.grading.probe_set.cases import Case, cases
from analytics.grading.probe_set.measuring import ProbeFigures, measure
from analytics.grading.probe_set.measuring import table as probe_table

SERVED: Final = Path("model_repository/grader/1/zh")
FIGURES: Final = "folds.json"
CHEATS: Final = ("copied_question", "keyword_list")


class FoldFigures(BaseModel):
    """What a training run found on the folds, and which weights it wrote.

    Attributes:
        at, commit: When, and from which sources.
        folds, answers, questions: How many of each.
        weights: SHA-256 of the forest that was written.
        unseen_answers, unseen_questions: Figures by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: str
    commit: str
    folds: int
    answers: int
    questions: int
    weights: str
    unseen_answers: Mapping[str, float]
    unseen_questions: Mapping[str, float]


class FiguresOutdated(ValueError):
    """Say that the stored figures are of other weights than those beside them."""


@dataclass(frozen=True, slots=True)
class ChineseFigures:
    """What is known of the committed Chinese grader.

    Attributes:
        folds: From the training run.
        probe: Of the committed weights, asked now.
        negation_told_apart: Of the probe's questions whose reference is taken as right,
            those whose negation is not.
    """

    folds: FoldFigures
    probe: ProbeFigures
    negation_told_apart: float

    def plain(self) -> dict[str, Any]:
        """Return the figures for a report."""
        return {
            "training_run": self.folds.model_dump(),
            "ua_qwk": self.folds.unseen_answers["qwk"],
            "uq_qwk": self.folds.unseen_questions["qwk"],
            "ece": {
                "unseen_answers": self.folds.unseen_answers["ece"],
                "unseen_questions": self.folds.unseen_questions["ece"],
            },
            "probe": {
                "by_class": self.probe.by_class,
                "negation_told_apart": self.negation_told_apart,
                "copied_or_stuffed_accepted": _mean(self.probe.accepted[kind] for kind in CHEATS),
                "spelling_gap": self.probe.spelling_gap,
                "names_changed": self.probe.names_changed,
            },
        }

    def table(self) -> str:
        """Return the figures as lines of text."""
        run = self.folds
        lines = [
            f"chinese, from the training run of {run.at} at {run.commit}",
            f"{run.answers} answers to {run.questions} questions, {run.folds} folds",
            *(
                f"{name:<20}" + "".join(f"{key} {value:.3f}  " for key, value in found.items())
                for name, found in (
                    ("unseen answers", run.unseen_answers),
                    ("unseen questions", run.unseen_questions),
                )
            ),
            "chinese, the committed weights on the probe set",
            probe_table(self.probe),
            f"negation told apart {self.negation_told_apart:.3f}",
        ]
        return "\n".join(lines)


def evaluate_chinese(served: Path = SERVED) -> ChineseFigures:
    """Return the figures of the committed weights.

    Raises:
        FiguresOutdated: The figures of the folds belong to other weights.
    """
    text = files(__package__).joinpath(FIGURES).read_text(encoding="utf-8")
    folds = FoldFigures.model_validate_json(text)
    if folds.weights != weights_of(served):
        raise FiguresOutdated(f"{FIGURES} is not of the weights in {served}: train again")
    scorer, some = ChineseScorer(served), cases("zh")
    taken = accepted(scorer, some)
    return ChineseFigures(folds, measure(lambda _: taken, some), _told_apart(some, taken))


def weights_of(served: Path) -> str:
    """Return the SHA-256 of the forest in a folder."""
    return hashlib.sha256((served / "forest.npz").read_bytes()).hexdigest()


def accepted(scorer: ChineseScorer, some: Sequence[Case]) -> list[bool]:
    """Return whether the answer of each case is taken as right.

    As in the product, an empty one and one in another language are not judged at all.
    """
    items = [(case.question, case.references, case.answer) for case in some]
    labels = [likeliest(row.tolist()) for row in scorer.scored(items).probabilities]
    return [
        label == "correct"
        and bool(answer.strip())
        and not other_language(answer, "zh", (asked, *known))
        for label, (asked, known, answer) in zip(labels, items, strict=True)
    ]


def _told_apart(some: Sequence[Case], taken: Sequence[bool]) -> float:
    verdicts = {
        (case.question_id, case.kind): right for case, right in zip(some, taken, strict=True)
    }
    asked = [at for (at, kind), right in verdicts.items() if kind == "copied_reference" and right]
    return _mean(not verdicts[at, "negation"] for at in asked)


def _mean(found: Any) -> float:
    every = [float(one) for one in found]
    return sum(every) / len(every) if every else 0.0
