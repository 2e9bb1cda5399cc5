SELECT event_id, tenant, kind, learner_id, occurred_at
FROM events
WHERE (%(tenant)s IS NULL OR tenant = %(tenant)s)
  AND kind = %(kind)s
  AND occurred_at >= toDateTime(%(since)s, 'UTC')
  AND received_at < toDateTime(%(before)s, 'UTC')
  AND event_id NOT IN (
      SELECT assumeNotNull(parent_id)
      FROM events
      WHERE (%(tenant)s IS NULL OR tenant = %(tenant)s)
        AND kind IN %(children)s
        AND occurred_at >= toDateTime(%(since)s, 'UTC')
        AND parent_id IS NOT NULL
  )
  AND event_id NOT IN (
      SELECT assumeNotNull(event_id)
      FROM dead_letters FINAL
      WHERE event_id IS NOT NULL AND replayed_at IS NULL
  )
ORDER BY occurred_at, event_id
LIMIT 1 BY event_id
LIMIT %(limit)s
