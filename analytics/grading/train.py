"""Trains, calibrates, exports and measures the grader.

Run ``python -m analytics.grading.train`` with the ``train`` extra installed. A stopped run
goes on from its last checkpoint under ``var/training``.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from analytics.grading.augment import augmented, careless
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
from analytics.grading.metrics import Quality, log_loss, macro_f1
from analytics.grading.network import CrossEncoder
from analytics.grading.report import table, write_report
from analytics.grading.scorer import Array, Calibration, Scorer, verdicts
from analytics.grading.training import Recipe, train

WORK = Path("var/training")
FOLDS = 3
GENTLE_EPOCHS = 0.6
GENTLE_RATE = 6e-5
MOST_INT8_LOSS = 0.005

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Trained:
    """One network with what the folds of its training split say."""

    network: CrossEncoder
    calibration: Calibration
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
    measured, held_out = [], []
    for seed in range(1, arguments.seeds + 1):
        done = _train_seed(training, Recipe(seed=seed))
        folder = _export(done.network, done.calibration, WORK / "export" / f"seed{seed}")
        measured.append(evaluate(Scorer(folder), examples, floor))
        held_out.append(done.figures)
        log.info("seed %d: %s\n%s", seed, done.figures, table("int8", measured[-1]))
    _serve(WORK / "export" / "seed1", held_out[0])
    figures = {"seeds": arguments.seeds, "small": _spread(measured), "held_out": held_out}
    log.info("%s", write_report("grader_training", figures))


def _fit_floor(training: Sequence[Example]) -> dict[str, Array]:
    datasets = sorted({example.split.partition("_")[0] for example in training})
    floor = {name: fit_lexical(of_split(training, f"{name}_train")) for name in datasets}
    write_floor(floor)
    return floor


def _train_seed(training: Sequence[Example], recipe: Recipe) -> _Trained:
    """Train on all questions, and on a fold of them to calibrate on the rest."""
    whole = _train_twice(training, recipe, f"seed{recipe.seed}-full")
    kept = [example for example in training if fold_of(example, FOLDS) != 0]
    held_out = [example for example in training if fold_of(example, FOLDS) == 0]
    folded = _train_twice(kept, recipe, f"seed{recipe.seed}-fold0")
    folder = _export(folded, Calibration.plain(), WORK / "export" / "fold0")
    items = [example.item for example in held_out]
    calibration, losses = fit_calibration(Scorer(folder).logits(items), held_out)
    write_calibration(calibration, folder)
    return _Trained(whole, calibration, losses | _int8_loss(folder, held_out))


def _train_twice(examples: Sequence[Example], recipe: Recipe, name: str) -> CrossEncoder:
    """Train with all made answers, then gently without those that punish overlap."""
    first = train([*examples, *augmented(examples, recipe.seed)], recipe, WORK / f"{name}.pt")
    gentle = replace(recipe, seed=recipe.seed + 1, epochs=GENTLE_EPOCHS, rate=GENTLE_RATE)
    extras = careless(examples, gentle.seed)
    return train([*examples, *extras], gentle, WORK / f"{name}-gentle.pt", first)


def _int8_loss(folder: Path, held_out: Sequence[Example]) -> dict[str, float]:
    """Return macro-F1 and log loss on the held-out questions in fp32 and in int8."""
    gold, splits = gold_verdicts(held_out), np.array([e.split for e in held_out])
    items = [example.item for example in held_out]
    figures: dict[str, float] = {}
    for name, weights in (("fp32", folder / FP32), ("int8", folder / SERVED_NAME)):
        given = verdicts(Scorer(folder, weights).probabilities(items))
        chosen = given.argmax(axis=1)
        scores = [macro_f1(gold[splits == s], chosen[splits == s]) for s in np.unique(splits)]
        figures[f"macro_f1_{name}"] = float(np.mean(scores))
        figures[f"log_loss_{name}"] = log_loss(gold, given)
    return figures


def _export(network: CrossEncoder, calibration: Calibration, folder: Path) -> Path:
    fp32 = export_fp32(network, folder)
    quantise(fp32, folder / SERVED_NAME)
    write_calibration(calibration, folder)
    return folder


def _serve(folder: Path, figures: Mapping[str, float]) -> None:
    """Copy the export to the model repository if int8 costs little enough."""
    loss = figures["macro_f1_fp32"] - figures["macro_f1_int8"]
    if loss > MOST_INT8_LOSS:
        log.warning("int8 costs %.3f macro-F1 on held-out questions: not served", loss)
        return
    for name in (SERVED_NAME, "tokenizer.json", "calibration.json"):
        (SERVED / name).write_bytes((folder / name).read_bytes())
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
