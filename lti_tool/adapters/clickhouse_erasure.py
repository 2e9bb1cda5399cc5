"""Erases tenants and persons from ClickHouse."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from analytics.warehouse.client import Warehouse
from analytics.warehouse.erasing import delete_learner, delete_tenant
from analytics.warehouse.errors import WarehouseError, WarehouseUnavailable
from lti_tool.errors import ReportsUnavailable


@dataclass(frozen=True, slots=True)
class ClickHouseEraser:
    """Erases from the warehouse at an address."""

    url: str

    def erase(self, tenant: str, learner_id: UUID | None = None) -> Mapping[str, int]:
        """Delete all rows of a tenant, or of one person in it; return how many by table.

        Raises:
            ReportsUnavailable: the warehouse does not answer; ask again.
        """
        warehouse = Warehouse(self.url, connections=1)
        try:
            if learner_id is not None:
                return delete_learner(warehouse, tenant, learner_id)
            return delete_tenant(warehouse, tenant)
        except (WarehouseUnavailable, WarehouseError) as error:
            raise ReportsUnavailable(str(error)) from error
        finally:
            warehouse.close()
