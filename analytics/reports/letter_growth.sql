SELECT
    count() AS waiting,
    countIf(failed_at >= toDateTime(%(since)s, 'UTC')) AS fresh
FROM dead_letters FINAL
WHERE replayed_at IS NULL
