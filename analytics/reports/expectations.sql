SELECT
    assumeNotNull(attempt_id) AS attempt_id,
    argMin(JSONExtractFloat(raw, 'forecast', 'chance'), tuple(occurred_at, produced_at)) AS chance
FROM events FINAL
WHERE tenant = %(tenant)s
  AND course_id = %(course_id)s
  AND kind = 'mastery.updated'
  AND bank_id = %(bank_id)s
  AND activity_id = %(activity_id)s
  AND learner_id = %(learner_id)s
  AND occurred_at < fromUnixTimestamp64Milli(%(until_ms)s, 'UTC')
  AND JSONHas(raw, 'forecast', 'chance')
GROUP BY attempt_id
ORDER BY attempt_id
