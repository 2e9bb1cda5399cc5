WITH attempts AS ({attempts}),
texts AS (
    SELECT assumeNotNull(events.attempt_id) AS attempt_id, argMax(events.answer, ver) AS answer
    FROM events
    WHERE tenant = %(tenant)s
      AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
      AND occurred_at >= toDateTime(%(since)s, 'UTC')
      AND occurred_at < toDateTime(%(until)s, 'UTC')
      AND kind = 'answer.submitted'
      AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
    GROUP BY events.attempt_id
)
SELECT
    attempts.attempt_id AS attempt_id,
    learner_id,
    item_id,
    attempt_number,
    texts.answer AS answer,
    submitted_at,
    multiIf(is_graded, 'graded', is_held, 'held', 'submitted') AS status,
    score,
    label,
    confidence,
    method,
    grader,
    grade_version,
    graded_at,
    override_reason
FROM attempts
LEFT JOIN texts ON texts.attempt_id = attempts.attempt_id
ORDER BY submitted_at DESC, attempt_id
LIMIT %(limit)s
