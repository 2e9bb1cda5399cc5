"""`signpost broker`: the embedded broker with its topics."""

import asyncio
import sys
from pathlib import Path

import click

from deploy.embedded.broker import run
from deploy.embedded.ports import HOST


@click.command("broker")
@click.option("--port", type=int, required=True)
@click.option("--partitions", type=int, envvar="SIGNPOST_PARTITIONS", default=4, show_default=True)
@click.option("--ready-file", type=click.Path(path_type=Path), default=None)
def command(port: int, partitions: int, ready_file: Path | None) -> None:
    """Run the embedded Kafka broker (memory storage)."""
    sys.exit(asyncio.run(run(HOST, port, partitions, ready_file)))
