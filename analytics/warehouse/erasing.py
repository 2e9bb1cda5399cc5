"""Erase a tenant from every table that holds one."""

from analytics.warehouse.client import Warehouse

_TABLES = """
SELECT name
FROM system.tables
WHERE database = %(database)s AND engine LIKE '%%MergeTree'
ORDER BY name
"""
_COLUMNS = """
SELECT table
FROM system.columns
WHERE database = %(database)s AND name = 'tenant'
ORDER BY table
"""


def delete_tenant(warehouse: Warehouse, tenant: str) -> dict[str, int]:
    """Delete a tenant's rows and wait until they are gone.

    Returns:
        How many rows there were by table, superseded versions among them.

    Raises:
        WarehouseUnavailable: some may be gone; ask again.
        WarehouseError: a statement is wrong.
    """
    at = {"database": warehouse.database}
    tables = {row["name"] for row in warehouse.query(_TABLES, at)}
    with_tenant = [row["table"] for row in warehouse.query(_COLUMNS, at)]
    counts: dict[str, int] = {}
    for table in with_tenant:
        if table in tables:
            counts[table] = _erase(warehouse, table, tenant)
    return {table: count for table, count in counts.items() if count}


def _erase(warehouse: Warehouse, table: str, tenant: str) -> int:
    rows = {"tenant": tenant}
    [found] = warehouse.query(
        f"SELECT count() AS n FROM `{table}` WHERE tenant = %(tenant)s",  # noqa: S608 - a table's name
        rows,
    )
    if found["n"]:
        warehouse.run(
            f"ALTER TABLE `{table}` DELETE WHERE tenant = %(tenant)s SETTINGS mutations_sync = 2",
            rows,
        )
    return int(found["n"])
