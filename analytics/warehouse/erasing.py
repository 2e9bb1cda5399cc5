"""Erase a tenant, or one learner of it, from every table that holds one."""

from collections.abc import Mapping
from uuid import UUID

from analytics.warehouse.client import Warehouse

_TABLES = """
SELECT name
FROM system.tables
WHERE database = %(database)s AND engine LIKE '%%MergeTree'
ORDER BY name
"""
_COLUMNS = """
SELECT table, groupArray(name) AS names
FROM system.columns
WHERE database = %(database)s AND name IN ('tenant', 'learner_id', 'actor_id')
GROUP BY table
HAVING has(names, 'tenant')
ORDER BY table
"""
# Of a letter that could not be read nobody knows the tenant.
_IN_LETTERS = "tenant IN (%(tenant)s, '') AND position(raw, %(learner)s) > 0"
_COUNT_QUARTERS = """
INSERT INTO activity_quarters
SELECT
    tenant,
    course_id,
    kind,
    role,
    toDateTime(toStartOfFifteenMinutes(occurred_at), 'UTC') AS quarter,
    uniqExactState(event_id) AS events,
    uniqExactState(learner_id) AS learners,
    max(received_at) AS last_stored_at
FROM events
WHERE tenant = %(tenant)s
GROUP BY tenant, course_id, kind, role, quarter
"""


def delete_tenant(warehouse: Warehouse, tenant: str) -> dict[str, int]:
    """Delete a tenant's rows and wait until they are gone.

    Returns:
        How many rows there were by table, superseded versions among them.

    Raises:
        WarehouseUnavailable: some may be gone; ask again.
        WarehouseError: a statement is wrong.
    """
    values = {"tenant": tenant}
    counts = {
        table: _erase(warehouse, table, "tenant = %(tenant)s", values)
        for table in _with_tenant(warehouse)
    }
    return {table: count for table, count in counts.items() if count}


def delete_learner(warehouse: Warehouse, tenant: str, learner_id: UUID) -> dict[str, int]:
    """Delete all rows of one person and wait until they are gone.

    Activity by quarters of an hour is a count of ids, the person's among them: it is
    counted anew without them.

    Returns:
        How many rows there were by table, superseded versions among them.

    Raises:
        WarehouseUnavailable: some may be gone; ask again.
        WarehouseError: a statement is wrong.
    """
    values = {"tenant": tenant, "learner": str(learner_id)}
    counts = {}
    for table, columns in _with_tenant(warehouse).items():
        persons = [f"{name} = %(learner)s" for name in columns if name != "tenant"]
        if persons:
            where = f"tenant = %(tenant)s AND ({' OR '.join(persons)})"
            counts[table] = _erase(warehouse, table, where, values)
    if counts.get("events"):
        _erase(warehouse, "activity_quarters", "tenant = %(tenant)s", values)
        warehouse.run(_COUNT_QUARTERS, values)
    counts["dead_letters"] = _erase(warehouse, "dead_letters", _IN_LETTERS, values)
    return {table: count for table, count in counts.items() if count}


def _with_tenant(warehouse: Warehouse) -> dict[str, list[str]]:
    """Return the tables that keep rows of tenants, each with who is named in it."""
    at = {"database": warehouse.database}
    kept = {row["name"] for row in warehouse.query(_TABLES, at)}
    rows = warehouse.query(_COLUMNS, at)
    return {row["table"]: sorted(row["names"]) for row in rows if row["table"] in kept}


def _erase(warehouse: Warehouse, table: str, where: str, values: Mapping[str, str]) -> int:
    [found] = warehouse.query(f"SELECT count() AS n FROM `{table}` WHERE {where}", values)  # noqa: S608 - names of ours
    if found["n"]:
        warehouse.run(
            f"ALTER TABLE `{table}` DELETE WHERE {where} SETTINGS mutations_sync = 2", values
        )
    return int(found["n"])
