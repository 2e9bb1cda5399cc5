"""Trains, calibrates, exports and measures the grader.

Run ``python -m analytics.grading.train`` with the ``train`` extra installed. A stopped run
goes on from its last checkpoint under ``var/training``.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from analytics.grading.augment import augmented
from analytics.grading.dataset import TEST_SPLITS, Example, data_folder, fold_of, load, of_split
from analytics.grading.evaluate import SERVED, evaluate
from analytics.grading.export import (
    FP32,
    SERVED_NAME,
    copy_scorer,
    export_fp32,
    quantise,
    write_calibration,
)
from analytics.grading.fitting import fit_calibration, fit_lexical, gold_verdicts
from analytics.grading.floor import write_floor
from analytics.grading.lessons import plan_of
from analytics.grading.metrics import Quality, log_loss, macro_f1
from analytics.grading.network import CrossEncoder
from analytics.grading.recipe import Recipe, read_recipes
from analytics.grading.release import ReleaseRule, Strictness
from analytics.grading.release_fitting import write_release
from analytics.grading.release_training import release_of
from analytics.grading.report import table, write_report
from analytics.grading.scorer import Array, Calibration, Scorer, verdicts
from analytics.grading.training import train

WORK = Path("var/training")
FOLDS = 3
HELD_OUT = 2
"""Folds to calibrate on; a third would add little and cost as much again."""
MOST_INT8_LOSS = 0.005

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Trained:
    """One network with what the folds of its training split say."""

    network: CrossEncoder
    calibration: Calibration
    release: Mapping[Strictness, ReleaseRule]
    figures: Mapping[str, float]


def main() -> None:
    """Train one network a seed; export the first; report all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="networks to train")
    parser.add_argument("--threads", type=int, default=2, help="processor threads to use")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(arguments.threads)
    examples = load(data_folder())
    training = of_split(examples, "train")
    floor = _fit_floor(training)
    recipe = read_recipes().small
    measured: list[Mapping[str, Quality]] = []
    trained: list[_Trained] = []
    for seed in range(1, arguments.seeds + 1):
        done = _train_seed(training, recipe.model_copy(update={"seed": seed}))
        folder = _export(done.network, done.calibration, WORK / "export" / f"seed{seed}")
        measured.append(evaluate(Scorer(folder), examples, floor))
        trained.append(done)
        log.info("seed %d: %s\n%s", seed, done.figures, table("int8", measured[-1]))
    _serve(WORK / "export" / "seed1", trained[0])
    held_out = [done.figures for done in trained]
    figures = {"seeds": arguments.seeds, "small": _spread(measured), "held_out": held_out}
    log.info("%s", write_report("grader_training", figures))


def _fit_floor(training: Sequence[Example]) -> dict[str, Array]:
    datasets = sorted({example.split.partition("_")[0] for example in training})
    floor = {name: fit_lexical(of_split(training, f"{name}_train")) for name in datasets}
    write_floor(floor)
    return floor


def _train_seed(training: Sequence[Example], recipe: Recipe) -> _Trained:
    """Train on all questions, and without a fold at a time to calibrate on what was left out.

    No network is asked about a question that it was trained on, so the calibration sees
    how sure the network is where it has to guess. It sees made answers too: how sure to
    be of a negation or of words without their order, real ones hardly tell.
    """
    whole = _train_on(training, recipe, "full")
    logits: dict[str, list[Array]] = {FP32: [], SERVED_NAME: []}
    held_out: list[Example] = []
    real: list[bool] = []
    for fold in range(HELD_OUT):
        kept = [example for example in training if fold_of(example, FOLDS) != fold]
        left = [example for example in training if fold_of(example, FOLDS) == fold]
        made = augmented(left, recipe.seed)
        real += [True] * len(left) + [False] * len(made)
        left += made
        network = _train_on(kept, recipe, f"fold{fold}")
        folder = _export(network, Calibration.plain(), WORK / "export" / f"fold{fold}")
        for name, rows in logits.items():
            rows.append(Scorer(folder, folder / name).logits([e.item for e in left]))
        held_out += left
    exact, served = (np.vstack(rows) for rows in logits.values())
    calibration, losses = fit_calibration(served, held_out)
    answered = [example for example, is_real in zip(held_out, real, strict=True) if is_real]
    figures = losses | _quality("fp32", calibration, exact[real], answered)
    return _Trained(
        whole,
        calibration,
        release_of(served[real], answered),
        figures | _quality("int8", calibration, served[real], answered),
    )


def _train_on(examples: Sequence[Example], recipe: Recipe, name: str) -> CrossEncoder:
    path = WORK / f"seed{recipe.seed}-{name}.pt"
    return train(plan_of(examples, recipe), recipe, path)


def _quality(
    name: str, calibration: Calibration, logits: Array, held_out: Sequence[Example]
) -> dict[str, float]:
    """Return macro-F1 and log loss on the held-out questions."""
    gold, splits = gold_verdicts(held_out), np.array([e.split for e in held_out])
    given = verdicts(calibration.apply(logits, [example.item for example in held_out]))
    chosen = given.argmax(axis=1)
    scores = [macro_f1(gold[splits == s], chosen[splits == s]) for s in np.unique(splits)]
    return {
        f"macro_f1_{name}": float(np.mean(scores)),
        f"accuracy_2way_{name}": float(np.mean((chosen == 0) == (gold == 0))),
        f"log_loss_{name}": log_loss(gold, given),
    }


def _export(network: CrossEncoder, calibration: Calibration, folder: Path) -> Path:
    fp32 = export_fp32(network, folder)
    quantise(fp32, folder / SERVED_NAME)
    write_calibration(calibration, folder)
    return folder


def _serve(folder: Path, done: _Trained) -> None:
    """Copy the export to the model repository if int8 costs little enough."""
    loss = done.figures["macro_f1_fp32"] - done.figures["macro_f1_int8"]
    if loss > MOST_INT8_LOSS:
        log.warning("int8 costs %.3f macro-F1 on held-out questions: not served", loss)
        return
    for name in (SERVED_NAME, "tokenizer.json", "calibration.json"):
        (SERVED / name).write_bytes((folder / name).read_bytes())
    write_release({"en": done.release}, SERVED)
    copy_scorer(SERVED)


def _spread(measured: Sequence[Mapping[str, Quality]]) -> dict[str, dict[str, Any]]:
    """Return mean and standard deviation over seeds; one seed has no deviation."""
    return {split: _split_spread([asdict(m[split]) for m in measured]) for split in TEST_SPLITS}


def _split_spread(figures: Sequence[Mapping[str, float]]) -> dict[str, dict[str, float]]:
    spread: dict[str, dict[str, float]] = {}
    for name in figures[0]:
        values = [figure[name] for figure in figures]
        spread[name] = {"mean": float(np.mean(values))}
        if len(values) > 1:
            spread[name]["sd"] = float(np.std(values, ddof=1))
    return spread


if __name__ == "__main__":
    main()
