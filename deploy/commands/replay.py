"""`signpost replay`: make the warehouse and mastery anew, while all goes on."""

import asyncio
from datetime import UTC, datetime, timedelta

import click

from analytics.events import KINDS, TOPICS, EventError
from analytics.mastery.versions import Versions
from analytics.warehouse.client import Timeouts, Warehouse
from analytics.warehouse.errors import WarehouseError
from analytics.warehouse.rebuilding import EventsAnew, Wanted
from stream_processors.adapters.kafka import Broker
from stream_processors.adapters.kafka_replay import read_log
from stream_processors.errors import TransientError
from stream_processors.rebuilding import make_mastery_anew
from stream_processors.settings import Settings

_PATIENCE = Timeouts(answer=3_600.0)
_CLOCKS_DIFFER = timedelta(seconds=60)


@click.command("replay")
@click.option("--since", type=click.DateTime(), help="Only what was stored since then, UTC.")
@click.option("--topic", help="Only this topic, or kind of event.")
@click.option("--tenant", help="Only this tenant.")
@click.option("--from", "source", type=click.Choice(["raw", "log"]), default="raw")
@click.option("--mastery/--no-mastery", default=True, help="Trace every grade again as well.")
def command(
    since: datetime | None, topic: str | None, tenant: str | None, source: str, *, mastery: bool
) -> None:
    """Make events anew from their raw messages, or from the log, and mastery from grades.

    Fresh tables are filled beside the live ones and change places with them; a
    table that would lose an event is not swapped. The log may hold less than the
    warehouse: what it lacks stays as it is. Restart the workers afterwards if the
    learner model changed: they keep states in memory.
    """
    settings = Settings()
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value(), timeouts=_PATIENCE)
    wanted = Wanted(tenant, _kind(topic), since.replace(tzinfo=UTC) if since else None)
    try:
        asyncio.run(_replay(settings, warehouse, wanted, source, mastery=mastery))
    except (WarehouseError, TransientError, EventError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        warehouse.close()


async def _replay(
    settings: Settings, warehouse: Warehouse, wanted: Wanted, source: str, *, mastery: bool
) -> None:
    began = datetime.now(UTC) - _CLOCKS_DIFFER
    anew = EventsAnew(warehouse, wanted)
    anew.begin()
    anew.carry_over(everything=source == "log")
    if source == "log":
        await _from_log(settings, anew, wanted)
    else:
        click.echo(f"{anew.from_raw()} messages of older versions lifted")
    click.echo(f"{anew.swap(began)} events are in the fresh table")
    if mastery:
        model = Versions(settings.mastery_folder).current()
        done = await make_mastery_anew(warehouse, wanted.tenant, began, model)
        click.echo(
            f"{done.learners} learners, {done.updates} updates traced again; "
            f"{done.differing} states differ, {done.kept} updates kept as they were"
        )


async def _from_log(settings: Settings, anew: EventsAnew, wanted: Wanted) -> None:
    broker = Broker(settings.kafka_bootstrap, settings.broker_timeout_s)
    topic = TOPICS[wanted.kind] if wanted.kind else None
    read = 0
    async for batch in read_log(broker, topic, wanted.since, lambda: datetime.now(UTC)):
        read += anew.take_readable(batch, wanted.tenant)
    click.echo(f"{read} messages read from the log")


def _kind(topic: str | None) -> str | None:
    if topic is None:
        return None
    kind = topic.removeprefix("signpost.")
    if kind not in KINDS:
        raise click.UsageError(f"no topic of events: {topic}")
    return kind
