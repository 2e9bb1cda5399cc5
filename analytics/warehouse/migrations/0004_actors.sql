-- The only names: one row a person, so that erasing one is cheap.
CREATE TABLE IF NOT EXISTS actors
(
    tenant LowCardinality(String),
    actor_id UUID,
    name String,
    updated_at DateTime64(3, 'UTC'),
    ver UInt64
)
ENGINE = ReplacingMergeTree(ver)
ORDER BY (tenant, actor_id);
