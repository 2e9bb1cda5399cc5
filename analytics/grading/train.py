"""Trains, calibrates, exports and measures the grader.

Run ``python -m analytics.grading.train`` with the ``train`` extra installed. A stopped run
goes on from its last checkpoint under ``var/training``.
"""

from __future__ import annotations

import argparse
import logging
import random
from collections import ChainMap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
import torch

from analytics.grading.augment import augmented
from analytics.grading.back_translation import BackTranslationSettings
from analytics.grading.calibration import Array, Calibration, choose
from analytics.grading.chinese.train import serve_chinese, train_chinese
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
from analytics.grading.familiarity import Familiarity
from analytics.grading.fitting import (
    Asked,
    Said,
    fit_decision,
    fit_known,
    fit_lexical,
    fit_weights,
    folded,
    known_questions,
)
from analytics.grading.floor import write_floor
from analytics.grading.lessons import is_aside
from analytics.grading.metrics import Quality, calibration_error, log_loss, macro_f1, two_way
from analytics.grading.network import CrossEncoder
from analytics.grading.practice_set.reading import SPLIT, practice
from analytics.grading.recipe import RECIPES, read_recipes
from analytics.grading.release import ReleaseRule, Strictness, read_release
from analytics.grading.release_fitting import fit_release, write_release
from analytics.grading.report import table, write_report
from analytics.grading.scorer import Scorer
from analytics.grading.teachers import Teachers
from analytics.grading.trainer import WORK, Kind, Trainer

EXPORT: Final = WORK / "export"
FOLDS: Final = 3
HELD_OUT: Final = ("fold0", "fold1")
"""Folds to calibrate on; a third would add little and cost as much again."""
WHOLE: Final = "full"
MOST_INT8_LOSS: Final = 0.01
MEASURED: Final[Mapping[Kind, Mapping[str, str]]] = {
    "small": {"fp32": FP32, "int8": SERVED_NAME},
    "large": {"fp32": FP32},
}
"""Weights of an export that are measured; what is calibrated comes last. A GPU serves no int8."""
REAL_FOR_MADE: Final = 8

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Trained:
    """One network with what the folds of its training split say."""

    network: CrossEncoder
    calibration: Calibration
    release: Mapping[Strictness, ReleaseRule]
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Held:
    """What the networks of the folds say of answers that they did not learn.

    Attributes:
        fresh: Of questions that they did not learn either.
        known: Of questions that they learnt by other answers.
    """

    fresh: Asked
    known: Asked


