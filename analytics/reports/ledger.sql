-- `stored` counts ids: FINAL leaves one row an id, and no id is in two
-- partitions, because its event time never changes. `dead` are dead letters of
-- events that are not stored; `stopped` are stored events that a later step
-- gave up, so that something that should follow from them never will. `digest`
-- is the exclusive or of the low 64 bits of the ids that are stored or dead.
WITH
letters AS (
    SELECT DISTINCT tenant, kind, ifNull(event_id, letter_id) AS id
    FROM dead_letters FINAL
    WHERE replayed_at IS NULL AND (%(tenant)s IS NULL OR tenant = %(tenant)s)
),
kept AS (
    SELECT event_id
    FROM events
    WHERE event_id IN (SELECT id FROM letters)
)
SELECT
    tenant,
    kind,
    sum(stored_here) AS stored,
    sum(dead_here) AS dead,
    sum(stopped_here) AS stopped,
    groupBitXor(digest_here) AS digest
FROM (
    SELECT
        tenant,
        kind,
        count() AS stored_here,
        0 AS dead_here,
        0 AS stopped_here,
        groupBitXor(toUInt64(toUInt128(event_id))) AS digest_here
    FROM events FINAL
    WHERE %(tenant)s IS NULL OR tenant = %(tenant)s
    GROUP BY tenant, kind
    UNION ALL
    SELECT
        tenant,
        kind,
        0 AS stored_here,
        countIf(id NOT IN (SELECT event_id FROM kept)) AS dead_here,
        countIf(id IN (SELECT event_id FROM kept)) AS stopped_here,
        groupBitXorIf(
            toUInt64(toUInt128(id)),
            id NOT IN (SELECT event_id FROM kept)
        ) AS digest_here
    FROM letters
    GROUP BY tenant, kind
)
GROUP BY tenant, kind
ORDER BY tenant, kind
SETTINGS do_not_merge_across_partitions_select_final = 1
