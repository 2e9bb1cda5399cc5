"""`signpost mastery`: hold the learner model against logs of answers."""

import os
from pathlib import Path
from typing import Any

import click

from analytics.grading.dataset import DATA_VARIABLE, DEFAULT_DATA
from analytics.grading.report import write_report
from analytics.mastery.evaluation.answers import read_log
from analytics.mastery.evaluation.errors import EvaluationError, LeakyLog
from analytics.mastery.evaluation.trial import evaluate

_COLUMNS = ("auc", "accuracy", "rmse", "ece")
_MODELS = ("scorecard", "filter", "elo")


@click.group("mastery")
def command() -> None:
    """Evaluate the learner model."""


@command.command("evaluate")
@click.argument(
    "data", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
def evaluate_logs(data: Path | None) -> None:
    """Evaluate on DATA: a folder of one log, or of folders with a log each.

    Without DATA: on `kt` in the folder that SIGNPOST_DATA names.

    A log whose answers stand in it twice is refused; alone, with exit code 1.
    """
    data = data or _public_logs()
    alone = any(data.glob("*.csv"))
    report: dict[str, Any] = {}
    refused: list[str] = []
    for folder in [data] if alone else sorted(each for each in data.iterdir() if each.is_dir()):
        try:
            log = read_log(folder)
        except LeakyLog as error:
            if alone:
                raise click.ClickException(str(error)) from error
            click.echo(f"refused: {error}")
            refused.append(folder.name)
            continue
        except EvaluationError as error:
            raise click.ClickException(str(error)) from error
        report[log.name] = evaluate(log, click.echo)
        click.echo(_table({log.name: report[log.name]}))
    figures = report | _totals(report)
    if not alone:
        figures |= {"leaky_refused": bool(refused), "refused": refused}
    click.echo(f"written to {write_report('mastery', figures)}")


def _public_logs() -> Path:
    folder = Path(os.environ.get(DATA_VARIABLE, DEFAULT_DATA)) / "kt"
    if not folder.is_dir():
        message = f"{folder} is absent: name a folder, or set {DATA_VARIABLE} to the data folder"
        raise click.ClickException(message)
    return folder


def _totals(report: dict[str, Any]) -> dict[str, Any]:
    if not report:
        return {}
    return {
        "drops_after_right": sum(each["drops_after_right"] for each in report.values()),
        "logit_error": max(each["logit_error"] for each in report.values()),
    }


def _table(report: dict[str, Any]) -> str:
    lines = [f"{'':<24}" + "".join(f"{column:>10}" for column in _COLUMNS) + f"{'first 5000':>12}"]
    for name, each in report.items():
        for model in _MODELS:
            known = each if model == "scorecard" else each[model]
            cells = "".join(f"{known[column]:>10.4f}" for column in _COLUMNS)
            first = f"{each['first_5000_auc']:>12.4f}" if model == "filter" else ""
            lines.append(f"{name + ' ' + model:<24}{cells}{first}")
    return "\n".join(lines)
