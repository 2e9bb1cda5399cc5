"""Three brokers, each also a controller (KRaft), each with a folder and ports.

A topic has three copies and a write is acknowledged by two: any one broker may
die. Memory is kept small; nothing listens but on loopback.
"""

import subprocess
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.ports import HOST, free_port
from deploy.kafka.errors import NotFormatted

BROKERS = 3
_MEGABYTE = 1_048_576
_JVM = (
    *("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
    *("-Djava.awt.headless=true", "-Djava.net.preferIPv4Stack=true"),
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
)
_FORMAT_PATIENCE_S = 120


@dataclass(frozen=True, slots=True)
class Node:
    """One broker: its number, its ports, its folder."""

    number: int
    port: int
    controller_port: int
    folder: Path

    @property
    def address(self) -> str:
        """Return host:port for clients."""
        return f"{HOST}:{self.port}"

    @property
    def properties(self) -> Path:
        """Return the file of its configuration."""
        return self.folder / "server.properties"

    @property
    def voter(self) -> str:
        """Return how controllers name it."""
        return f"{self.number}@{HOST}:{self.controller_port}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The brokers and the jars that they run."""

    nodes: Sequence[Node]
    libs: Path

    @property
    def bootstrap(self) -> str:
        """Return what `SIGNPOST_KAFKA_BOOTSTRAP` is to be."""
        return ",".join(node.address for node in self.nodes)

    def command(self, node: Node) -> list[str]:
        """Return the arguments that start a broker."""
        return self._java("kafka.Kafka", str(node.properties))

    def prepare(self) -> None:
        """Write the configuration and format folders that are new.

        Raises:
            NotFormatted: Kafka says why.
        """
        cluster_id = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")
        for node in self.nodes:
            node.folder.mkdir(parents=True, exist_ok=True)
            written = "".join(f"{k}={v}\n" for k, v in self.settings(node).items())
            node.properties.write_text(written)
            if not (node.folder / "data" / "meta.properties").exists():
                self._format(node, cluster_id)

    def settings(self, node: Node) -> Mapping[str, object]:
        """Return a broker's configuration."""
        copies = len(self.nodes)
        sure = copies // 2 + 1
        return {
            "process.roles": "broker,controller",
            "node.id": node.number,
            "broker.rack": f"rack-{node.number}",
            "controller.quorum.voters": ",".join(one.voter for one in self.nodes),
            "controller.listener.names": "CONTROLLER",
            "listeners": (f"PLAINTEXT://{node.address},CONTROLLER://{HOST}:{node.controller_port}"),
            "advertised.listeners": f"PLAINTEXT://{node.address}",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "log.dirs": (node.folder / "data").resolve(),
            # Who writes first must not decide how a topic is made.
            "auto.create.topics.enable": "false",
            "default.replication.factor": copies,
            "min.insync.replicas": sure,
            "unclean.leader.election.enable": "false",
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 4,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": sure,
            "transaction.state.log.num.partitions": 4,
            "group.initial.rebalance.delay.ms": 0,
            "group.min.session.timeout.ms": 1_000,
            "message.max.bytes": 10 * _MEGABYTE,
            "replica.fetch.max.bytes": 10 * _MEGABYTE,
            "log.segment.bytes": 64 * _MEGABYTE,
            "log.cleaner.dedupe.buffer.size": 16 * _MEGABYTE,
            "log.cleaner.threads": 1,
            "num.network.threads": 2,
            "num.io.threads": 4,
            "background.threads": 2,
        }

    def _format(self, node: Node, cluster_id: str) -> None:
        command = self._java(
            "kafka.tools.StorageTool",
            *("format", "--cluster-id", cluster_id, "--config", str(node.properties)),
        )
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_FORMAT_PATIENCE_S, check=False
        )
        if done.returncode != 0:
            raise NotFormatted(f"broker {node.number}:\n{done.stdout}{done.stderr}")

    def _java(self, main: str, *arguments: str) -> list[str]:
        return ["java", *_JVM, "-cp", f"{self.libs.resolve()}/*", main, *arguments]


def place(folder: Path, libs: Path, taken: set[int]) -> Cluster:
    """Return a cluster below a folder, on ports that are free now."""
    ports: list[int] = []
    while len(ports) < 2 * BROKERS:
        ports.append(free_port({*taken, *ports}))
    nodes = [
        Node(number, ports[2 * number - 2], ports[2 * number - 1], folder / f"broker-{number}")
        for number in range(1, BROKERS + 1)
    ]
    return Cluster(nodes, libs)
