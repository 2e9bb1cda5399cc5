
    -- One row an attempt that was made in the scope, with its newest grade,
    -- whenever that was given: right with repeated, late and shuffled rows.
    -- The grade is one tuple, because argMax passes over a bare NULL and would
    -- mix two grades.
    SELECT
        course_id,
        assumeNotNull(attempt_id) AS attempt_id,
        any(events.learner_id) AS learner_id,
        any(events.item_id) AS item_id,
        minIf(occurred_at, kind != 'grade.overridden') AS submitted_at,
        max(events.attempt_number) AS attempt_number,
        countIf(kind IN ('answer.graded', 'grade.overridden')) > 0 AS is_graded,
        countIf(kind = 'answer.held') > 0 AS is_held,
        argMaxIf(
            tuple(
                events.score, events.label, events.confidence, events.method,
                events.grader, events.grade_version, produced_at, events.reason
            ),
            tuple(events.grade_version, ver),
            kind IN ('answer.graded', 'grade.overridden')
        ) AS grade,
        tupleElement(grade, 1) AS score,
        tupleElement(grade, 2) AS label,
        tupleElement(grade, 3) AS confidence,
        tupleElement(grade, 4) AS method,
        tupleElement(grade, 5) AS grader,
        tupleElement(grade, 6) AS grade_version,
        if(is_graded, tupleElement(grade, 7), NULL) AS graded_at,
        tupleElement(grade, 8) AS override_reason
    FROM events
    WHERE tenant = %(tenant)s
      AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
      AND occurred_at >= toDateTime(%(since)s, 'UTC')
      AND kind IN ('answer.submitted', 'answer.graded', 'answer.held', 'grade.overridden')
      AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
    GROUP BY course_id, events.attempt_id
    HAVING countIf(kind != 'grade.overridden') > 0
       AND submitted_at < toDateTime(%(until)s, 'UTC')
