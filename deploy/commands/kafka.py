"""`signpost kafka`: three brokers of Apache Kafka on this machine."""

import signal
import subprocess
import time
from pathlib import Path

import click

from deploy.kafka import KafkaError
from deploy.kafka.artifacts import jars
from deploy.kafka.cluster import Cluster, place

_STOP_S = 30


@click.command("kafka")
@click.option(
    "--var",
    "root",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var/kafka"),
    show_default=True,
    help="Folder of the jars, the logs and the data.",
)
def command(root: Path) -> None:
    """Run three brokers on loopback until Ctrl-C; needs Java and Maven."""
    try:
        cluster = place(root, jars(root), set())
        cluster.prepare()
    except KafkaError as error:
        raise click.ClickException(str(error)) from error
    brokers = _start(cluster)
    click.echo(f"SIGNPOST_KAFKA_BOOTSTRAP={cluster.bootstrap} SIGNPOST_REPLICATION=3")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        while all(broker.poll() is None for broker in brokers):
            time.sleep(0.5)
    except KeyboardInterrupt:
        click.echo("Stopping …")
    finally:
        _stop(brokers)


def _start(cluster: Cluster) -> list["subprocess.Popen[bytes]"]:
    brokers = []
    for node in cluster.nodes:
        with (node.folder / "broker.log").open("ab") as log:
            brokers.append(
                subprocess.Popen(
                    cluster.command(node),
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            )
    return brokers


def _stop(brokers: list["subprocess.Popen[bytes]"]) -> None:
    for broker in brokers:
        broker.terminate()
    for broker in brokers:
        try:
            broker.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            broker.kill()
