"""`signpost migrate`: bring the SQL state and the warehouse up to date."""

import click

from deploy.preparing import PreparationFailed, prepare_sql, prepare_warehouse
from lti_tool.settings import Settings


@click.command("migrate")
@click.option("--sql", "only_sql", is_flag=True, help="Only the SQL state.")
@click.option("--warehouse", "only_warehouse", is_flag=True, help="Only the warehouse.")
def command(*, only_sql: bool, only_warehouse: bool) -> None:
    """Apply what is missing; both, unless one is named."""
    settings = Settings()
    if not only_warehouse:
        prepare_sql(settings)
        click.echo("SQL state is up to date.")
    if not only_sql:
        try:
            applied = prepare_warehouse(settings)
        except PreparationFailed as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"Warehouse is up to date ({len(applied)} applied now).")
