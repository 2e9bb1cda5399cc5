"""ClickHouse's native protocol over chDB, for machines without a ClickHouse.

`clickhouse-driver` cannot tell it from a server, within these limits: no native JSON,
Variant, Dynamic or AggregateFunction columns on the wire, no WITH TOTALS, no query id,
no external tables, no server-side parameters, no server logs or profile info, no users
but one and so no row policies, lz4 only. A query ends after five minutes.

An insert is stored after all its rows have come, so a client that leaves stores
nothing. Up to about a million rows it is one part: whole or not at all, even when the
process is killed. A retried insert can be stored twice: make rows idempotent.
"""
