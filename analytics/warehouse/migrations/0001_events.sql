-- Every event, once for each id: rows of one id differ in `ver` alone and the
-- newest wins. Event time, tenant, course, kind and learner never change for
-- an id, so repeats always meet in one partition at one sorting key.
CREATE TABLE IF NOT EXISTS events
(
    tenant LowCardinality(String),
    course_id LowCardinality(String),
    kind LowCardinality(String),
    learner_id UUID,
    event_id UUID,
    parent_id Nullable(UUID),
    occurred_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    produced_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    activity_id Nullable(UUID),
    attempt_id Nullable(UUID),
    item_id LowCardinality(String),
    bank_id LowCardinality(String),
    attempt_number UInt32,
    seconds_spent Nullable(Float64),
    answer String CODEC(ZSTD(6)),
    score Nullable(Float64),
    label LowCardinality(String),
    confidence Nullable(Float64),
    method LowCardinality(String),
    grader LowCardinality(String),
    grade_version UInt32,
    reason String,
    actor_id Nullable(UUID),
    role LowCardinality(String),
    outcome LowCardinality(String),
    step_item_id LowCardinality(String),
    progress Nullable(Float64),
    state_seq Nullable(UInt64),
    version UInt16,
    raw String CODEC(ZSTD(6)),
    kafka_topic LowCardinality(String),
    kafka_partition Int32,
    kafka_offset Int64,
    ver UInt64,
    INDEX by_event event_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_parent parent_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_learner learner_id TYPE bloom_filter(0.01) GRANULARITY 4,
    INDEX by_attempt attempt_id TYPE bloom_filter(0.01) GRANULARITY 4
)
ENGINE = ReplacingMergeTree(ver)
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (tenant, course_id, toDate(occurred_at), kind, learner_id, event_id)
TTL toDateTime(occurred_at) + toIntervalDay(1830);
