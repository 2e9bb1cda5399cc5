-- What no retry will help, whole. Not partitioned: a repeat has another
-- `failed_at` and must still meet its first row.
CREATE TABLE IF NOT EXISTS dead_letters
(
    tenant LowCardinality(String),
    letter_id UUID,
    event_id Nullable(UUID),
    kind LowCardinality(String),
    stage LowCardinality(String),
    reason String,
    attempts UInt32,
    failed_at DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    raw String CODEC(ZSTD(6)),
    kafka_topic LowCardinality(String),
    kafka_partition Int32,
    kafka_offset Int64,
    ver UInt64,
    INDEX by_event event_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(ver)
ORDER BY (tenant, letter_id);
