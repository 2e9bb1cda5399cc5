"""`signpost ledger`: accepted = stored + dead letters + in flight."""

import json
from dataclasses import asdict

import click

from analytics.reports import Entry, ledger
from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseUnavailable
from lti_tool.adapters.database import Database
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.settings import Settings

_COLUMNS = ("accepted", "stored", "dead", "in_flight", "difference")


@click.command("ledger")
@click.option("--tenant", default=None, help="Only this tenant's accounts.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def command(tenant: str | None, *, as_json: bool) -> None:
    """Account for every accepted event; exit 1 if one is missing or strange."""
    settings = Settings()
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value())
    try:
        entries = ledger(warehouse, OutboxAccounts(Database(settings.database_url)), tenant)
    except WarehouseUnavailable as error:
        raise click.ClickException(f"the warehouse does not answer: {error}") from error
    finally:
        warehouse.close()
    if as_json:
        facts = [asdict(e) | {"difference": e.difference, "sound": e.sound} for e in entries]
        click.echo(json.dumps(facts, default=str))
    else:
        _table(entries)
    raise SystemExit(0 if all(entry.sound for entry in entries) else 1)


def _table(entries: tuple[Entry, ...]) -> None:
    click.echo(f"{'tenant':<10}{'kind':<22}" + "".join(f"{name:>12}" for name in _COLUMNS))
    for entry in entries:
        numbers = "".join(f"{getattr(entry, name):>12}" for name in _COLUMNS)
        click.echo(f"{entry.account.tenant[:8]:<10}{entry.account.kind:<22}{numbers}")
        for missing in entry.missing:
            click.echo(f"{'':<10}missing {missing}")
        for stranger in entry.strangers:
            click.echo(f"{'':<10}strange {stranger}")
