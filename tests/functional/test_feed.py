"""The inbox's feed on the embedded broker."""

import asyncio
import time

import pytest
from aiokafka import AIOKafkaProducer

from lti_tool.adapters.kafka import BEYOND_S, KafkaFeed
from tests.parts.broker import running_broker

pytestmark = pytest.mark.functional

TOPIC = "feed"
TOGETHER = 5


async def test_what_came_in_one_batch_is_read_once() -> None:
    """Tansu tells an end that counts one message only of the last batch."""
    with running_broker() as broker:
        producer = AIOKafkaProducer(bootstrap_servers=broker.url, linger_ms=200)
        await producer.start()
        sent = [await producer.send(TOPIC, b"%d" % n, partition=0) for n in range(TOGETHER)]
        await asyncio.gather(*sent)
        await producer.stop()
        feed = KafkaFeed(broker.url, (TOPIC,), "readers", timeout_s=10.0, session_s=6.0)
        offsets: list[int] = []
        first: float | None = None
        while first is None or time.monotonic() - first < BEYOND_S + 3.0:
            found = await feed.fetch()
            offsets += [message.offset for message in found]
            if found and first is None:
                first = time.monotonic()
            await feed.commit()
        await feed.close()
    assert offsets == list(range(TOGETHER))
