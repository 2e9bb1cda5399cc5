-- `raw` comes only with letters asked for by id: a list would carry megabytes.
SELECT
    letter_id,
    tenant,
    event_id,
    kind,
    stage,
    reason,
    attempts,
    failed_at,
    received_at,
    replayed_at,
    if(empty(%(ids)s), '', hex(raw)) AS raw_hex,
    kafka_topic AS topic,
    kafka_partition AS partition,
    kafka_offset AS offset
FROM dead_letters FINAL
WHERE (empty(%(ids)s) OR letter_id IN %(ids)s)
  AND (%(tenant)s IS NULL OR tenant = %(tenant)s)
  AND (%(stage)s IS NULL OR stage = %(stage)s)
  AND (%(kind)s IS NULL OR kind = %(kind)s)
  AND (NOT %(waiting)s OR replayed_at IS NULL)
ORDER BY failed_at DESC, letter_id
LIMIT %(limit)s
