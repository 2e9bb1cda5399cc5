"""Erases tenants from ClickHouse."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.warehouse.client import Warehouse
from analytics.warehouse.erasing import delete_tenant
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from lti_tool.errors import ReportsUnavailable


@dataclass(frozen=True, slots=True)
class ClickHouseEraser:
    """Erases from the warehouse at an address."""

    url: str

    def erase(self, tenant: str) -> Mapping[str, int]:
        """Delete all rows of a tenant; return how many by table.

        Raises:
            ReportsUnavailable: the warehouse does not answer; ask again.
        """
        warehouse = Warehouse(self.url, connections=1)
        try:
            return delete_tenant(warehouse, tenant)
        except (WarehouseUnavailable, WarehouseError) as error:
            raise ReportsUnavailable(str(error)) from error
        finally:
            warehouse.close()
