SELECT
    skill_id,
    count() AS learners,
    avg(value) AS mean,
    quantileExactInclusive(0.25)(value) AS lower_quartile,
    quantileExactInclusive(0.5)(value) AS median,
    quantileExactInclusive(0.75)(value) AS upper_quartile,
    countIf(value >= %(threshold)s) AS reached,
    countIf(NOT certain) AS uncertain,
    [
        countIf(value < 0.2),
        countIf(value >= 0.2 AND value < 0.4),
        countIf(value >= 0.4 AND value < 0.6),
        countIf(value >= 0.6 AND value < 0.8),
        countIf(value >= 0.8)
    ] AS bands
FROM skill_mastery FINAL
WHERE tenant = %(tenant)s
  AND course_id = %(course_id)s
  AND bank_id = %(bank_id)s
  AND answers > 0
  AND (
      %(activity_id)s IS NULL
      OR learner_id IN (
          SELECT learner_id
          FROM events
          WHERE tenant = %(tenant)s
            AND course_id = %(course_id)s
            AND kind = 'mastery.updated'
            AND activity_id = %(activity_id)s
      )
  )
GROUP BY skill_id
ORDER BY mean, skill_id
