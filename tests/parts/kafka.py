"""Real Apache Kafka: three brokers in processes of their own."""

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.embedded.health import port_open
from deploy.embedded.ports import HOST
from deploy.kafka import ToolAbsent
from deploy.kafka.artifacts import jars
from deploy.kafka.cluster import Cluster, place

JARS = Path("var/kafka")
START_S = 120.0


@dataclass(frozen=True, slots=True)
class RunningKafka:
    """A cluster and its processes, in the order of its nodes."""

    cluster: Cluster
    brokers: Sequence["subprocess.Popen[bytes]"]

    @property
    def bootstrap(self) -> str:
        """Return what clients need."""
        return self.cluster.bootstrap


def kafkas_jars() -> Path:
    """Return the folder of Kafka's jars; without Java or Maven skip, but in CI fail."""
    try:
        return jars(JARS)
    except ToolAbsent as absent:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"Apache Kafka is not run here: {absent}")


@contextmanager
def running_kafka(folder: Path) -> Iterator[RunningKafka]:
    """Run three brokers until the block ends."""
    cluster = place(folder, kafkas_jars(), set())
    cluster.prepare()
    brokers = []
    try:
        for node in cluster.nodes:
            with (node.folder / "broker.log").open("ab") as log:
                command = cluster.command(node)
                brokers.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT))
        _wait_for(cluster)
        yield RunningKafka(cluster, brokers)
    finally:
        # Nothing of theirs is kept: none need wait for the others.
        for broker in brokers:
            broker.kill()
        for broker in brokers:
            broker.wait()


def _wait_for(cluster: Cluster) -> None:
    deadline = time.monotonic() + START_S
    for node in cluster.nodes:
        while (problem := port_open(HOST, node.port)()) is not None:
            if time.monotonic() > deadline:
                raise RuntimeError(f"broker {node.number}: {problem}; see {node.folder}")
            time.sleep(0.2)
