"""What comes after a tenant was erased: dropped, counted, swept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lti_tool.errors import ReportsUnavailable
from lti_tool.models import AdminAction, AppliedEvent, Deployment, ErasedTenant
from lti_tool.services.admin.erasing import Erasing
from lti_tool.services.admin.sweeping import Sweeper
from lti_tool.services.admin.tombstones import SWEEPS
from lti_tool.services.apply_events import apply
from lti_tool.wiring import Parts
from tests.fakes.classroom import NOON, Classroom, chain_of
from tests.fakes.lms import DEPLOYMENT, FakeClock
from tests.lti_tool.admin.conftest import AdminBrowser, FakeTrim


@dataclass
class LateWarehouse:
    """A warehouse to which a tenant's rows go on coming."""

    rows: int = 0
    away: bool = False
    erased: list[str] = field(default_factory=list)

    def erase(self, tenant: str, learner_id: UUID | None = None) -> Mapping[str, int]:
        if self.away:
            raise ReportsUnavailable("away")
        self.erased.append(tenant)
        found, self.rows = self.rows, 0
        return {"events": found}


@dataclass
class Case:
    """A tenant that was erased."""

    parts: Parts
    warehouse: LateWarehouse
    sweeper: Sweeper
    tenant: Deployment
    receipt: str
    owner: AdminBrowser

    def tombstone(self) -> ErasedTenant:
        with self.parts.database.read() as session:
            return session.scalars(select(ErasedTenant)).one()


@pytest.fixture
def case(owner: AdminBrowser, parts: Parts, tenant: Deployment) -> Case:
    warehouse = LateWarehouse()
    erasing = Erasing(parts.database, warehouse, parts.clock)
    object.__setattr__(parts.admin, "erasing", erasing)
    done = owner.post(f"/admin/deployments/{tenant.id}/erase", typed=DEPLOYMENT)
    sweeper = Sweeper(parts.database, warehouse, FakeTrim(), parts.clock)
    return Case(parts, warehouse, sweeper, tenant, done.location, owner)


def test_the_warehouse_is_swept_until_nothing_can_be_on_its_way(
    case: Case, clock: FakeClock
) -> None:
    began = clock.now
    assert not case.sweeper.step()
    for wait in SWEEPS:
        clock.now = began + wait
        case.warehouse.rows = 2
        assert case.sweeper.step()
        assert not case.sweeper.step()
    clock.now += timedelta(days=365)
    assert not case.sweeper.step()
    assert case.warehouse.erased == [str(case.tenant.id)] * (1 + len(SWEEPS))
    assert case.tombstone().swept == 2 * len(SWEEPS)


def test_sweeps_that_were_missed_are_one_sweep(case: Case, clock: FakeClock) -> None:
    clock.now += timedelta(days=2)
    assert case.sweeper.step()
    assert not case.sweeper.step()
    assert case.tombstone().sweep_at == case.tombstone().erased_at + timedelta(days=3)


def test_a_warehouse_that_is_away_is_swept_later(case: Case, clock: FakeClock) -> None:
    clock.now += SWEEPS[0]
    case.warehouse.away = True
    with pytest.raises(ReportsUnavailable):
        case.sweeper.step()
    case.warehouse.away = False
    assert case.sweeper.step()


def test_the_receipt_says_what_it_covers_and_what_came_since(case: Case, clock: FakeClock) -> None:
    page = case.owner.get(case.receipt).text
    assert "What this receipt covers" in page
    assert "Since then" not in page
    case.warehouse.rows = 7
    clock.now += SWEEPS[0]
    case.sweeper.step()
    assert "Since then" in case.owner.get(case.receipt).text
    with case.parts.database.read() as session:
        erasure = select(AdminAction).where(AdminAction.kind == "tenant_erased")
        details = session.scalars(erasure).one().details
    assert details["later"]["swept"] == 7


def test_an_event_of_an_erased_tenant_is_dropped_and_counted(room: Classroom) -> None:
    chain = chain_of(room.answer())
    with room.database.write() as session:
        session.add(ErasedTenant(id=room.tenant_id, dropped=0, swept=0, sweeps=0))
    with room.database.write() as session:
        assert apply(session, chain, NOON) == {}
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(AppliedEvent)) == 0
        assert session.scalars(select(ErasedTenant)).one().dropped == len(chain)
