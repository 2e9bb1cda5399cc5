-- Readings of a difficulty are added up, so neither repeats nor late ones change an
-- answer for good: FINAL leaves each attempt once, by its newest grade. A learner who
-- answers again tells what the first answer taught; a grade that was taken back weighs
-- nothing.
SELECT
    item_id,
    revision,
    count() AS answers,
    sumKahan(o.weight) AS weight,
    sumKahan(o.weight * o.value) AS weighted
FROM item_observations AS o FINAL
WHERE tenant = %(tenant)s
  AND bank_id = %(bank_id)s
  AND o.weight > 0
  AND repetition = 0
GROUP BY item_id, revision
ORDER BY item_id, revision