def main() -> None:
    """Train one network a seed, measure each; serve the first of the small ones, and Chinese."""
    arguments = _arguments()
    logging.basicConfig(format="%(asctime)s %(message)s")
    for name in (__name__, "analytics"):
        logging.getLogger(name).setLevel(logging.INFO)
    torch.set_num_threads(arguments.threads)
    examples = load(data_folder())
    public = of_split(examples, "train")
    floor = _fit_floor(public)
    trainer = _trainer(arguments)
    training = [*public, *(practice() if trainer.recipe.practice else ())]
    first = _train(training, trainer)
    measured: list[Mapping[str, Quality]] = []
    seeds = arguments.seeds or read_recipes(arguments.recipes).seeds
    for seed in range(1, seeds + 1):
        seeded = trainer.seeded(seed)
        network = first.network if seed == 1 else seeded(training, WHOLE)
        folder = _export(network, first.calibration, EXPORT / seeded.named(WHOLE), trainer.kind)
        *_, (precision, weights) = MEASURED[trainer.kind].items()
        measured.append(evaluate(_scorer(folder, weights), examples, floor))
        log.info("seed %d\n%s", seed, table(precision, measured[-1]))
    if trainer.kind == "small":
        _serve(EXPORT / trainer.named(WHOLE), first)
        if trainer.teachers:
            trainer.teachers.keep((WHOLE, *HELD_OUT))
        serve_chinese(train_chinese(data_folder()))
    figures = {"seeds": seeds, trainer.kind: _spread(measured), "held_out": first.figures}
    log.info("%s", write_report("grader_training", figures, keep=get_args(Kind)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kind", choices=get_args(Kind), default="small")
    parser.add_argument("--recipes", type=Path, default=RECIPES, help="configuration file")
    parser.add_argument("--seeds", type=int, help="networks to train, as the file says if absent")
    parser.add_argument("--threads", type=int, default=2, help="processor threads to use")
    return parser.parse_args()


def _trainer(arguments: argparse.Namespace) -> Trainer:
    recipes = read_recipes(arguments.recipes)
    recipe = recipes.small if arguments.kind == "small" else recipes.large
    teachers = Teachers(recipes.large, WORK) if recipe.taught else None
    return Trainer(arguments.kind, recipe, BackTranslationSettings(), teachers)


def _fit_floor(training: Sequence[Example]) -> dict[str, Array]:
    datasets = sorted({example.split.partition("_")[0] for example in training})
    floor = {name: fit_lexical(of_split(training, f"{name}_train")) for name in datasets}
    write_floor(floor)
    return floor


def _train(training: Sequence[Example], trainer: Trainer) -> _Trained:
    """Train on all questions, and without a fold of topics at a time to calibrate on it.

    Networks of other seeds share this calibration: it was fitted to the networks of the
    folds, which are not the one that is served either.
    """
    whole = trainer(training, WHOLE)
    parts = [_held_out(training, trainer, name) for name in HELD_OUT]
    held = {name: _joined([part[name] for part in parts]) for name in MEASURED[trainer.kind]}
    given = {name: folded(one.fresh.answered) for name, one in held.items()}
    *_, precision = held
    served = held[precision]
    fresh, losses = fit_weights(served.fresh)
    known = fit_known(served.known)
    decision = fit_decision(given[precision], served.fresh.answered)
    items = [example.item for example in training]
    learnt = known_questions(_public(training)), decision, Familiarity.of(items)
    figures = [_quality(name, given[name], one, decision) for name, one in held.items()]
    return _Trained(
        whole,
        Calibration(fresh, known, *learnt),
        _release(served.fresh.answered, given[precision]),
        dict(ChainMap(losses, *figures)),
    )


def _held_out(training: Sequence[Example], trainer: Trainer, name: str) -> dict[str, _Held]:
    """Train without a fold and ask about it, by each of the weights that are measured.

    The network learns neither the questions of the fold nor a few answers of the others:
    those show how far to believe it on questions that it knows, but not those of practice
    questions, which nobody else asks. Made answers are asked about too: how sure to be of
    a negation or of words without their order, real ones hardly tell.
    """
    fold = HELD_OUT.index(name)
    left = [example for example in training if fold_of(example, FOLDS) == fold]
    others = [example for example in training if fold_of(example, FOLDS) != fold]
    aside = [example for example in others if is_aside(example)]
    kept = [example for example in others if not is_aside(example)]
    network = trainer(kept, name)
    folder = _export(network, Calibration.plain(), EXPORT / trainer.named(name), trainer.kind)
    familiarity = Familiarity.of(example.item for example in kept)
    held: dict[str, _Held] = {}
    for precision, weights in MEASURED[trainer.kind].items():
        asking = _Asking(_scorer(folder, weights), familiarity, trainer.recipe.seed)
        fresh, known = (asking(some) for some in (left, _public(aside)))
        held[precision] = _Held(fresh, known)
    return held


@dataclass(frozen=True, slots=True)
class _Asking:
    """Asks one network about answers that it did not learn."""

    scorer: Scorer
    familiarity: Familiarity
    seed: int

    def __call__(self, answered: Sequence[Example]) -> Asked:
        """Ask about answers, and about one made answer for every `REAL_FOR_MADE` of them.

        More would teach the calibration that most answers are wrong.
        """
        made = augmented(answered, self.seed)
        rng = random.Random(self.seed)  # noqa: S311 -- repeatable, not secret
        some = rng.sample(made, min(len(made), len(answered) // REAL_FOR_MADE))
        examples = [*answered, *some]
        items = [example.item for example in examples]
        familiar = np.array([self.familiarity.share(item) for item in items])
        said = Said(self.scorer.logits(items), self.scorer.features(items), familiar)
        return Asked.of(said, examples, len(answered))


def _public(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if example.split != SPLIT]


def _joined(parts: Sequence[_Held]) -> _Held:
    return _Held(
        Asked.joined([part.fresh for part in parts]), Asked.joined([part.known for part in parts])
    )


def _release(asked: Asked, given: Array) -> Mapping[Strictness, ReleaseRule]:
    """Return the rules for verdicts of a calibration that was fitted without their topic."""
    questions = [example.group for example in asked.examples]
    sources = [example.split for example in asked.examples]
    return fit_release(given, asked.gold, questions, sources)


def _quality(name: str, given: Array, held: _Held, decision: Sequence[float]) -> dict[str, float]:
    """Return the figures of real answers to questions that no network learnt."""
    asked = held.fresh.answered
    gold, chosen = asked.gold, choose(given, decision)
    splits = np.array([example.split for example in asked.examples])
    each = {split.partition("_")[0]: splits == split for split in np.unique(splits).tolist()}
    f1 = {split: macro_f1(gold[of], chosen[of]) for split, of in each.items()}
    return {
        **{f"macro_f1_{name}_{split}": score for split, score in f1.items()},
        **{
            f"accuracy_2way_{name}_{split}": two_way(gold[of], given[of])
            for split, of in each.items()
        },
        f"macro_f1_{name}": float(np.mean(list(f1.values()))),
        f"accuracy_2way_{name}": two_way(gold, given),
        f"log_loss_{name}": log_loss(gold, given),
        f"ece_{name}": calibration_error(gold, given),
    }


def _export(network: CrossEncoder, calibration: Calibration, folder: Path, kind: Kind) -> Path:
    fp32 = export_fp32(network, folder)
    if SERVED_NAME in MEASURED[kind].values():
        quantise(fp32, folder / SERVED_NAME)
    write_calibration(calibration, folder)
    return folder


def _scorer(folder: Path, weights: str) -> Scorer:
    return Scorer(folder, folder / weights, threads=torch.get_num_threads())


def _serve(folder: Path, done: _Trained) -> None:
    """Copy the export to the model repository if int8 costs little enough."""
    loss = done.figures["macro_f1_fp32"] - done.figures["macro_f1_int8"]
    if loss > MOST_INT8_LOSS:
        log.warning("int8 costs %.3f macro-F1 on held-out questions: not served", loss)
        return
    for name in (SERVED_NAME, "tokenizer.json", "calibration.json"):
        (SERVED / name).write_bytes((folder / name).read_bytes())
    write_release({**read_release().languages, "en": done.release}, SERVED)
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
