"""Each learner's answers in order, on the real engine against a recount in plain Python."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from analytics.reports import Scope, answers_by_learner
from analytics.warehouse.client import Warehouse
from analytics.warehouse.store import write
from tests.fakes import recount
from tests.fakes.stories import BANK, START, Story, batch

pytestmark = pytest.mark.functional


@pytest.mark.parametrize("seed", [1, 2])
def test_each_learners_answers_come_in_order_the_latest_learner_first(
    warehouse: Warehouse, seed: int
) -> None:
    story = Story(seed=seed).live(60)
    late = [*story.events, *story.events[::2]]
    Random(seed).shuffle(late)
    write(warehouse, batch(late))
    scope = Scope(tenant=story.tenant, since=START, until=story.now + timedelta(days=1))
    told, last_at = expected(story, scope)
    order = sorted(told, key=last_at.__getitem__, reverse=True)
    shown = answers_by_learner(warehouse, scope, BANK, limit=100)
    assert len(order) > 1
    assert [list(zip(one.items, one.scores, strict=True)) for one in shown] == [
        told[one] for one in order
    ]
    assert answers_by_learner(warehouse, scope, BANK, limit=1) == shown[:1]
    assert answers_by_learner(warehouse, scope, "another-bank", limit=100) == ()


def expected(
    story: Story, scope: Scope
) -> tuple[dict[UUID, list[tuple[str, float | None]]], dict[UUID, datetime]]:
    """Return each learner's graded answers, and when the last was given."""
    told: dict[UUID, list[tuple[str, float | None]]] = {}
    last_at = {}
    for facts in reversed(recount.attempts(story.events, scope)):
        if facts.grade:
            told.setdefault(facts.work.learner_id, []).append((facts.work.item_id, facts.score))
            last_at[facts.work.learner_id] = facts.work.occurred_at
    return told, last_at
