"""`signpost paths`: hold the path policies against each other."""

import os
from typing import Any

import click

from analytics.grading.report import write_report
from analytics.paths import DEFAULT_POLICY
from analytics.paths.catalogue import POLICIES
from analytics.paths.simulation.comparing import Size, compare
from analytics.paths.simulation.laws import LAWS
from analytics.paths.simulation.plot import learning_plot


@click.group("paths")
def command() -> None:
    """Compare what chooses a learner's next step."""


@command.command("simulate")
@click.option("--courses", default=6, show_default=True, type=click.IntRange(1))
@click.option("--learners", default=20, show_default=True, type=click.IntRange(1))
def simulate(courses: int, learners: int) -> None:
    """Let every policy teach simulated learners; no human learner is in it.

    Figures are shares of what a tutor reaches who sees the true state, after the last
    answer; "along" is the same in the mean over the answers.
    """
    size = Size(courses, learners, processes=len(os.sched_getaffinity(0)))
    figures = compare(POLICIES, size, click.echo)
    click.echo(_table(figures))
    report = {
        "policies": figures,
        "ours": DEFAULT_POLICY.name,
        "violations": sum(own["repeats"] for own in figures.values()),
        "courses": courses,
        "learners": learners,
    }
    written = write_report("paths", report)
    plot = written.with_suffix(".svg")
    curves = {law: {name: own[f"{law}_curve"] for name, own in figures.items()} for law in LAWS}
    plot.write_text(learning_plot(curves, DEFAULT_POLICY.name), encoding="utf-8")
    click.echo(f"written to {written} and {plot}")


def _table(figures: dict[str, dict[str, Any]]) -> str:
    columns = ("mean", "worst", *LAWS, "along")
    head = f"{'share of an oracle':<24}" + "".join(f"{column:>8}" for column in columns)
    ranked = sorted(figures.items(), key=lambda pair: pair[1]["mean"])
    rows = [
        f"{name:<24}" + "".join(f"{own[column]:>8.3f}" for column in columns)
        for name, own in ranked
    ]
    return "\n".join([head, *rows])
