SELECT DISTINCT event_id
FROM events
WHERE event_id IN %(ids)s
