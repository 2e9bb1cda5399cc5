-- What happened in each quarter of an hour, whose start every time zone shares.
-- Only states that a repeat leaves as they are: an id counts once however often
-- it comes, and one that comes late counts where it happened.
CREATE TABLE IF NOT EXISTS activity_quarters
(
    tenant LowCardinality(String),
    course_id LowCardinality(String),
    kind LowCardinality(String),
    role LowCardinality(String),
    quarter DateTime('UTC'),
    events AggregateFunction(uniqExact, UUID),
    learners AggregateFunction(uniqExact, UUID),
    last_stored_at SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(quarter)
ORDER BY (tenant, course_id, quarter, kind, role)
TTL quarter + toIntervalDay(1830);

CREATE MATERIALIZED VIEW IF NOT EXISTS activity_quarters_of_events TO activity_quarters AS
SELECT
    tenant,
    course_id,
    kind,
    role,
    toDateTime(toStartOfFifteenMinutes(occurred_at), 'UTC') AS quarter,
    uniqExactState(event_id) AS events,
    uniqExactState(learner_id) AS learners,
    max(received_at) AS last_stored_at
FROM events
GROUP BY tenant, course_id, kind, role, quarter;

INSERT INTO activity_quarters
SELECT
    tenant,
    course_id,
    kind,
    role,
    toDateTime(toStartOfFifteenMinutes(occurred_at), 'UTC') AS quarter,
    uniqExactState(event_id) AS events,
    uniqExactState(learner_id) AS learners,
    max(received_at) AS last_stored_at
FROM events
GROUP BY tenant, course_id, kind, role, quarter;
