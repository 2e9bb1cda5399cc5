SELECT learner, item, score
FROM (
    SELECT
        concat(toString(learner_id), '/', course_id, '/', bank_id) AS learner,
        attempt_id,
        min(occurred_at) AS at,
        argMax(asked, grade_version) AS item,
        argMax(score, grade_version) AS score
    FROM (
        SELECT
            learner_id,
            course_id,
            bank_id,
            attempt_id,
            occurred_at,
            grade_version,
            score,
            arrayFirst(
                item -> JSONExtractString(item, 'id') = item_id,
                JSONExtractArrayRaw(raw, 'plan', 'items')
            ) AS asked
        FROM events FINAL
        WHERE kind IN ('answer.graded', 'grade.overridden') AND score IS NOT NULL
    )
    WHERE asked != ''
    GROUP BY learner_id, course_id, bank_id, attempt_id
    ORDER BY at DESC, attempt_id DESC
    LIMIT %(limit)s
)
ORDER BY at, attempt_id
