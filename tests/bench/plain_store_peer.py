"""The plainest way of a topic into the warehouse: aiokafka, orjson, the driver."""

import asyncio
import os
import sys

import orjson
from aiokafka import AIOKafkaConsumer
from clickhouse_driver import Client

ROWS = 10_000
FIELDS = ("tenant", "kind", "event_id", "learner_id", "occurred_at")


async def main(topic: str) -> None:
    """Store until killed."""
    client = Client.from_url(os.environ["SIGNPOST_CLICKHOUSE_URL"])
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=os.environ["SIGNPOST_KAFKA_BOOTSTRAP"],
        group_id="plain",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=6_000,
        heartbeat_interval_ms=1_500,
    )
    await consumer.start()
    while True:
        found = await consumer.getmany(timeout_ms=200, max_records=ROWS)
        rows = [_row(m.value) for messages in found.values() for m in messages]
        if rows:
            sql = "INSERT INTO plain (tenant, kind, event_id, learner_id, occurred_at, raw) VALUES"
            columns = list(zip(*rows, strict=True))
            await asyncio.to_thread(client.execute, sql, columns, columnar=True)
            await consumer.commit()


def _row(raw: bytes) -> tuple[object, ...]:
    event = orjson.loads(raw)
    return (*(event[field] for field in FIELDS), raw)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
