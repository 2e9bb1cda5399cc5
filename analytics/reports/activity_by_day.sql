WITH attempts AS ({attempts})
SELECT
    day,
    uniqExact(learner_id) AS learners,
    uniqExactIf(id, what = 'launch') AS launches,
    uniqExactIf(id, what = 'answer') AS answers,
    avg(score) AS mean_score
FROM (
    SELECT
        toDate(submitted_at, %(timezone)s) AS day,
        learner_id,
        'answer' AS what,
        attempt_id AS id,
        score
    FROM attempts
    UNION ALL
    SELECT DISTINCT
        toDate(occurred_at, %(timezone)s) AS day,
        learner_id,
        'launch' AS what,
        event_id AS id,
        NULL AS score
    FROM events
    WHERE tenant = %(tenant)s
      AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
      AND occurred_at >= toDateTime(%(since)s, 'UTC')
      AND occurred_at < toDateTime(%(until)s, 'UTC')
      AND kind = 'activity.launched'
      AND role = 'learner'
      AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
)
GROUP BY day
ORDER BY day
