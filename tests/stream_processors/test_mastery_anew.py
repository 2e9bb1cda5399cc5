"""Mastery made anew on the real engine, into tables that change places."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from analytics.events import AnyEvent, MasteryUpdated
from analytics.mastery.model import shipped_model
from analytics.reports import item_evidence
from analytics.warehouse.client import Warehouse
from analytics.warehouse.rows import Delivery, incoming_rows, merged
from analytics.warehouse.store import latest_state, write
from stream_processors.rebuilding import make_mastery_anew
from stream_processors.steps.trace import Trace
from tests.fakes.streams import clock, graded
from tests.stream_processors.test_rebuilding import Memory

pytestmark = pytest.mark.functional


async def test_a_spoilt_state_is_made_right_and_another_tenant_keeps_its_own(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.warehouse.rebuilding.INSERTS_END_S", 0.0)
    tenants, learners = (str(uuid4()), str(uuid4())), (uuid4(), uuid4())
    trace, right = Trace(Memory(), clock), {}
    events: list[AnyEvent] = []
    for tenant, learner in zip(tenants, learners, strict=True):
        for score in (0.25, 1.0, 0.5):
            grade = graded(learner, score, tenant=tenant)
            updated, said = await trace(grade)
            assert isinstance(updated, MasteryUpdated)
            events += [grade, updated, said]
            right[learner] = updated.state
    now = datetime.now(UTC)
    deliveries = [Delivery(e.to_json(), "t", 0, at, now) for at, e in enumerate(events)]
    write(warehouse, merged(incoming_rows(one) for one in deliveries))
    warehouse.run(
        "ALTER TABLE mastery_states UPDATE state = 'spoilt' WHERE tenant IN %(tenants)s"
        " SETTINGS mutations_sync = 2",
        {"tenants": tenants},
    )
    evidence = item_evidence(warehouse, tenants[0], "tiny-bank")
    assert [line.answers for line in evidence] == [1]
    warehouse.run(
        "ALTER TABLE item_observations UPDATE weight = 9 WHERE tenant IN %(tenants)s"
        " SETTINGS mutations_sync = 2",
        {"tenants": tenants},
    )
    began = now - timedelta(minutes=1)
    done = await make_mastery_anew(warehouse, tenants[0], began, shipped_model())
    assert (done.learners, done.updates, done.differing, done.kept) == (1, 3, 0, 0)
    found = latest_state(
        warehouse, learner_id=learners[0], course_id="course-1", bank_id="tiny-bank"
    )
    assert found == right[learners[0]]
    assert item_evidence(warehouse, tenants[0], "tiny-bank") == evidence
    assert [line.weight for line in item_evidence(warehouse, tenants[1], "tiny-bank")] == [9]
    [other] = warehouse.query(
        "SELECT state FROM mastery_states FINAL WHERE tenant = %(tenant)s", {"tenant": tenants[1]}
    )
    assert other["state"] == "spoilt"
