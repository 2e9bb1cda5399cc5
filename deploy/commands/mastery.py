"""`signpost mastery`: hold the learner model against logs of answers."""

import os
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from analytics.grading.dataset import DATA_VARIABLE, DEFAULT_DATA
from analytics.grading.report import write_report
from analytics.mastery.evaluation.answers import Log, read_log
from analytics.mastery.evaluation.baselines import dkt_left_out
from analytics.mastery.evaluation.errors import EvaluationError, LeakyLog
from analytics.mastery.evaluation.plot import reliability_plot
from analytics.mastery.evaluation.starting import starts
from analytics.mastery.evaluation.trial import Effort, evaluate
from deploy.commands.mastery_models import fit_model, list_versions, roll_back

_COLUMNS = ("auc", "accuracy", "rmse", "ece")
_MODELS = ("scorecard", "filter", "bkt", "pfa", "best_lr", "elo", "dkt")
_PLOT = Path("var/reports/mastery_reliability.svg")


@click.group("mastery")
def command() -> None:
    """Evaluate and fit the learner model."""


command.add_command(fit_model)
command.add_command(list_versions)
command.add_command(roll_back)


@command.command("evaluate")
@click.argument(
    "data", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option("--workers", default=2, show_default=True, help="How many folds run at once.")
@click.option("--baselines/--no-baselines", default=True, help="Fit the older models too.")
def evaluate_logs(data: Path | None, workers: int, *, baselines: bool) -> None:
    """Evaluate on DATA: a folder of one log, or of folders with a log each.

    Without DATA: on `kt` in the folder that SIGNPOST_DATA names.

    A log whose answers stand in it twice is refused; alone, with exit code 1.
    """
    data = data or _public_logs()
    alone = any(data.glob("*.csv"))
    logs, refused = _read(data, alone)
    report: dict[str, Any] = starts(logs)
    _write(report, None if alone else refused)
    for log in logs:
        began = perf_counter()
        report[log.name] |= evaluate(log, click.echo, Effort(workers, baselines))
        click.echo(f"{log.name} took {perf_counter() - began:.0f} s")
        if (reason := dkt_left_out(log)) is not None:
            report[log.name]["dkt_left_out"] = reason
        click.echo(_table({log.name: report[log.name]}))
        click.echo(_parts(report[log.name]))
        # A log may take long: what is known is written down after each.
        _write(report, None if alone else refused)


def _read(data: Path, alone: bool) -> tuple[list[Log], list[str]]:  # noqa: FBT001 - private
    logs: list[Log] = []
    refused: list[str] = []
    for folder in [data] if alone else sorted(each for each in data.iterdir() if each.is_dir()):
        try:
            logs.append(read_log(folder))
        except LeakyLog as error:
            if alone:
                raise click.ClickException(str(error)) from error
            click.echo(f"refused: {error}")
            refused.append(folder.name)
        except EvaluationError as error:
            raise click.ClickException(str(error)) from error
    return logs, refused


def _write(report: dict[str, Any], refused: list[str] | None) -> None:
    done = {name: each for name, each in report.items() if "reliability" in each}
    figures = report | _totals(done)
    if refused is not None:
        figures |= {"leaky_refused": bool(refused), "refused": refused}
    path = write_report("mastery", figures)
    _PLOT.write_text(reliability_plot({n: r["reliability"] for n, r in done.items()}), "utf-8")
    click.echo(f"written to {path} and {_PLOT}")


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
        firsts = {"scorecard": each["first_5000_auc"], "filter": each["first_5000_filter_auc"]}
        for model in _MODELS:
            known = each if model == "scorecard" else each.get(model)
            if known is None:
                if model == "dkt" and "bkt" in each:
                    lines.append(f"{name + ' ' + model:<24}  left out: {each['dkt_left_out']}")
                continue
            cells = "".join(f"{known[column]:>10.4f}" for column in _COLUMNS)
            first = f"{firsts[model]:>12.4f}" if model in firsts else ""
            lines.append(f"{name + ' ' + model:<24}{cells}{first}")
    return "\n".join(lines)


def _parts(report: dict[str, Any]) -> str:
    """Return the scorecard's figures by where an answer stands, and by whose it is."""
    names = {"by_position": "answer number", "by_group": "learners by answers given"}
    lines = []
    for key, name in names.items():
        lines.append(f"{name:<24}{'auc':>10}{'ece':>10}{'answers':>10}")
        lines += [
            f"  {part:<22}{each['auc']:>10.4f}{each['ece']:>10.4f}{each['answers']:>10}"
            for part, each in report[key].items()
        ]
    return "\n".join(lines)
