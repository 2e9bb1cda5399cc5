"""ClickHouse's native protocol over chDB, for machines without a ClickHouse.

`clickhouse-driver` cannot tell it from a server, within these limits: no native JSON,
Variant, Dynamic or AggregateFunction columns in inserts, no WITH TOTALS, no query id,
no external tables, no server-side parameters, no users, lz4 only. An insert becomes
visible as a whole up to about a million rows; a larger one in pieces, as on a server.
"""
