SELECT state
FROM mastery_states
WHERE learner_id = %(learner_id)s
  AND course_id = %(course_id)s
  AND bank_id = %(bank_id)s
ORDER BY ver DESC
LIMIT 1
