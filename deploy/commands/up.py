"""`signpost up`: the whole product on this machine."""

from pathlib import Path

import click

from deploy.embedded import EmbeddedError
from deploy.embedded.up import up
from deploy.preparing import PreparationFailed


@click.command("up")
@click.option(
    "--var",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    show_default=True,
    help="Folder of data, logs and secrets.",
)
def command(root: Path) -> None:
    """Run every part on loopback until Ctrl-C."""
    try:
        up(root)
    except (EmbeddedError, PreparationFailed) as error:
        raise click.ClickException(str(error)) from error
