"""Takes out of the log of Kafka what every reader has committed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.errors import KafkaError

from analytics.events import DEAD_LETTER_TOPIC, TOPICS
from lti_tool.errors import BrokerUnavailable

Offsets = Mapping[TopicPartition, int]


@dataclass(frozen=True, slots=True)
class KafkaTrim:
    """Shortens the log of a broker; one that keeps it in memory cannot."""

    bootstrap: str
    timeout_s: float

    def trim(self) -> None:
        """Take out what every reader has committed.

        What one reader of a topic has not committed yet stays for all.

        Raises:
            BrokerUnavailable: it does not answer, or cannot.
        """
        try:
            asyncio.run(self._trim())
        except (KafkaError, OSError, TimeoutError) as error:
            raise BrokerUnavailable(f"the log is not shortened: {error!r}") from error

    async def _trim(self) -> None:
        admin = AIOKafkaAdminClient(
            bootstrap_servers=self.bootstrap.split(","),
            request_timeout_ms=int(self.timeout_s * 1_000),
        )
        try:
            async with asyncio.timeout(self.timeout_s):
                await admin.start()
                names = [group for group, _ in await admin.list_consumer_groups()]
                readers = [await _committed(admin, name) for name in names]
                ends = read_by_all(readers)
                if ends:
                    wanted = {at: RecordsToDelete(before_offset=end) for at, end in ends.items()}
                    await admin.delete_records(wanted)
        finally:
            await admin.close()


def read_by_all(readers: Sequence[Offsets]) -> Offsets:
    """Return up to where every reader of a topic has read each of its partitions.

    A reader of a topic that has committed nothing of a partition has it before it.
    """
    places = {place for reader in readers for place in reader}
    ends = {
        place: min(
            reader.get(place, 0)
            for reader in readers
            if any(known.topic == place.topic for known in reader)
        )
        for place in places
    }
    return {place: end for place, end in ends.items() if end > 0}


async def _committed(admin: AIOKafkaAdminClient, group: str) -> Offsets:
    ours = {*TOPICS.values(), DEAD_LETTER_TOPIC}
    found = await admin.list_consumer_group_offsets(group)
    return {at: seen.offset for at, seen in found.items() if at.topic in ours and seen.offset >= 0}
