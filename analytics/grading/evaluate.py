"""Measures the committed grader on every published test split.

Run ``python -m analytics.grading.evaluate``; it needs the public data but no torch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from analytics.grading.calibration import Array, Calibration, verdicts
from analytics.grading.chinese.evaluate import evaluate_chinese
from analytics.grading.dataset import TEST_SPLITS, Example, data_folder, load, of_split
from analytics.grading.faithfulness import of_probe_set, of_training
from analytics.grading.floor import floor_verdicts, read_floor
from analytics.grading.languages import other_language
from analytics.grading.marks import decided
from analytics.grading.metrics import Quality, quality
from analytics.grading.overlap import Item
from analytics.grading.probe_set.cases import Case, cases
from analytics.grading.probe_set.measuring import measure
from analytics.grading.probe_set.measuring import table as probe_table
from analytics.grading.probes import probe
from analytics.grading.release import DEFAULT, ReleaseRule, read_release
from analytics.grading.report import table, write_report
from analytics.grading.scorer import Scorer

SERVED = Path("model_repository/grader/1")
FP32 = Path("var/training/export/seed1-full/model.fp32.onnx")
LARGE = Path("var/training/export/large-seed1-full")
"""Where `signpost grader train --kind large` leaves what is for a GPU."""
_PROBED = ("scientsbank_uq", "beetle_uq")


class Judge(Protocol):
    """What is measured: a scorer, or what remembers its verdicts."""

    calibration: Calibration

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five calibrated probabilities an item, in order."""
        ...


class Remembering:
    """A scorer that runs its network once for each answer.

    Args:
        scorer: That is asked about answers which it was not asked about before.
    """

    def __init__(self, scorer: Scorer) -> None:
        self.calibration = scorer.calibration
        self._scorer = scorer
        self._known: dict[Item, Array] = {}

    def probabilities(self, items: Sequence[Item]) -> Array:
        """Return five calibrated probabilities an item, in order."""
        if new := list(dict.fromkeys(item for item in items if item not in self._known)):
            self._known |= dict(zip(new, self._scorer.probabilities(new), strict=True))
        return np.array([self._known[item] for item in items])


def evaluate(
    scorer: Judge, examples: Sequence[Example], floor: Mapping[str, Array]
) -> dict[str, Quality]:
    """Return the quality on each published test split."""
    return {
        split: _split_quality(scorer, of_split(examples, split), floor) for split in TEST_SPLITS
    }


def released(scorer: Judge, examples: Sequence[Example], rule: ReleaseRule) -> dict[str, float]:
    """Return how often released grades are right, and which share is released.

    `accuracy` is over the released answers of all splits, `accuracy_NAME` and
    `coverage_NAME` over each kind of split: ``ua``, ``uq``, ``ud``.
    """
    figures: dict[str, float] = {}
    hits: list[Array] = []
    for kind in ("ua", "uq", "ud"):
        some = of_split(examples, kind)
        accepted = scorer.probabilities([example.item for example in some])[:, 0]
        chosen = np.maximum(accepted, 1.0 - accepted) >= rule.certainty
        right = (accepted >= 0.5) == (np.array([example.verdict for example in some]) == 0)
        hits.append(right[chosen].astype(np.float64))
        figures[f"coverage_{kind}"] = float(np.mean(chosen))
        if chosen.any():
            figures[f"accuracy_{kind}"] = float(np.mean(right[chosen]))
    every = np.concatenate(hits)
    return ({"accuracy": float(np.mean(every))} if len(every) else {}) | figures


def accepted(scorer: Judge, some: Sequence[Case]) -> list[bool]:
    """Return whether the answer of each case is taken as right.

    As in the product, an empty one and one in another language are not judged at all.
    """
    items = [(case.question, case.references, case.answer) for case in some]
    right = _verdicts(scorer, items)[:, 0] >= 0.5
    return [
        bool(taken) and bool(answer.strip()) and not other_language(answer, "en", (asked, *known))
        for taken, (asked, known, answer) in zip(right, items, strict=True)
    ]


def main() -> None:
    """Print and write the figures of the committed weights."""
    examples, floor = load(data_folder()), read_floor()
    scorer = Remembering(Scorer(SERVED))
    served = evaluate(scorer, examples, floor)
    unseen = [e for split in _PROBED for e in of_split(examples, split)]
    probed = probe(lambda items: _verdicts(scorer, items), unseen)
    written = measure(lambda some: accepted(scorer, some), cases("en"))
    figures: dict[str, Any] = {
        "small": {split: asdict(q) for split, q in served.items()},
        "probe": asdict(probed)
        | {
            "by_class": {"en": written.by_class},
            "spelling_gap": written.spelling_gap,
            "names_changed": written.names_changed,
        },
    }
    print(table("small", served))  # noqa: T201 -- a command
    print(probed)  # noqa: T201 -- a command
    print(probe_table(written))  # noqa: T201 -- a command
    figures["faithfulness"] = {
        "training": asdict(of_training(scorer.probabilities, examples)),
        "probe_set": asdict(of_probe_set(scorer.probabilities)),
    }
    print("faithfulness", figures["faithfulness"])  # noqa: T201 -- a command
    chinese = evaluate_chinese()
    figures["zh"] = chinese.plain()
    print(chinese.table())  # noqa: T201 -- a command
    if (rule := read_release().rule(DEFAULT, "en")) is not None:
        figures["release"] = released(scorer, examples, rule)
        print(DEFAULT, figures["release"])  # noqa: T201 -- a command
    if FP32.is_file():
        exact = evaluate(Scorer(SERVED, FP32), examples, floor)
        losses = [exact[s].macro_f1_3way - served[s].macro_f1_3way for s in TEST_SPLITS]
        figures["int8_loss"] = max(losses)
        print(table("small in fp32", exact))  # noqa: T201 -- a command
    if LARGE.is_dir():
        exact_large = Scorer(LARGE, LARGE / FP32.name, threads=os.cpu_count() or 1)
        large = evaluate(exact_large, examples, floor)
        figures["large"] = {split: asdict(quality) for split, quality in large.items()}
        print(table("large", large))  # noqa: T201 -- a command
    print(write_report("grader", figures))  # noqa: T201 -- a command


def _verdicts(scorer: Judge, items: Sequence[Item]) -> Array:
    return verdicts(scorer.probabilities(items))


def _split_quality(
    scorer: Judge, examples: Sequence[Example], floor: Mapping[str, Array]
) -> Quality:
    gold = np.array([example.verdict for example in examples], dtype=np.int64)
    items = [example.item for example in examples]
    given = _verdicts(scorer, items)
    counts = [scorer.calibration.decision_on(item) for item in items]
    chosen = np.array(list(map(decided, given.tolist(), counts)), dtype=np.int64)
    dataset = examples[0].split.partition("_")[0]
    return quality(gold, given, chosen, floor_verdicts(floor[dataset], examples))


if __name__ == "__main__":
    main()
