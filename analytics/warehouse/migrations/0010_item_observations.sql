-- What each answer says of how hard its item is: one row an attempt, of its newest
-- grade. `ver` is made of the grade's version and, for a tie, of the moment it was
-- produced (see `rows.observation_version`). The learner is there to be erased.
CREATE TABLE IF NOT EXISTS item_observations
(
    tenant LowCardinality(String),
    bank_id LowCardinality(String),
    item_id LowCardinality(String),
    attempt_id UUID,
    learner_id UUID,
    revision UInt32,
    grade_version UInt32,
    difficulty Float64,
    value Float64,
    weight Float64,
    repetition UInt32,
    ver UInt64
)
ENGINE = ReplacingMergeTree(ver)
ORDER BY (tenant, bank_id, item_id, attempt_id);
