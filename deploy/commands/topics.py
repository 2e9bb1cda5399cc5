"""`signpost topics`: make the topics on a Kafka cluster."""

import asyncio

import click

from deploy.embedded.broker import create_topics
from stream_processors.adapters.kafka import Making


@click.command("topics")
@click.option("--bootstrap", envvar="SIGNPOST_KAFKA_BOOTSTRAP", required=True)
@click.option("--partitions", type=int, envvar="SIGNPOST_PARTITIONS", default=4, show_default=True)
@click.option(
    "--replication", type=int, envvar="SIGNPOST_REPLICATION", default=1, show_default=True
)
@click.option("--min-insync", type=int, envvar="SIGNPOST_MIN_INSYNC", default=0, show_default=True)
def command(bootstrap: str, partitions: int, replication: int, min_insync: int) -> None:
    """Make every topic that the cluster does not have yet."""
    making = Making(partitions, replication, min_insync)
    asyncio.run(create_topics(bootstrap, making))
