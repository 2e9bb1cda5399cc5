WITH attempts AS ({attempts})
SELECT
    uniqExact(course_id) AS courses,
    uniqExact(learner_id) AS learners,
    count() AS answers,
    countIf(is_graded) AS graded,
    countIf(is_held AND NOT is_graded) AS held,
    countIf(is_graded AND method = 'teacher') AS overridden,
    avg(score) AS mean_score
FROM attempts
