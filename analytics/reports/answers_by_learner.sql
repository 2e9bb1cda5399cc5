-- A learner's answers in order, and not who it is. Who answered last comes first, so that
-- a limit leaves out those of long ago.
WITH attempts AS ({attempts})
SELECT
    arrayMap(one -> tupleElement(one, 3), told) AS items,
    arrayMap(one -> tupleElement(one, 4), told) AS scores
FROM (
    SELECT
        learner_id,
        max(submitted_at) AS last_at,
        arraySort(groupArray(
            tuple(submitted_at, attempt_id, item_id, assumeNotNull(score))
        )) AS told
    FROM attempts
    WHERE bank_id = %(bank_id)s AND is_graded AND score IS NOT NULL
    GROUP BY learner_id
    ORDER BY last_at DESC, learner_id
    LIMIT %(limit)s
)
ORDER BY last_at DESC, learner_id
