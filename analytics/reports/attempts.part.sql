
    -- One row an attempt that was made in the scope, with its newest grade,
    -- whenever that was given: right with repeated, late and shuffled rows.
    -- A higher grade version wins, then what was produced later (43 bits hold
    -- its milliseconds). A question pays only for the columns that it names.
    -- Confidence is in a tuple, because argMax passes over a bare NULL and
    -- would show that of an older grade.
    WITH
        kind IN ('answer.graded', 'grade.overridden') AS grades,
        bitShiftLeft(toUInt64(events.grade_version), 43) + ver AS recency
    SELECT
        course_id,
        assumeNotNull(attempt_id) AS attempt_id,
        any(events.learner_id) AS learner_id,
        any(events.item_id) AS item_id,
        any(events.bank_id) AS bank_id,
        minIf(occurred_at, kind != 'grade.overridden') AS submitted_at,
        max(events.attempt_number) AS attempt_number,
        -- A grade that was taken back is older than the hold that says so.
        maxIf(recency, grades) > maxIf(recency, kind = 'answer.held') AS is_graded,
        countIf(kind = 'answer.held') > 0 AS is_held,
        argMaxIf(events.score, recency, grades) AS score,
        argMaxIf(events.label, recency, grades) AS label,
        tupleElement(argMaxIf(tuple(events.confidence), recency, grades), 1) AS confidence,
        argMaxIf(events.method, recency, grades) AS method,
        argMaxIf(events.grader, recency, grades) AS grader,
        argMaxIf(events.grade_version, recency, grades) AS grade_version,
        if(is_graded, argMaxIf(produced_at, recency, grades), NULL) AS graded_at,
        argMaxIf(events.reason, recency, grades) AS override_reason
    FROM events
    WHERE tenant = %(tenant)s
      AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
      AND occurred_at >= toDateTime(%(since)s, 'UTC')
      AND kind IN ('answer.submitted', 'answer.graded', 'answer.held', 'grade.overridden')
      AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
    GROUP BY course_id, events.attempt_id
    HAVING countIf(kind != 'grade.overridden') > 0
       AND submitted_at < toDateTime(%(until)s, 'UTC')
