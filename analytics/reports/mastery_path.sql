SELECT
    occurred_at AS at,
    tupleElement(skill, 1) AS skill_id,
    tupleElement(skill, 2) AS value,
    tupleElement(skill, 3) AS best,
    tupleElement(skill, 4) AS certain,
    tupleElement(skill, 5) AS answers
FROM (
    SELECT
        occurred_at,
        state_seq,
        arrayJoin(JSONExtract(
            raw,
            'skills',
            'Array(Tuple(skill_id String, value Float64, best Float64, certain Bool, answers Int64))'
        )) AS skill
    FROM events FINAL
    WHERE tenant = %(tenant)s
      AND course_id = %(course_id)s
      AND kind = 'mastery.updated'
      AND bank_id = %(bank_id)s
      AND learner_id = %(learner_id)s
      AND occurred_at < fromUnixTimestamp64Milli(%(until_ms)s, 'UTC')
)
ORDER BY at, state_seq, skill_id
