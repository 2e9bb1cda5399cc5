SELECT learner_id, course_id, bank_id, seq, state
FROM mastery_states FINAL
WHERE produced_at >= (
    SELECT min(produced_at)
    FROM (
        SELECT produced_at
        FROM mastery_states FINAL
        ORDER BY produced_at DESC
        LIMIT %(limit)s
    )
)
ORDER BY produced_at DESC
LIMIT %(limit)s
