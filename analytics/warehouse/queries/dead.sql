SELECT DISTINCT assumeNotNull(event_id) AS event_id
FROM dead_letters FINAL
WHERE dead_letters.event_id IN %(ids)s
  AND replayed_at IS NULL
