SELECT
    if(
        %(by)s = 'day',
        toDateTime(toStartOfDay(quarter, %(timezone)s), 'UTC'),
        toDateTime(toStartOfHour(toTimeZone(quarter, %(timezone)s)), 'UTC')
    ) AS begins_at,
    uniqExactMergeIf(learners, kind = 'answer.submitted' OR role = 'learner') AS learners,
    uniqExactMergeIf(events, kind = 'activity.launched' AND role = 'learner') AS launches,
    uniqExactMergeIf(events, kind = 'answer.submitted') AS answers
FROM activity_quarters
WHERE tenant = %(tenant)s
  AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
  AND quarter >= toDateTime(%(since)s, 'UTC')
  AND quarter < toDateTime(%(until)s, 'UTC')
  AND kind IN ('activity.launched', 'answer.submitted')
GROUP BY begins_at
HAVING learners > 0
ORDER BY begins_at
