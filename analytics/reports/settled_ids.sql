-- A page of the ids that one account has in the warehouse, in their order.
SELECT DISTINCT event_id
FROM (
    SELECT event_id
    FROM events
    WHERE tenant = %(tenant)s AND kind = %(kind)s AND event_id > %(after)s
    UNION ALL
    SELECT assumeNotNull(dead_letters.event_id) AS event_id
    FROM dead_letters
    WHERE tenant = %(tenant)s AND kind = %(kind)s
      AND dead_letters.event_id IS NOT NULL AND dead_letters.event_id > %(after)s
)
ORDER BY event_id
LIMIT %(limit)s
