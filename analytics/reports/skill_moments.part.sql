-- What was believed of each skill after each answer: one row a skill, each time.
-- `answers` begin anew with a reset; `uncounted` are those before it.
SELECT
    learner_id,
    occurred_at,
    state_seq,
    arrayJoin(JSONExtract(
        raw,
        'skills',
        'Array(Tuple(
            skill_id String, value Float64, best Float64, certain Bool,
            answers Int64, uncounted Int64
        ))'
    )) AS skill
FROM events FINAL
WHERE tenant = %(tenant)s
  AND course_id = %(course_id)s
  AND kind = 'mastery.updated'
  AND bank_id = %(bank_id)s
  AND (%(learner_id)s IS NULL OR learner_id = %(learner_id)s)
  AND occurred_at < fromUnixTimestamp64Milli(%(until_ms)s, 'UTC')
