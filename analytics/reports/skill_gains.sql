-- One row a learner and a skill: what was believed before a moment, and what came
-- of it.
SELECT
    learner_id,
    skill_id,
    if(countIf(early) > 0, argMaxIf(mastery, moment, early), NULL) AS before,
    maxIf(highest, early) >= %(threshold)s AS was_reached,
    argMaxIf(mastery, moment, NOT early) AS after,
    argMaxIf(is_certain, moment, NOT early) AS certain,
    argMaxIf(counted, moment, NOT early) - maxIf(counted, early) AS answers,
    minIf(happened_at, NOT early AND counted > 0) AS first_at,
    max(happened_at) AS last_at,
    if(countIf(there) > 0, minIf(happened_at, there), NULL) AS reached_at,
    if(countIf(there) > 0, minIf(counted, there) - maxIf(counted, early), NULL)
        AS answers_to_reach
FROM (
    SELECT
        learner_id,
        occurred_at AS happened_at,
        tuple(occurred_at, assumeNotNull(state_seq)) AS moment,
        tupleElement(skill, 1) AS skill_id,
        tupleElement(skill, 2) AS mastery,
        tupleElement(skill, 3) AS highest,
        tupleElement(skill, 4) AS is_certain,
        tupleElement(skill, 5) + tupleElement(skill, 6) AS counted,
        occurred_at < fromUnixTimestamp64Milli(%(from_ms)s, 'UTC') AS early,
        NOT early AND highest >= %(threshold)s AS there
    FROM ({skill_moments})
    WHERE learner_id IN (
        SELECT learner_id
        FROM events
        WHERE tenant = %(tenant)s
          AND course_id = %(course_id)s
          AND kind = 'answer.submitted'
          AND activity_id = %(activity_id)s
    )
)
GROUP BY learner_id, skill_id
HAVING countIf(NOT early) > 0
ORDER BY learner_id, skill_id
