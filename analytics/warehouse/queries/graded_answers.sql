SELECT raw
FROM events FINAL
WHERE kind IN ('answer.graded', 'grade.overridden')
ORDER BY occurred_at, event_id
