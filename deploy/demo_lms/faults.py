"""Failures to order, so that a test can see how a tool copes with a bad LMS."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import insert, select, update

from deploy.demo_lms.database import Database
from deploy.demo_lms.schema import faults

Service = Literal["token", "lineitems", "scores", "results", "members", "notices"]


class Fault(BaseModel):
    """Answer the next `times` requests of a service with `status`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: Service
    status: int = Field(ge=400, le=599)
    times: int = Field(1, ge=1, le=1000)


@dataclass(frozen=True, slots=True)
class Faults:
    """Keep ordered failures where every worker process sees them."""

    database: Database

    def order(self, fault: Fault) -> None:
        """Order failures."""
        with self.database.write() as connection:
            connection.execute(insert(faults).values(fault.model_dump()))

    def next(self, service: Service) -> int | None:
        """Use one ordered failure up and return its status, or None."""
        waiting = (
            select(faults.c.id)
            .where(faults.c.service == service, faults.c.times > 0)
            .order_by(faults.c.id)
            .limit(1)
            .scalar_subquery()
        )
        query = (
            update(faults)
            .where(faults.c.id == waiting)
            .values(times=faults.c.times - 1)
            .returning(faults.c.status)
        )
        with self.database.write() as connection:
            return connection.execute(query).scalar()
