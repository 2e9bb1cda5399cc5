-- Where the bulk lane puts messages: nothing is kept here, the view below takes
-- each apart as it passes, once, and fills `events`. `facts` is the message in
-- today's version where `raw` is an older one; else it is empty.
CREATE TABLE IF NOT EXISTS incoming
(
    raw String,
    facts String,
    kafka_topic String,
    kafka_partition Int32,
    kafka_offset Int64,
    received_ms Int64
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS incoming_events TO events AS
WITH
    JSONExtract(if(empty(facts), raw, facts), 'Tuple(tenant String, course_id String, kind String, learner_id UUID, event_id UUID, parent_id Nullable(UUID), occurred_at String, produced_at String, activity_id Nullable(UUID), attempt_id Nullable(UUID), item_id String, bank_id String, attempt_number UInt32, seconds_spent Nullable(Float64), answer String, score Nullable(Float64), grade_version UInt32, reason String, actor_id Nullable(UUID), role String, outcome String, progress Nullable(Float64), state_seq Nullable(UInt64), version UInt16, grade Tuple(score Nullable(Float64), label String, confidence Nullable(Float64), method String, grader String, grade_version UInt32), state Tuple(seq UInt64), step Tuple(item_id String))') AS e,
    e.kind IN ('answer.graded', 'grade.overridden') AS has_grade,
    parseDateTime64BestEffort(e.produced_at, 3, 'UTC') AS made_at
SELECT
    e.tenant AS tenant,
    e.course_id AS course_id,
    e.kind AS kind,
    e.learner_id AS learner_id,
    e.event_id AS event_id,
    e.parent_id AS parent_id,
    parseDateTime64BestEffort(e.occurred_at, 3, 'UTC') AS occurred_at,
    made_at AS produced_at,
    fromUnixTimestamp64Milli(received_ms, 'UTC') AS received_at,
    e.activity_id AS activity_id,
    e.attempt_id AS attempt_id,
    e.item_id AS item_id,
    e.bank_id AS bank_id,
    e.attempt_number AS attempt_number,
    e.seconds_spent AS seconds_spent,
    e.answer AS answer,
    if(has_grade, e.grade.score, e.score) AS score,
    if(has_grade, e.grade.label, '') AS label,
    if(has_grade, e.grade.confidence, NULL) AS confidence,
    if(has_grade, e.grade.method, '') AS method,
    if(has_grade, e.grade.grader, '') AS grader,
    if(has_grade, e.grade.grade_version, e.grade_version) AS grade_version,
    if(e.kind = 'path.advised', JSONExtractString(e.reason, 'code'), e.reason) AS reason,
    e.actor_id AS actor_id,
    e.role AS role,
    e.outcome AS outcome,
    if(e.kind = 'path.advised', e.step.item_id, '') AS step_item_id,
    e.progress AS progress,
    if(e.kind = 'mastery.updated', e.state.seq, e.state_seq) AS state_seq,
    e.version AS version,
    raw,
    kafka_topic,
    kafka_partition,
    kafka_offset,
    toUnixTimestamp64Milli(made_at) AS ver
FROM incoming;
