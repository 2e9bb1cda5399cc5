"""The embedded broker, killed and started again under producers that know it."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from analytics.events import TOPICS
from deploy.embedded import broker as embedded
from deploy.embedded.broker import create_topics, hidden_messages
from stream_processors.adapters.kafka import Making
from tests.parts.broker import running_broker
from tests.parts.processes import free_port

pytestmark = [pytest.mark.functional, pytest.mark.timeout(120)]

TOPIC = TOPICS["answer.submitted"]
PARTITIONS = 4
PRODUCERS = 4


@asynccontextmanager
async def broker(port: int, ready: Path) -> AsyncIterator[None]:
    """Run `signpost broker` until it is killed at the end, as the supervisor does it."""
    command = ("-m", "deploy.cli", "broker", "--port", str(port), "--ready-file", str(ready))
    process = await asyncio.create_subprocess_exec(sys.executable, *command)
    try:
        while not ready.exists():  # noqa: ASYNC110 -- another process makes it
            await asyncio.sleep(0.005)
        yield
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()
        ready.unlink(missing_ok=True)


async def sent(producer: AIOKafkaProducer, words: str) -> list[bytes]:
    """Send a few messages to each partition at once; return those that are acknowledged."""
    values = [f"{words}-{number}".encode() for number in range(5 * PARTITIONS)]
    results = await asyncio.gather(
        *(
            producer.send_and_wait(TOPIC, value, partition=number % PARTITIONS)
            for number, value in enumerate(values)
        ),
        return_exceptions=True,
    )
    return [
        value
        for value, result in zip(values, results, strict=True)
        if not isinstance(result, BaseException)
    ]


async def hurry(producer: AIOKafkaProducer, over: asyncio.Event) -> None:
    while not over.is_set():
        await sent(producer, "meanwhile")
        await asyncio.sleep(0.01)


async def there(bootstrap: str, wanted: Sequence[bytes]) -> set[bytes]:
    """Return what can be read, with patience for what is wanted."""
    consumer = AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    await consumer.start()
    try:
        consumer.assign([TopicPartition(TOPIC, number) for number in range(PARTITIONS)])
        found: set[bytes] = set()
        for _ in range(30):
            for messages in (await consumer.getmany(timeout_ms=200)).values():
                found |= {message.value for message in messages}
            if found >= set(wanted):
                break
        return found
    finally:
        await consumer.stop()


async def test_what_is_acknowledged_after_a_restart_can_be_read(tmp_path: Path) -> None:
    port, ready = free_port(), tmp_path / "ready"
    bootstrap = f"127.0.0.1:{port}"
    producers = [AIOKafkaProducer(bootstrap_servers=bootstrap) for _ in range(PRODUCERS)]
    over = asyncio.Event()
    hurrying: list[asyncio.Task[None]] = []
    try:
        async with broker(port, ready):
            for producer in producers:
                await producer.start()
                await sent(producer, "before")
        hurrying = [asyncio.create_task(hurry(producer, over)) for producer in producers]
        async with broker(port, ready):
            over.set()
            await asyncio.gather(*hurrying)
            acknowledged = [
                value
                for number, producer in enumerate(producers)
                for value in await sent(producer, f"after-{number}")
            ]
            assert len(acknowledged) == PRODUCERS * PARTITIONS * 5
            assert set(acknowledged) - await there(bootstrap, acknowledged) == set()
            assert await hidden_messages(bootstrap) == []
    finally:
        over.set()
        await asyncio.gather(*hurrying)
        for producer in producers:
            await producer.stop()


async def test_messages_that_came_before_their_topic_are_told() -> None:
    port = free_port()
    bootstrap = f"127.0.0.1:{port}"
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap)
    try:
        with running_broker(port):
            await create_topics(bootstrap, Making(PARTITIONS))
            await producer.start()
            await sent(producer, "before")
            assert await hidden_messages(bootstrap) == []
        with running_broker(port):
            await sent(producer, "too soon")
            await create_topics(bootstrap, Making(PARTITIONS))
            told = await hidden_messages(bootstrap)
            assert told == [f"{TOPIC}[{number}]" for number in range(PARTITIONS)]
    finally:
        await producer.stop()


async def test_a_broker_that_ends_while_it_is_looked_at_is_not_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    looks = 0

    async def look(bootstrap: str) -> list[str]:
        nonlocal looks
        looks += 1
        kill = await asyncio.create_subprocess_exec("pkill", "-KILL", "-f", f"//{bootstrap}")
        await kill.wait()
        await asyncio.sleep(0.3)
        return [f"{TOPIC}[0]"]

    monkeypatch.setattr(embedded, "hidden_messages", look)
    code = await asyncio.wait_for(embedded.run("127.0.0.1", port, PARTITIONS, None), 30)
    assert (code, looks) == (-signal.SIGKILL, 1)
