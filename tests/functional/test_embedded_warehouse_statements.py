"""The statements that our schema and reports are made of."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from clickhouse_driver import Client

from tests.parts.warehouse import running_warehouse

pytestmark = pytest.mark.functional

EVENTS = """
CREATE TABLE events
(
    tenant LowCardinality(String),
    actor_id UUID,
    event_id UUID,
    event_time DateTime64(3, 'UTC'),
    score Nullable(Float64),
    raw String CODEC(ZSTD(6)),
    ver UInt64,
    INDEX by_event event_id TYPE bloom_filter(0.01) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(ver)
PARTITION BY toYYYYMM(event_time)
ORDER BY (tenant, toDate(event_time), actor_id, event_id)
TTL toDateTime(event_time) + INTERVAL 1 YEAR
"""
LATEST = """
CREATE MATERIALIZED VIEW latest
ENGINE = AggregatingMergeTree ORDER BY (tenant, actor_id)
AS SELECT
    tenant,
    actor_id,
    uniqExactState(event_id) AS events,
    argMaxState(score, event_time) AS last_score,
    maxSimpleState(event_time) AS last_seen
FROM events
GROUP BY tenant, actor_id
"""
NOW = datetime.now(UTC).replace(microsecond=0)
ACTOR = uuid.uuid4()
IDS = [uuid.uuid4() for _ in range(3)]


def event(
    number: int, score: float, ver: int = 1, age: timedelta = timedelta()
) -> tuple[object, ...]:
    return "school", ACTOR, IDS[number], NOW - age, score, '{"a": 1}', ver


@pytest.fixture(scope="module")
def running() -> Iterator[Client]:
    with running_warehouse(database="default") as part, Client.from_url(part.url) as client:
        yield client


@pytest.fixture
def client(running: Client) -> Iterator[Client]:
    running.execute("CREATE DATABASE scratch")
    running.execute("USE scratch")
    running.execute(EVENTS)
    running.execute(LATEST)
    yield running
    running.execute("USE default")
    running.execute("DROP DATABASE scratch")


def test_the_newest_version_of_a_row_replaces_the_others(client: Client) -> None:
    client.execute("INSERT INTO events VALUES", [event(0, 0.5, ver=2)])
    client.execute("INSERT INTO events VALUES", [event(0, 0.1, ver=1), event(1, 0.9)])
    assert client.execute("SELECT score FROM events FINAL ORDER BY score") == [(0.5,), (0.9,)]
    client.execute("OPTIMIZE TABLE events FINAL")
    assert client.execute("SELECT count() FROM events") == [(2,)]


def test_idempotent_states_do_not_count_a_repeat(client: Client) -> None:
    hour = timedelta(hours=1)
    for _ in range(2):
        client.execute("INSERT INTO events VALUES", [event(0, 0.2, age=hour), event(1, 0.8)])
    client.execute("INSERT INTO events VALUES", [event(2, 0.4, age=2 * hour)])
    answer = client.execute(
        "SELECT uniqExactMerge(events), argMaxMerge(last_score), max(last_seen) "
        "FROM latest GROUP BY tenant, actor_id"
    )
    assert answer == [(3, 0.8, NOW)]


def test_rows_past_their_time_to_live_go(client: Client) -> None:
    client.execute("SYSTEM STOP TTL MERGES events")
    client.execute(
        "INSERT INTO events VALUES", [event(0, 0.2, age=timedelta(days=800)), event(1, 1.0)]
    )
    client.execute("SYSTEM START TTL MERGES events")
    client.execute("OPTIMIZE TABLE events FINAL")
    assert client.execute("SELECT score FROM events") == [(1.0,)]


def test_the_bloom_filter_is_used_to_find_an_event(client: Client) -> None:
    client.execute("INSERT INTO events VALUES", [event(0, 0.2), event(1, 0.4)])
    plan = client.execute(
        "EXPLAIN indexes = 1 SELECT score FROM events WHERE event_id = %(id)s", {"id": IDS[0]}
    )
    assert any("by_event" in line for (line,) in plan)
    assert client.execute("SELECT score FROM events WHERE event_id = %(id)s", {"id": IDS[1]}) == [
        (0.4,)
    ]


def test_a_repeated_deduplication_token_stores_once(client: Client) -> None:
    client.execute(
        "CREATE TABLE once (n UInt8) ENGINE = MergeTree ORDER BY n "
        "SETTINGS non_replicated_deduplication_window = 100"
    )
    for token in ("a", "a", "b"):
        client.execute(
            "INSERT INTO once VALUES", [(1,)], settings={"insert_deduplication_token": token}
        )
    assert client.execute("SELECT count() FROM once") == [(2,)]


def test_rows_are_erased_by_a_lightweight_delete(client: Client) -> None:
    client.execute("INSERT INTO events VALUES", [event(0, 0.2), event(1, 0.4)])
    client.execute("DELETE FROM events WHERE event_id = %(id)s", {"id": IDS[0]})
    assert client.execute("SELECT event_id FROM events") == [(IDS[1],)]


def test_a_window_over_days_has_no_gaps(client: Client) -> None:
    client.execute(
        "INSERT INTO events VALUES", [event(0, 0.2, age=timedelta(days=2)), event(1, 0.4)]
    )
    days = client.execute(
        "SELECT toDate(event_time) AS day, uniqExact(actor_id) FROM events "
        "GROUP BY day ORDER BY day WITH FILL"
    )
    assert [learners for _, learners in days] == [1, 0, 1]
