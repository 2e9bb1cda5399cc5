"""The whole product with three stream workers, on Kafka or on Tansu.

It is put together from the parts that `signpost up` runs, each under the same
supervisor, which starts again whatever dies.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from aiokafka.errors import KafkaError

from deploy.embedded.broker import create_topics
from deploy.embedded.health import port_open
from deploy.embedded.layout import Layout
from deploy.embedded.parts import Part, Site, parts_of
from deploy.embedded.ports import HOST, Ports, free_port
from deploy.embedded.supervision import Supervisor, sweep
from deploy.kafka.artifacts import jars
from deploy.kafka.cluster import Cluster, place
from deploy.preparing import prepare_sql, prepare_warehouse
from lti_tool.settings import Settings
from stream_processors.adapters.kafka import Making

BrokerName = Literal["kafka", "tansu"]
WORKERS = 3
PARTITIONS = 6
JARS = Path("var/kafka")
QUOTA_MB = 512
READY_S = 600.0
NICE = ["nice", "-n", "10"]
_LEFT_OUT = {"demo_lms", "desk"}


@dataclass(slots=True)
class Scene:
    """The running product.

    Attributes:
        root: its folder of data and logs.
        quota: the file system of the warehouse; None if its size has no limit.
    """

    root: Path
    broker: BrokerName
    environment: Mapping[str, str]
    parts: Mapping[str, Part]
    supervisor: Supervisor
    web_url: str
    quota: Path | None
    _visitor: "subprocess.Popen[bytes] | None" = field(default=None)

    @property
    def bootstrap(self) -> str:
        """Return where the broker is."""
        return self.environment["SIGNPOST_KAFKA_BOOTSTRAP"]

    @property
    def clickhouse(self) -> str:
        """Return where the warehouse is."""
        return self.environment["SIGNPOST_CLICKHOUSE_URL"]

    @property
    def database_url(self) -> str:
        """Return where the SQL state is."""
        return self.environment["SIGNPOST_DATABASE_URL"]

    def pid(self, name: str) -> int | None:
        """Return the process id of a part now, None while it is down."""
        return self.supervisor.pids().get(name)

    def rebalance(self) -> str:
        """Let one more worker join the group, or leave it again."""
        if self._visitor is not None:
            visitor, self._visitor = self._visitor, None
            _end(visitor)
            return f"a worker left, exit status {visitor.returncode}"
        folder = Layout(self.root).folder("data/worker-visitor")
        with (Layout(self.root).log / "visitor.log").open("ab") as log:
            self._visitor = subprocess.Popen(
                [sys.executable, "-m", "stream_processors"],
                env=os.environ | self.environment | {"SIGNPOST_DATA_DIR": str(folder)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        return "a worker joined"

    def close(self) -> None:
        """End everything."""
        if self._visitor is not None:
            _end(self._visitor)
        self.supervisor.stop()


@contextmanager
def running_scene(root: Path, broker: BrokerName) -> Iterator[Scene]:
    """Run the product until the block ends; everything of a run before is gone.

    Raises:
        deploy.kafka.KafkaError: Java, Maven or the artifacts are absent.
    """
    libs = jars(JARS) if broker == "kafka" else None
    _forget(root)
    layout = Layout(root)
    site = Site(layout, _free_ports(), layout.secrets())
    cluster = place(layout.folder("data/kafka"), libs, set()) if libs else None
    environment = _environment(site, cluster)
    quota = _limited(layout.folder("data/warehouse"))
    parts = _parts(site, cluster)
    supervisor = Supervisor(site, parts.values())
    scene = Scene(root, broker, environment, parts, supervisor, site.web_url, quota)
    with patch.dict(os.environ, environment):
        try:
            if cluster:
                cluster.prepare()
            _start(scene)
            yield scene
        finally:
            scene.close()
            if quota:
                _unmount(quota)


def _environment(site: Site, cluster: Cluster | None) -> dict[str, str]:
    changed = {
        "SIGNPOST_PARTITIONS": str(PARTITIONS),
        "SIGNPOST_RECONCILE_AFTER_S": "10",
    }
    if cluster:
        changed |= {
            "SIGNPOST_KAFKA_BOOTSTRAP": cluster.bootstrap,
            "SIGNPOST_REPLICATION": str(len(cluster.nodes)),
            "SIGNPOST_KAFKA_IDEMPOTENT": "true",
        }
    return site.environment() | changed


def _parts(site: Site, cluster: Cluster | None) -> dict[str, Part]:
    parts = {p.name: _unhurried(p) for p in parts_of(site) if p.name not in _LEFT_OUT}
    worker = parts.pop("worker")
    for number in range(1, WORKERS + 1):
        name = f"worker-{number}"
        ready = site.layout.run / f"{name}.ready"
        folder = site.layout.folder(f"data/{name}").resolve()
        env = {"SIGNPOST_READY_FILE": str(ready.resolve()), "SIGNPOST_DATA_DIR": str(folder)}
        ready_now = _file_there(ready)
        parts[name] = replace(worker, name=name, title=name, env=env, ready=ready_now)
    if cluster is None:
        return parts
    del parts["broker"]
    brokers = {
        f"kafka-{node.number}": Part(
            name=f"kafka-{node.number}",
            title=f"Kafka broker {node.number}",
            argv=cluster.command(node),
            ready=port_open(HOST, node.port),
            wave=1,
        )
        for node in cluster.nodes
    }
    return brokers | parts


def _unhurried(part: Part) -> Part:
    """Return a part that waits for no other: here nobody sits before a page."""
    own = part.argv[len(NICE) :] if part.argv[: len(NICE)] == NICE else part.argv
    return replace(part, argv=own)


def _file_there(path: Path) -> Callable[[], str | None]:
    return lambda: None if path.exists() else f"{path.name} is not written yet"


def _start(scene: Scene) -> None:
    scene.supervisor.start()
    settings = Settings()
    prepare_sql(settings)
    first = [part for part in scene.parts.values() if part.wave == 1]
    second = [part for part in scene.parts.values() if part.wave > 1]
    _launch(scene, first)
    prepare_warehouse(settings)
    _topics(scene)
    _launch(scene, second)


def _launch(scene: Scene, parts: list[Part]) -> None:
    for part in parts:
        scene.supervisor.launch(part.name)
    deadline = time.monotonic() + READY_S
    for part in parts:
        while (problem := part.ready()) is not None:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{part.title} is not ready ({problem}); see {scene.root}/log")
            time.sleep(0.2)


def _topics(scene: Scene) -> None:
    copies = int(scene.environment.get("SIGNPOST_REPLICATION", "1"))
    deadline = time.monotonic() + READY_S
    while True:
        try:
            return asyncio.run(create_topics(scene.bootstrap, Making(PARTITIONS, copies)))
        except (KafkaError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def _free_ports() -> Ports:
    taken: set[int] = set()
    chosen = {}
    for name in Ports.__dataclass_fields__:
        chosen[name] = free_port(taken)
        taken.add(chosen[name])
    return Ports(**chosen)


def _limited(folder: Path) -> Path | None:
    """Give a folder a small file system of its own; None where that is not allowed."""
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={QUOTA_MB}m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    return folder if done.returncode == 0 else None


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], capture_output=True, check=False)


def _forget(root: Path) -> None:
    if root.exists():
        sweep(Layout(root))
        subprocess.run(
            ["umount", "--lazy", str(root / "data/warehouse")], capture_output=True, check=False
        )
        shutil.rmtree(root)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=30)
        return
    process.kill()
    process.wait()
