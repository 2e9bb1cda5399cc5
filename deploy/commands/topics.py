"""`signpost topics`: make the topics on a Kafka cluster."""

import asyncio

import click

from deploy.embedded.broker import create_topics


@click.command("topics")
@click.option("--bootstrap", envvar="SIGNPOST_KAFKA_BOOTSTRAP", required=True)
@click.option("--partitions", type=int, envvar="SIGNPOST_PARTITIONS", default=4, show_default=True)
@click.option("--replication", type=int, default=1, show_default=True)
def command(bootstrap: str, partitions: int, replication: int) -> None:
    """Make every topic that the cluster does not have yet."""
    asyncio.run(create_topics(bootstrap, partitions, replication))
