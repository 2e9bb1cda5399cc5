-- A session goes on while a learner's next act in a course comes within the
-- gap. FINAL leaves each act once, and acts are ordered by when they happened:
-- neither repeats nor late arrivals change an answer for good.
SELECT
    course_id,
    learner_id,
    min(at) AS began_at,
    max(at) AS ended_at,
    count() AS acts,
    countIf(kind = 'answer.submitted') AS answers,
    date_diff('millisecond', min(at), max(at)) / 1000 AS seconds
FROM (
    SELECT
        course_id,
        learner_id,
        kind,
        at,
        sum(is_new) OVER (
            PARTITION BY course_id, learner_id
            ORDER BY at, event_id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS session
    FROM (
        SELECT
            course_id,
            learner_id,
            kind,
            event_id,
            occurred_at AS at,
            date_diff(
                'millisecond',
                lagInFrame(occurred_at, 1, toDateTime64(0, 3, 'UTC')) OVER (
                    PARTITION BY course_id, learner_id
                    ORDER BY occurred_at, event_id
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ),
                occurred_at
            ) > %(gap_s)s * 1000 AS is_new
        FROM events FINAL
        WHERE tenant = %(tenant)s
          AND (%(course_id)s IS NULL OR course_id = %(course_id)s)
          AND (%(activity_id)s IS NULL OR activity_id = %(activity_id)s)
          AND (%(learner_id)s IS NULL OR learner_id = %(learner_id)s)
          AND occurred_at >= toDateTime(%(since)s, 'UTC')
          AND occurred_at < toDateTime(%(until)s, 'UTC')
          AND (
              kind IN ('answer.submitted', 'grade.contested')
              OR (kind = 'activity.launched' AND role = 'learner')
          )
    )
)
GROUP BY course_id, learner_id, session
ORDER BY course_id, learner_id, began_at
