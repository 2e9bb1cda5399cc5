SELECT learner_id, skill_id, value, best, low, high, certain, answers, occurred_at AS updated_at
FROM skill_mastery FINAL
WHERE tenant = %(tenant)s
  AND course_id = %(course_id)s
  AND bank_id = %(bank_id)s
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
ORDER BY learner_id, skill_id
