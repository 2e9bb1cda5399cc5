"""Trains, calibrates, exports and measures the Chinese grader.

Run ``python -m analytics.grading.chinese.train`` with the ``train`` extra installed. A
stopped run goes on from what lies under ``var/training/zh``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import numpy as np

from analytics import grading
from analytics.grading.chinese.alignment import Encoder
from analytics.grading.chinese.dataset import Scored, load, made, practice
from analytics.grading.chinese.export import (
    CALIBRATION,
    CENTRE,
    FOREST,
    MODEL,
    TOKENIZER,
    export_encoder,
    write_calibrations,
)
from analytics.grading.chinese.folds import FOLDS, HeldOut, hold_out
from analytics.grading.chinese.growing import fit, grow, verdicts_of
from analytics.grading.chinese.overlap import Reading
from analytics.grading.chinese.scorer import Array, Calibrations, features, fingerprint
from analytics.grading.dataset import data_folder
from analytics.grading.release import read_release
from analytics.grading.release_fitting import fit_release, write_release
from analytics.grading.report import commit
from analytics.grading.served import SERVED_SOURCES, copy_sources

WORK: Final = Path("var/training/zh")
SERVED: Final = Path("model_repository/grader/1")
FIGURES: Final = Path(__file__).with_name("folds.json")
SEED: Final = 1

_SERVED_FILES: Final = (TOKENIZER, MODEL, CENTRE, FOREST, CALIBRATION)
_TOLD_EVERY: Final = 200

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Trained:
    """What a run found.

    Attributes:
        folder: Of the export.
        unseen_answers, unseen_questions: What folds say.
    """

    folder: Path
    unseen_answers: HeldOut
    unseen_questions: HeldOut

    def figures(self) -> dict[str, Mapping[str, float]]:
        """Return the figures of both kinds of folds."""
        return {
            "unseen_answers": self.unseen_answers.figures(),
            "unseen_questions": self.unseen_questions.figures(),
        }


def train_chinese(data: Path, work: Path = WORK, seed: int = SEED) -> Trained:
    """Train on all answers, and without a fold at a time to calibrate and measure.

    Args:
        data: Folder of the public data.
        work: Where the parts of a run are kept; what is there is not made again.
        seed: Of the made answers and the forests.
    """
    work.mkdir(parents=True, exist_ok=True)
    real = load(data)
    examples = [*real, *made(real, seed), *practice(seed)]
    export_encoder(work, sorted({t for e in examples for t in (e.item[0], *e.item[1])}))
    rows = _features(examples, work)
    answers, questions = (hold_out(rows, examples, by, seed) for by in ("answers", "questions"))
    grow(rows, examples, seed).write(work / FOREST)
    calibrations = Calibrations(
        seen=fit(answers.given, real),
        new=fit(questions.given, real),
        questions=frozenset(fingerprint(example.item[0]) for example in real),
    )
    write_calibrations(calibrations, work / CALIBRATION)
    return Trained(work, answers, questions)


def serve_chinese(trained: Trained, served: Path = SERVED, figures: Path = FIGURES) -> None:
    """Put a trained grader beside the English one, with its release rule and figures."""
    target = served / "zh"
    target.mkdir(exist_ok=True)
    for name in _SERVED_FILES:
        (target / name).write_bytes((trained.folder / name).read_bytes())
    copy_sources(served)
    held = trained.unseen_questions
    groups = [example.group for example in held.examples]
    one_source = ["ads"] * len(groups)
    rules = fit_release(held.verdicts, verdicts_of(held.examples), groups, one_source)
    write_release({**read_release().languages, "zh": rules}, served)
    stored: dict[str, Any] = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "folds": FOLDS,
        "answers": len(held.examples),
        "questions": len(set(groups)),
        "weights": hashlib.sha256((target / FOREST).read_bytes()).hexdigest(),
        **trained.figures(),
    }
    figures.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Train, serve if asked, and print the figures of the folds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=SEED, help="of made answers and forests")
    parser.add_argument("--serve", action="store_true", help="replace the committed weights")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    trained = train_chinese(data_folder(), seed=arguments.seed)
    log.info("%s", json.dumps(trained.figures(), indent=1))
    if arguments.serve:
        serve_chinese(trained)


def _features(examples: Sequence[Scored], work: Path) -> Array:
    """Return what the forest is asked of each example, kept for another run."""
    house = Path(grading.__file__).parent
    sources = [(house / name).read_bytes() for name in SERVED_SOURCES]
    key = hashlib.sha256(b"".join([*sources, (work / MODEL).read_bytes()]))
    key.update(repr([example.item for example in examples]).encode())
    path = work / f"features-{key.hexdigest()[:16]}.npy"
    if path.is_file():
        return np.asarray(np.load(path))
    encoder, rows = Encoder(work), []
    for at, example in enumerate(examples, 1):
        rows.append(features(Reading.of(example.item), encoder))
        if at % _TOLD_EVERY == 0 or at == len(examples):
            log.info("read %d of %d answers", at, len(examples))
    np.save(path, np.array(rows))
    return np.array(rows)


if __name__ == "__main__":
    main()
