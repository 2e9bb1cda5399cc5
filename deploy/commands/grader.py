"""`signpost grader`: train, measure, compare and control what grades free text."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import get_args

import click

from analytics.grading.card import CARD, keep
from analytics.grading.comparing import Difference, compare, lines_of
from analytics.grading.dataset import TEST_SPLITS, Example, data_folder, fold_of, load, of_split
from analytics.grading.errors import GradingError
from analytics.grading.recipe import RECIPES, Recipe, read_recipes
from analytics.grading.report import REPORTS, write_report
from analytics.grading.scorer import Scorer
from deploy.commands.grader_control import COMMANDS

_TRAINING = ("torch", "transformers", "peft", "onnx", "sklearn", "tensorboard")
_TARGETS = ("processor", "gpu", "gpu-half")
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []}


@click.group("grader")
def command() -> None:
    """Train, measure, compare and control what grades free text."""


@command.command("train", context_settings=_PASSED_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def train(arguments: tuple[str, ...]) -> None:
    """Train the grader on the public data sets; goes on where it was stopped.

    ARGUMENTS are those of the training itself: see --help.
    """
    with _explained():
        from analytics.grading.train import main  # noqa: PLC0415 -- it needs torch

        sys.argv = ["signpost grader train", *arguments]
        main()


@command.command("evaluate")
def evaluate() -> None:
    """Grade the published test splits with the committed weights."""
    with _explained():
        from analytics.grading.evaluate import main  # noqa: PLC0415 -- it is slow to import

        main()


@command.command("card")
@click.option("--report", type=_FILE, default=REPORTS / "grader.json", show_default=True)
def card(report: Path) -> None:
    """Keep the figures of `evaluate` beside the weights and write them into the model card."""
    with _explained():
        keep(report)
    click.echo(f"{CARD} says what {report} measured.")


@command.command("export")
@click.argument("weights", type=_FILE)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--for", "target", type=click.Choice(_TARGETS), default="processor")
@click.option("--kind", type=click.Choice(("small", "large")), default="small", show_default=True)
@click.option("--recipes", type=_FILE, default=RECIPES, help="Configuration it was trained by.")
@click.option("--calibration", type=_FILE, help="Fitted to it; else probabilities are raw.")
def export(
    weights: Path, folder: Path, target: str, kind: str, recipes: Path, calibration: Path | None
) -> None:
    """Write WEIGHTS, a training run's checkpoint, as ONNX to FOLDER.

    For a processor in int8; for a GPU in fp32, or with gpu-half in fp16, under a mask
    for padded batches.
    """
    with _explained():
        from analytics.grading import run_export  # noqa: PLC0415 -- it needs torch

        recipe: Recipe = getattr(read_recipes(recipes), kind)
        run = run_export.Run(weights, recipe, calibration)
        [chosen] = [one for one in get_args(run_export.Target) if one == target]
        path = run_export.export_run(run, chosen, folder)
    click.echo(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    if calibration is None:
        click.echo("Its probabilities are not calibrated: name --calibration to serve it.")


@command.command("compare")
@click.argument("first", metavar="A", type=_FOLDER)
@click.argument("second", metavar="B", type=_FOLDER)
@click.option("--folds", default=3, show_default=True, type=click.IntRange(2))
@click.option("--fold", default=0, show_default=True, type=click.IntRange(0))
@click.option("--published", is_flag=True, help="On the published test splits instead.")
def compare_folders(first: Path, second: Path, folds: int, fold: int, *, published: bool) -> None:
    """Grade the same answers by two exported folders, A and B.

    They are answers of the training splits to the questions of one fold: compare
    networks that were trained without it. Whole questions are redrawn to say how sure
    the difference is.
    """
    if fold >= folds:
        raise click.BadParameter(f"the folds are 0 to {folds - 1}", param_hint="--fold")
    with _explained():
        examples = _published() if published else _held_out(folds, fold)
        found = compare(Scorer(first), Scorer(second), examples)
    asked_of = "published test splits" if published else f"training splits, fold {fold} of {folds}"
    click.echo(f"A {first}\nB {second}\nOf the {asked_of}: {len(examples)} answers.")
    click.echo(lines_of(found))
    click.echo(
        "These are the published test splits: report them, and choose nothing by them."
        if published
        else "A network that was trained on this fold looks better here than it is."
    )
    click.echo(f"written to {_reported(first, second, asked_of, found)}")


def _held_out(folds: int, fold: int) -> list[Example]:
    training = of_split(load(data_folder()), "train")
    return [example for example in training if fold_of(example, folds) == fold]


def _published() -> list[Example]:
    return [example for example in load(data_folder()) if example.split in TEST_SPLITS]


def _reported(
    first: Path, second: Path, asked_of: str, found: dict[str, dict[str, Difference]]
) -> Path:
    splits = {
        split: {name: asdict(one) | {"lead": one.lead} for name, one in figures.items()}
        for split, figures in found.items()
    }
    facts = {"a": str(first), "b": str(second), "asked_of": asked_of, "splits": splits}
    return write_report("grader_comparison", facts)


for _one in COMMANDS:
    command.add_command(_one)


@contextmanager
def _explained() -> Iterator[None]:
    """Say in words what is missing, instead of a trace."""
    try:
        yield
    except ModuleNotFoundError as error:
        package = (error.name or "").partition(".")[0]
        if package not in _TRAINING:
            raise
        raise click.ClickException(
            f"this needs what trains, and {package} is absent: pip install 'signpost[train]', "
            "or run `make train-grader`, which keeps it in an environment of its own"
        ) from error
    except GradingError as error:
        raise click.ClickException(str(error)) from error
