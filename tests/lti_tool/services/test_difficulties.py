"""Learned difficulties in the web process: at once, never waiting for the warehouse."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID

from analytics.content import PlanItem
from analytics.mastery.difficulty import FEWEST
from analytics.reports import ItemEvidenceLine
from lti_tool.errors import ReportsUnavailable
from lti_tool.services.difficulties import (
    EVERY_S,
    Difficulties,
    TaughtBanks,
    in_background,
    items_as_learned,
)

TENANT = UUID(int=3)
ITEM = PlanItem(id="half", kind="numeric", skills={"fractions": 1.0}, difficulty=0.5, revision=2)


def line(answers: int = 40, mean: float = 2.0, revision: int = 2) -> ItemEvidenceLine:
    weight = answers * 0.15
    sums = {"answers": answers, "weight": weight, "weighted": weight * mean}
    return ItemEvidenceLine(item_id="half", revision=revision, **sums)


@dataclass
class FakeEvidence:
    lines: list[ItemEvidenceLine] = field(default_factory=list)
    away: bool = False
    asked: list[tuple[str, str]] = field(default_factory=list)

    def item_evidence(self, tenant: str, bank_id: str) -> Sequence[ItemEvidenceLine]:
        self.asked.append((tenant, bank_id))
        if self.away:
            raise ReportsUnavailable("away")
        return self.lines


@dataclass
class Scene:
    """A process whose looks at the warehouse are done when the test says so."""

    reports: FakeEvidence = field(default_factory=lambda: FakeEvidence([line()]))
    now: float = 1_000.0
    waiting: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        known = Difficulties(self.reports, lambda: self.now, self.waiting.append)
        self.banks = TaughtBanks({}, known)

    def planned(self, tenant: UUID = TENANT, item: PlanItem = ITEM) -> float:
        [told] = items_as_learned((item,), self.banks, tenant, "tiny")
        return told.difficulty

    def look(self) -> None:
        while self.waiting:
            self.waiting.pop()()


def test_nobody_waits_for_the_first_look() -> None:
    scene = Scene()
    assert scene.planned() == 0.5
    assert scene.reports.asked == []
    scene.look()
    assert scene.reports.asked == [(str(TENANT), "tiny")]
    assert scene.planned() == round((2 * 0.5 + 6 * 2.0) / 8, 2)


def test_a_bank_is_looked_up_at_most_once_a_minute() -> None:
    scene = Scene()
    for _ in range(5):
        scene.planned()
        scene.look()
        scene.now += EVERY_S / 5 - 1
    assert len(scene.reports.asked) == 1
    scene.now += 5
    scene.planned()
    scene.look()
    assert len(scene.reports.asked) == 2


def test_what_was_learned_stays_while_the_warehouse_is_away() -> None:
    scene = Scene()
    scene.planned()
    scene.look()
    learned = scene.planned()
    scene.reports.away = True
    scene.now += EVERY_S
    assert scene.planned() == learned
    scene.look()
    assert scene.planned() == learned != 0.5


def test_a_warehouse_that_was_never_reached_leaves_the_authors_word() -> None:
    scene = Scene(FakeEvidence(away=True))
    scene.planned()
    scene.look()
    assert scene.planned() == 0.5


def test_few_answers_and_those_to_another_revision_change_nothing() -> None:
    for lines in ([line(FEWEST - 1)], [line(revision=1)], []):
        scene = Scene(FakeEvidence(lines))
        scene.planned()
        scene.look()
        assert scene.planned() == 0.5


def test_tenants_learn_apart() -> None:
    scene = Scene()
    scene.planned()
    scene.planned(UUID(int=4))
    scene.look()
    assert sorted(scene.reports.asked) == [(str(UUID(int=n)), "tiny") for n in (3, 4)]


def test_an_item_is_never_taken_farther_than_two_logits_away() -> None:
    scene = Scene(FakeEvidence([line(10_000, -9.0)]))
    scene.planned()
    scene.look()
    assert scene.planned() == -1.5


def test_a_look_in_the_background_ends_by_itself() -> None:
    done = Event()
    in_background(done.set)
    assert done.wait(10)


def test_a_plain_mapping_of_banks_says_nothing() -> None:
    assert items_as_learned((ITEM,), {}, TENANT, "tiny") == (ITEM,)
