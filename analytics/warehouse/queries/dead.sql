SELECT DISTINCT assumeNotNull(event_id) AS event_id
FROM dead_letters
WHERE dead_letters.event_id IN %(ids)s
