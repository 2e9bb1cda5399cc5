"""What answers say of items, on the real engine against a recount in plain Python."""

from collections import defaultdict
from collections.abc import Iterable
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.events import AnyEvent, ItemObserved, parse_event
from analytics.mastery.difficulty import Evidence, Reading, added_up, learned
from analytics.reports import item_evidence
from analytics.warehouse.client import Warehouse
from analytics.warehouse.erasing import delete_learner
from analytics.warehouse.rows import incoming_rows, merged
from analytics.warehouse.store import write
from stream_processors.steps.trace import Trace
from tests.fakes.stories import delivery
from tests.fakes.streams import PLAN, clock, graded, held, overridden
from tests.stream_processors.steps.test_trace import InMemory

pytestmark = pytest.mark.functional

BANK = "tiny-bank"
Counted = dict[tuple[str, int], Evidence]


async def lived(chance: Random, tenant: str) -> list[AnyEvent]:
    """Return grades as a class gets them, some corrected, with all that was traced."""
    trace, learners = Trace(InMemory(), clock), [uuid4() for _ in range(4)]
    first, *rest = PLAN.items
    newer = first.model_copy(update={"revision": 2, "difficulty": 0.75})
    plans = (PLAN, PLAN.model_copy(update={"items": (newer, *rest)}))
    events: list[AnyEvent] = []
    for _ in range(25):
        where = {
            "tenant": tenant,
            "plan": chance.choice(plans),
            "item_id": chance.choice(PLAN.items).id,
        }
        learner = chance.choice(learners)
        waits = chance.random() < 0.2
        one = held(learner, **where) if waits else graded(learner, chance.random(), **where)
        grades: list[AnyEvent] = [one]
        for version in range(2, 2 + chance.randrange(3)):
            over = overridden(one, chance.random(), version)
            grades.append(over.model_copy(update=where))
        for grade in grades:
            events += await trace(grade)
    return events


def recounted(events: Iterable[AnyEvent]) -> Counted:
    """Return the same by plain Python: of each attempt the newest grade counts."""
    newest: dict[UUID, ItemObserved] = {}
    for one in events:
        if isinstance(one, ItemObserved):
            known = newest.get(one.attempt_id)
            if known is None or known.grade_version < one.grade_version:
                newest[one.attempt_id] = one
    found = defaultdict(list)
    for one in newest.values():
        reading = Reading(one.value, one.weight, one.repetition)
        found[one.item_id, one.revision].append(reading)
    sums = {key: added_up(readings) for key, readings in found.items()}
    return {key: sums[key] for key in sorted(sums) if sums[key].answers}


def store(warehouse: Warehouse, events: list[AnyEvent]) -> None:
    write(warehouse, merged(incoming_rows(delivery(one, at)) for at, one in enumerate(events)))


def counted(warehouse: Warehouse, tenant: str) -> Counted:
    return {
        (line.item_id, line.revision): Evidence(line.answers, line.weight, line.weighted)
        for line in item_evidence(warehouse, tenant, BANK)
    }


def assert_same(found: Counted, wanted: Counted) -> None:
    assert list(found) == list(wanted)
    for key, sums in wanted.items():
        assert found[key].answers == sums.answers
        assert found[key].weight == pytest.approx(sums.weight, rel=1e-12)
        assert found[key].weighted == pytest.approx(sums.weighted, rel=1e-12, abs=1e-12)
        assert learned(0.0, found[key]).difficulty == pytest.approx(learned(0.0, sums).difficulty)


@given(seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=6)
async def test_shuffled_repeated_late_and_corrected_it_is_the_recount(
    warehouse_url: str, seed: int
) -> None:
    warehouse, chance, tenant = Warehouse(warehouse_url), Random(seed), str(uuid4())
    events = await lived(chance, tenant)
    messages = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(messages)
    for at in range(0, len(messages), 20):
        store(warehouse, messages[at : at + 20])
    assert_same(counted(warehouse, tenant), recounted(events))
    warehouse.run("OPTIMIZE TABLE item_observations FINAL")
    assert_same(counted(warehouse, tenant), recounted(events))
    warehouse.close()


async def test_what_is_late_counts_when_it_comes(warehouse: Warehouse) -> None:
    tenant = str(uuid4())
    events = await lived(Random(3), tenant)
    for end in (10, 20, len(events)):
        store(warehouse, events[:end])
        assert_same(counted(warehouse, tenant), recounted(events[:end]))


async def test_who_is_erased_says_nothing_any_more(warehouse: Warehouse) -> None:
    tenant = str(uuid4())
    events = await lived(Random(4), tenant)
    store(warehouse, events)
    learner = next(one.learner_id for one in events if isinstance(one, ItemObserved))

    gone = delete_learner(warehouse, tenant, learner)

    left = [one for one in events if one.learner_id != learner]
    assert gone["item_observations"] > 0
    assert_same(counted(warehouse, tenant), recounted(left))


async def test_another_tenants_answers_say_nothing_here(warehouse: Warehouse) -> None:
    tenant = str(uuid4())
    store(warehouse, await lived(Random(5), tenant))
    assert item_evidence(warehouse, str(uuid4()), BANK) == ()
    assert item_evidence(warehouse, tenant, "other-bank") == ()


async def test_it_can_be_counted_again_from_the_log(warehouse: Warehouse) -> None:
    tenant = str(uuid4())
    events = await lived(Random(6), tenant)
    store(warehouse, events)
    kept = warehouse.query(
        "SELECT raw FROM events FINAL WHERE tenant = %(tenant)s AND kind = 'item.observed'",
        {"tenant": tenant},
    )
    assert_same(counted(warehouse, tenant), recounted(parse_event(row["raw"]) for row in kept))
