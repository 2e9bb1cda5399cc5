SELECT letter_id, event_id, kind, stage, reason, attempts, failed_at
FROM dead_letters FINAL
WHERE tenant = %(tenant)s
ORDER BY failed_at DESC, letter_id
LIMIT %(limit)s
