-- The newest state of each learner model, to go on from after the broker's
-- loss. `ver` is made of the state's `seq` and, for a tie, of the moment it was
-- produced (see `rows.state_version`).
CREATE TABLE IF NOT EXISTS mastery_states
(
    tenant LowCardinality(String),
    learner_id UUID,
    course_id String,
    bank_id LowCardinality(String),
    seq UInt64,
    state String CODEC(ZSTD(6)),
    event_id UUID,
    occurred_at DateTime64(3, 'UTC'),
    produced_at DateTime64(3, 'UTC'),
    ver UInt64
)
ENGINE = ReplacingMergeTree(ver)
ORDER BY (learner_id, course_id, bank_id);

-- The newest mastery of each learner's each skill.
CREATE TABLE IF NOT EXISTS skill_mastery
(
    tenant LowCardinality(String),
    course_id LowCardinality(String),
    bank_id LowCardinality(String),
    skill_id LowCardinality(String),
    learner_id UUID,
    value Float64,
    best Float64,
    low Float64,
    high Float64,
    certain Bool,
    answers UInt32,
    seq UInt64,
    occurred_at DateTime64(3, 'UTC'),
    ver UInt64
)
ENGINE = ReplacingMergeTree(ver)
ORDER BY (tenant, course_id, bank_id, skill_id, learner_id);
