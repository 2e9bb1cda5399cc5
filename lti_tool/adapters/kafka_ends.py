"""Where the log of each topic ends, asked once, for a page."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from analytics.events import TOPICS
from lti_tool.errors import BrokerUnavailable


@dataclass(frozen=True, slots=True)
class KafkaEnds:
    """Asks a broker for the ends of its log."""

    bootstrap: str
    timeout_s: float

    def read(self) -> Mapping[tuple[str, int], int]:
        """Return the next offset of each partition of our topics.

        Raises:
            BrokerUnavailable: nobody answers in time.
        """
        try:
            return asyncio.run(self._read())
        except (KafkaError, OSError, TimeoutError) as error:
            raise BrokerUnavailable(f"Kafka does not answer: {error!r}") from error

    async def _read(self) -> Mapping[tuple[str, int], int]:
        own = {
            "bootstrap_servers": self.bootstrap.split(","),
            "request_timeout_ms": int(self.timeout_s * 1_000),
        }
        consumer = AIOKafkaConsumer(**own, enable_auto_commit=False)
        admin = AIOKafkaAdminClient(**own)
        try:
            async with asyncio.timeout(self.timeout_s):
                await consumer.start()
                await admin.start()
                # A consumer that reads no topic is told of no partition.
                places = [
                    TopicPartition(topic["topic"], one["partition"])
                    for topic in await admin.describe_topics(list(TOPICS.values()))
                    for one in topic["partitions"]
                ]
                ends = await consumer.end_offsets(places)
        finally:
            await consumer.stop()
            await admin.close()
        return {(place.topic, place.partition): end for place, end in ends.items()}
