"""`signpost mastery fit`, `versions` and `rollback`: the learner model's versions."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from analytics.content.plan import PlanItem
from analytics.mastery.asking import Ask, authored
from analytics.mastery.evaluation.answers import read_log
from analytics.mastery.evaluation.errors import LeakyLog
from analytics.mastery.evaluation.refit import Lesson, Source, TooFew, lessons_of, refitted
from analytics.mastery.model import SHIPPED, Model
from analytics.mastery.versions import VersionError, Versions
from analytics.warehouse.client import Timeouts, Warehouse
from analytics.warehouse.errors import WarehouseUnavailable
from analytics.warehouse.store import graded_answers
from stream_processors.settings import Settings

_PATIENCE = Timeouts(answer=3_600.0)
_MOST_A_LOG = 15_000
_MOST_LOCAL = 500_000
"""The newest answers say most of a school as it is now, and fit into memory."""


@click.command("fit")
@click.option(
    "--logs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Fit the model that is shipped to the public logs in this folder instead.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where --logs writes its model.")
def fit_model(logs: Path | None, out: Path | None) -> None:
    """Fit constants and head to the warehouse's answers; put the new version in force.

    Meant for every night. The new head is a blend with the shipped one: the more local answers
    there are, the more they count.
    """
    if logs is not None:
        if out is None:
            raise click.UsageError("--logs needs --out")
        out.write_text(_shipped(logs).model_dump_json() + "\n", encoding="utf-8")
        click.echo(f"written to {out}")
        return
    settings = Settings()
    versions = versions_of(settings)
    try:
        model = _local(settings, versions.load(SHIPPED))
        versions.keep(model)
    except (TooFew, VersionError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{model.version} is in force: {_told(model)}")


@click.command("versions")
def list_versions() -> None:
    """List the kept versions; a star marks the one in force."""
    versions = versions_of(Settings())
    now = versions.name()
    for name in versions.names():
        click.echo(f"{'*' if name == now else ' '} {name:<20} {_told(versions.load(name))}")


@click.command("rollback")
@click.argument("version", required=False)
def roll_back(version: str | None) -> None:
    """Put VERSION in force, or the version before the one that is."""
    versions = versions_of(Settings())
    try:
        if version is None:
            version = versions.roll_back()
        else:
            versions.use(version)
    except VersionError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{version} is in force")


def versions_of(settings: Settings) -> Versions:
    """Return the versions that the stream workers read."""
    return Versions(settings.mastery_folder)


def _told(model: Model) -> str:
    made = model.provenance
    auc = "" if made.auc is None else f", AUC {made.auc:.3f} on learners not seen"
    return f"{made.answers} answers of {made.learners} learners, {made.share:.0%} local{auc}"


def _local(settings: Settings, shipped: Model) -> Model:
    click.echo("asking the warehouse")
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value(), timeouts=_PATIENCE)
    try:
        lessons = _lessons(graded_answers(warehouse, _MOST_LOCAL))
    except WarehouseUnavailable as error:
        raise click.ClickException(f"the warehouse does not answer: {error}") from error
    finally:
        warehouse.close()
    now = datetime.now(UTC)
    source = Source(("this installation",), now.strftime("%Y%m%dT%H%M%S"), now)
    return refitted(lessons, source, click.echo, shipped)


def _lessons(rows: Iterable[Mapping[str, Any]]) -> list[Lesson]:
    asks: dict[str, Ask] = {}
    lessons = []
    for row in rows:
        ask = asks.get(row["item"])
        if ask is None:
            item = PlanItem.model_validate_json(row["item"])
            ask = asks[row["item"]] = authored(item.id, item.skills, item.difficulty)
        lessons.append(Lesson(row["learner"], ask, row["score"]))
    return lessons


def _shipped(folder: Path) -> Model:
    lessons: list[Lesson] = []
    names = []
    for each in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            log = read_log(each)
        except LeakyLog as error:
            click.echo(f"refused: {error}")
            continue
        lessons += lessons_of(log, _MOST_A_LOG)
        names.append(log.name)
    return refitted(lessons, Source(tuple(names), SHIPPED), click.echo, None)
