SELECT learner_id, item_id, occurred_at AS at, seconds_spent AS seconds
FROM events FINAL
WHERE tenant = %(tenant)s
  AND course_id = %(course_id)s
  AND kind = 'answer.submitted'
  AND activity_id = %(activity_id)s
  AND (%(learner_id)s IS NULL OR learner_id = %(learner_id)s)
  AND occurred_at >= fromUnixTimestamp64Milli(%(from_ms)s, 'UTC')
  AND occurred_at < fromUnixTimestamp64Milli(%(until_ms)s, 'UTC')
ORDER BY learner_id, at, event_id
