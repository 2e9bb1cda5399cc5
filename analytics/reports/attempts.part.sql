-- One row an attempt that was made in the scope: its newest grade, whenever
-- that was given. A tuple, because argMax passes over a NULL inside it and
-- would mix two grades. Right with repeated, late and shuffled rows.
SELECT
    course_id,
    attempt_id,
    any(learner_id) AS learner_id,
    any(item_id) AS item_id,
    minIf(occurred_at, kind != 'grade.overridden') AS submitted_at,
    max(attempt_number) AS attempt_number,
    argMaxIf(
        tuple(score, label, confidence, method, grader, grade_version, produced_at, reason),
        tuple(grade_version, ver),
        kind IN ('answer.graded', 'grade.overridden')
    ) AS grade,
    countIf(kind IN ('answer.graded', 'grade.overridden')) > 0 AS is_graded,
    countIf(kind = 'answer.held') > 0 AS is_held,
    if(is_graded, grade.1, NULL) AS score
FROM events
WHERE tenant = %(tenant)s
  AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
  AND occurred_at >= toDateTime(%(since)s, 'UTC')
  AND kind IN ('answer.submitted', 'answer.graded', 'answer.held', 'grade.overridden')
  AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
GROUP BY course_id, attempt_id
HAVING countIf(kind != 'grade.overridden') > 0
   AND submitted_at < toDateTime(%(until)s, 'UTC')
