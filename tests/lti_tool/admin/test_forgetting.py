"""Erasing one person: every row of theirs goes, all of the others stay."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from lti_tool.admin_errors import AdminRefused
from lti_tool.errors import NotAllowed
from lti_tool.models import (
    AdminAction,
    AppliedEvent,
    Attempt,
    Base,
    Contest,
    DecidedAnswer,
    Decision,
    Deployment,
    ErasedLearner,
    ItemLearning,
    LearningRequest,
    Regrade,
    SkillFindings,
    User,
)
from lti_tool.services.admin.forgetting import Forgetting
from lti_tool.services.admin.retention import Retention
from lti_tool.services.admin.sweeping import Sweeper
from lti_tool.services.admin.tombstones import SWEEPS
from lti_tool.services.admin.visits import Visit
from lti_tool.services.apply_events import apply
from lti_tool.wiring import Parts
from tests.fakes.classroom import ITEM, NOON, Classroom, chain_of
from tests.fakes.lms import DEPLOYMENT, FakeClock
from tests.lti_tool.admin.conftest import AdminBrowser, FakeEraser, FakeTrim
from tests.lti_tool.admin.test_erased import LateWarehouse
from tests.lti_tool.admin.test_pages import launched

OWNER = Visit(uuid4(), "owner@school.example", True, None, None)  # noqa: FBT003 - a dataclass
WORDS = "Only this person ever wrote this."


def forgetting(room: Classroom, warehouse: FakeEraser | LateWarehouse | None = None) -> Forgetting:
    return Forgetting(room.database, warehouse or FakeEraser(), FakeTrim(), lambda: NOON)


def with_another(room: Classroom) -> Classroom:
    """Return the room of a second learner."""
    other = replace(room, learner_id=uuid4())
    with room.database.write() as session:
        session.add(User(id=other.learner_id, tenant_id=room.tenant_id, subject="eve"))
    return other


def worked(room: Classroom, words: str) -> UUID:
    """Let the learner answer, be graded, ask a person and get an answer."""
    event = room.answer(answer=words)
    whose = {"tenant_id": room.tenant_id, "activity_id": room.activity_id}
    with room.database.write() as session:
        assert apply(session, chain_of(event), NOON) == {}
        decision = Decision(
            **whose,
            course_id=room.course_id,
            item_id=ITEM.id,
            actor_id=room.teacher_id,
            kind="mark",
            words=f"To {words}",
        )
        session.add(decision)
        session.flush()
        session.add_all(
            [
                Contest(
                    **whose, attempt_id=event.attempt_id, learner_id=room.learner_id, words=words
                ),
                DecidedAnswer(
                    decision_id=decision.id,
                    attempt_id=event.attempt_id,
                    tenant_id=room.tenant_id,
                    event_id=uuid4(),
                    before={"answer": words},
                    version_after=2,
                ),
            ]
        )
    return event.attempt_id


def learnt(room: Classroom, *attempts: UUID) -> None:
    """Let the question have learnt from marks, and be proposed to be graded anew."""
    whose = {"tenant_id": room.tenant_id, "activity_id": room.activity_id, "item_id": ITEM.id}
    answers = [{"attempt_id": str(one)} for one in attempts]
    with room.database.write() as session:
        session.add(ItemLearning(**whose, examples={"marks": [{"text": WORDS}]}))
        place = {"course_id": room.course_id, "bank_id": "tiny"}
        session.add(SkillFindings(tenant_id=room.tenant_id, **place, body={"of": WORDS}))
        session.add(
            Regrade(
                **whose,
                course_id=room.course_id,
                source="grader",
                asked_by=room.teacher_id,
                proposals={"answers": answers},
            )
        )


def rows_naming(room: Classroom, *marks: str) -> dict[str, int]:
    """Return how many rows of each table say one of these words."""
    found = {}
    with room.database.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = [str(tuple(row)) for row in session.execute(select(table))]
            found[table.name] = sum(any(mark in row for mark in marks) for row in rows)
    return {name: count for name, count in found.items() if count}


def test_no_row_names_an_erased_person_and_all_of_the_others_stay(room: Classroom) -> None:
    other = with_another(room)
    gone, stays = worked(room, WORDS), worked(other, "0.25")
    learnt(room, gone, stays)
    before = rows_naming(room, str(other.learner_id), str(stays))

    receipt_id = forgetting(room).forget(OWNER, room.tenant_id, "ada")

    left = rows_naming(room, str(room.learner_id), str(gone), WORDS)
    assert left == {"admin_actions": 1, "erased_learners": 1}
    assert rows_naming(room, str(other.learner_id), str(stays)) == before
    with room.database.read() as session:
        receipt = session.get_one(AdminAction, receipt_id)
        emptied = {"attempts", "contests", "outbox", "passbacks", "skill_findings", "users"}
        assert emptied <= receipt.details["sql"].keys()
        assert receipt.details["warehouse"] == {"events": 3}
        assert receipt.details["log"] is True
        assert session.scalars(select(LearningRequest.activity_id)).all() == [room.activity_id]
        [regrade] = session.scalars(select(Regrade))
        assert regrade.proposals == {"answers": [{"attempt_id": str(stays)}]}
        assert session.get(User, room.learner_id) is None


def test_what_someone_did_to_others_as_a_teacher_stays_without_a_name(room: Classroom) -> None:
    attempt_id = worked(room, "0.25")
    with room.database.write() as session:
        session.get_one(User, room.teacher_id).name = "Ben"

    forgetting(room).forget(OWNER, room.tenant_id, "ben")

    with room.database.read() as session:
        teacher = session.get_one(User, room.teacher_id)
        assert (teacher.name, "ben" in teacher.subject) == ("", False)
        assert session.get(Attempt, attempt_id) is not None
        assert session.scalars(select(Decision)).all()


def test_nobody_is_erased_where_nobody_is_known_or_the_visit_may_not(room: Classroom) -> None:
    by_launch = replace(OWNER, owner=False)
    with pytest.raises(AdminRefused):
        forgetting(room).forget(OWNER, room.tenant_id, "nobody")
    with pytest.raises(NotAllowed):
        forgetting(room).forget(by_launch, room.tenant_id, "ada")


def test_a_warehouse_that_is_away_is_emptied_by_the_next_sweep(room: Classroom) -> None:
    warehouse, log = LateWarehouse(rows=5, away=True), FakeTrim()
    receipt_id = forgetting(room, warehouse).forget(OWNER, room.tenant_id, "ada")
    sweeper = Sweeper(room.database, warehouse, log, lambda: NOON)
    with room.database.read() as session:
        assert session.get_one(AdminAction, receipt_id).details["warehouse_waits"]

    warehouse.away = False

    assert sweeper.step()
    assert not sweeper.step()
    assert log.trims == 1
    with room.database.read() as session:
        details = session.get_one(AdminAction, receipt_id).details
        assert "warehouse_waits" not in details
        assert details["later"]["swept"] == 5
        grave = session.get_one(ErasedLearner, room.learner_id)
        assert grave.sweep_at == NOON + SWEEPS[0]


def test_what_was_on_its_way_is_dropped_and_counted(room: Classroom) -> None:
    other = with_another(room)
    chain, of_other = chain_of(room.answer()), chain_of(other.answer())
    forgetting(room).forget(OWNER, room.tenant_id, "ada")

    with room.database.write() as session:
        assert apply(session, [*chain, *of_other], NOON) == {}

    with room.database.read() as session:
        shown = set(session.scalars(select(AppliedEvent.event_id)))
        assert shown == {event.event_id for event in of_other}
        assert session.get_one(ErasedLearner, room.learner_id).dropped == len(chain)


def test_who_stayed_away_longer_than_the_rule_says_is_erased_and_nobody_else(
    room: Classroom,
) -> None:
    other = with_another(room)
    room.answer(after_s=-40 * 86_400)
    other.answer()
    with room.database.write() as session:
        for person in session.scalars(select(User)):
            person.created_at = NOON - timedelta(days=90)
            if person.id == room.teacher_id:
                person.created_at = NOON
    retention = Retention(forgetting(room))
    assert not retention.step()

    with room.database.write() as session:
        session.get_one(Deployment, room.tenant_id).forget_after_days = 30

    assert retention.step()
    assert not retention.step()
    with room.database.read() as session:
        assert session.scalars(select(ErasedLearner.id)).all() == [room.learner_id]
        assert session.get(User, other.learner_id) is not None
        [receipt] = session.scalars(select(AdminAction))
        assert (receipt.kind, receipt.who) == ("person_erased", "retention")


@pytest.fixture
def erasing(parts: Parts) -> FakeTrim:
    """Let the pages erase from a warehouse and a broker in memory."""
    log = FakeTrim()
    made = Forgetting(parts.database, FakeEraser(), log, parts.clock)
    object.__setattr__(parts.admin, "forgetting", made)
    return log


def test_an_owner_erases_a_person_by_the_page_and_gets_a_receipt(
    owner: AdminBrowser, parts: Parts, tenant: Deployment, erasing: FakeTrim
) -> None:
    launched(parts, tenant)
    page = f"/admin/deployments/{tenant.id}/people"
    assert DEPLOYMENT in owner.get(page).text
    assert owner.post(f"{page}/forget", subject="somebody").status_code == 422

    done = owner.post(f"{page}/forget", subject=" u ")

    receipt = owner.get(done.location).text
    assert "Erased a person" in receipt
    assert "Ana Ruiz" not in receipt
    assert "log was shortened" in receipt
    assert "launches" in receipt


def test_the_receipt_says_when_the_broker_cannot_shorten_its_log(
    owner: AdminBrowser, parts: Parts, tenant: Deployment, erasing: FakeTrim
) -> None:
    launched(parts, tenant)
    erasing.able = False
    done = owner.post(f"/admin/deployments/{tenant.id}/people/forget", subject="u")
    assert "could not shorten its log" in owner.get(done.location).text


@pytest.mark.parametrize(("days", "kept"), [("90", 90), ("", None)])
def test_the_rule_for_who_stays_away_is_set_and_taken_back(
    owner: AdminBrowser, parts: Parts, tenant: Deployment, days: str, kept: int | None
) -> None:
    page = f"/admin/deployments/{tenant.id}/people"
    assert owner.post(f"{page}/retention", days="365").status_code == 303
    assert 'value="365"' in owner.get(page).text

    assert owner.post(f"{page}/retention", days=days).status_code == 303

    with parts.database.read() as session:
        assert session.get_one(Deployment, tenant.id).forget_after_days == kept


@pytest.mark.parametrize("days", ["29", "1831", "-40", "forty", "²²²", "1e2"])
def test_a_rule_out_of_bounds_is_refused(
    owner: AdminBrowser, tenant: Deployment, days: str, clock: FakeClock
) -> None:
    page = f"/admin/deployments/{tenant.id}/people"
    assert owner.post(f"{page}/retention", days=days).status_code == 422
