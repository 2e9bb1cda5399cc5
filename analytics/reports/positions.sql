-- A message is stored as an event, or as a dead letter of the store step, which
-- keeps the message's own place; letters of other steps tell nothing of places.
SELECT
    topic,
    partition,
    argMax(place, (received_at, place)) + 1 AS next_offset,
    max(received_at) AS newest_stored_at,
    quantileExactOrNullIf(0.95)(
        greatest(0, date_diff('millisecond', made_at, received_at)) / 1000,
        received_at >= toDateTime(%(lag_since)s, 'UTC')
    ) AS lag_p95_s
FROM (
    SELECT
        kafka_topic AS topic,
        kafka_partition AS partition,
        kafka_offset AS place,
        produced_at AS made_at,
        received_at
    FROM events
    UNION ALL
    SELECT
        kafka_topic AS topic,
        kafka_partition AS partition,
        kafka_offset AS place,
        failed_at AS made_at,
        received_at
    FROM dead_letters
    WHERE stage = 'store'
)
GROUP BY topic, partition
ORDER BY topic, partition
