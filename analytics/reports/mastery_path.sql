SELECT
    occurred_at AS at,
    tupleElement(skill, 1) AS skill_id,
    tupleElement(skill, 2) AS value,
    tupleElement(skill, 3) AS best,
    tupleElement(skill, 4) AS certain,
    tupleElement(skill, 5) AS answers
FROM ({skill_moments})
ORDER BY at, state_seq, skill_id
