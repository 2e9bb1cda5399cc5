SELECT
    event_id, kind, course_id, learner_id, activity_id, item_id,
    score, label, reason, occurred_at, produced_at
FROM events
WHERE tenant = %(tenant)s
  AND kind != 'item.observed'
  AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
  AND occurred_at >= toDateTime(%(since)s, 'UTC')
  AND occurred_at < toDateTime(%(until)s, 'UTC')
  AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
ORDER BY occurred_at DESC, produced_at DESC, event_id
LIMIT 1 BY event_id
LIMIT %(limit)s
