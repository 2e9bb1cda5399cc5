SELECT
    maxOrNull(occurred_at) AS newest_event_at,
    maxOrNull(received_at) AS newest_stored_at,
    quantileExactOrNullIf(0.95)(
        greatest(0, date_diff('millisecond', produced_at, received_at)) / 1000,
        received_at >= toDateTime(%(lag_since)s, 'UTC')
    ) AS lag_p95_s
FROM events
WHERE tenant = %(tenant)s
  AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
