"""`signpost migrate`: bring the SQL state and the warehouse up to date."""

import click

from analytics.warehouse.client import Warehouse
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from analytics.warehouse.migrating import migrate as migrate_warehouse
from lti_tool.migrations import migrate as migrate_sql
from lti_tool.settings import Settings


@click.command("migrate")
@click.option("--sql", "only_sql", is_flag=True, help="Only the SQL state.")
@click.option("--warehouse", "only_warehouse", is_flag=True, help="Only the warehouse.")
def command(*, only_sql: bool, only_warehouse: bool) -> None:
    """Apply what is missing; both, unless one is named."""
    settings = Settings()
    if not only_warehouse:
        migrate_sql(settings.database_url)
        click.echo("SQL state is up to date.")
    if not only_sql:
        _warehouse(settings)


def _warehouse(settings: Settings) -> None:
    warehouse = Warehouse(settings.clickhouse_url.get_secret_value())
    try:
        applied = migrate_warehouse(warehouse)
    except (WarehouseError, WarehouseUnavailable) as error:
        raise click.ClickException(f"the warehouse: {error}") from error
    finally:
        warehouse.close()
    click.echo(f"Warehouse is up to date ({len(applied)} applied now).")
