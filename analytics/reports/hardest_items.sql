WITH attempts AS ({attempts})
SELECT
    item_id,
    uniqExact(learner_id) AS learners,
    count() AS answers,
    avg(score) AS mean_score,
    countIf(attempt_number = 1) AS first_tries,
    countIf(attempt_number = 1 AND score >= %(right_from)s) AS first_tries_right
FROM attempts
WHERE is_graded
GROUP BY item_id
HAVING answers >= %(min_answers)s
ORDER BY mean_score, item_id
LIMIT %(limit)s
