"""A canary gets its share, the same answers each time, until it does badly."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from analytics.grading.asking import Asked, Outcome
from analytics.grading.canary import CanaryRoute, Seen, StableRoute, trouble
from analytics.grading.types import Grade
from analytics.grading.versions import Canary, Control, Limits

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LIMITS = Limits(errors=0.1, p95_s=1.0, release_gap=0.2, window=50, least=10)
GOOD = Seen(bad=False, seconds=0.1, released=True)
BAD = Seen(bad=True, seconds=0.1, released=None)
SLOW = Seen(bad=False, seconds=1.5, released=True)
NEARLY_SLOW = Seen(bad=False, seconds=1.0, released=True)
SLOWER = Seen(bad=False, seconds=2.5, released=True)
KEPT = Seen(bad=False, seconds=0.1, released=False)


@dataclass
class FakePlace:
    """Holds who grades; may refuse to be written."""

    control: Control
    writable: bool = True

    def read(self) -> Control:
        return self.control

    def change(self, how: Callable[[Control], Control]) -> Control:
        if not self.writable:
            raise OSError("read-only")
        self.control = how(self.control)
        return self.control


def _place(share: float = 0.3, since: datetime = NOON) -> FakePlace:
    canary = Canary(version=2, share=share, since=since, limits=LIMITS)
    return FakePlace(Control().trying(canary))


def _route(place: FakePlace) -> CanaryRoute:
    return CanaryRoute(place, lambda grade, _: grade.score > 0.5, lambda: NOON)


def _asked(model: str, outcome: Outcome = "graded", score: float = 0.9) -> Asked:
    grade = Grade(
        label="correct",
        score=score,
        confidence=0.9,
        probabilities=(0.9, 0.1, 0, 0, 0),
        nearest_reference=0,
        covered=(),
        missing=(),
        model=model,
    )
    return Asked(model, outcome, 0.1, "en", grade if outcome == "graded" else None)


def _chosen(route: CanaryRoute, count: int = 1_000) -> set[str]:
    keys = [f"answer-{number}" for number in range(count)]
    return {key for key in keys if route.choose(key).canary == "grader-2"}


def test_the_canary_gets_its_share_of_the_answers_and_the_same_ones_again() -> None:
    chosen = _chosen(_route(_place(0.3)))
    assert 250 < len(chosen) < 350
    assert _chosen(_route(_place(0.3))) == chosen


def test_a_greater_share_keeps_the_answers_that_the_canary_had() -> None:
    assert _chosen(_route(_place(0.1))) < _chosen(_route(_place(0.4)))


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (1.0, 1_000)])
def test_none_and_all_are_shares_too(share: float, count: int) -> None:
    assert len(_chosen(_route(_place(share)))) == count


def test_the_share_changes_while_the_route_is_used() -> None:
    place = _place(0.0)
    route = _route(place)
    assert _chosen(route) == set()
    place.control = _place(1.0).control
    assert len(_chosen(route)) == 1_000
    assert route.share == 1.0


def test_an_answer_without_an_id_is_never_tried_on() -> None:
    assert _route(_place(1.0)).choose("").canary is None
    assert StableRoute(_place(1.0)).choose("answer-1").canary is None


def test_after_a_promotion_the_other_version_is_asked() -> None:
    place = FakePlace(_place().control.promoted())
    assert _route(place).choose("").stable == "grader-2"
    assert StableRoute(place).choose("").stable == "grader-2"


@pytest.mark.parametrize(
    ("canary", "stable", "said"),
    [
        ([BAD] * 2 + [GOOD] * 8, [GOOD] * 10, "20% of its answers failed, 0% of the others"),
        ([BAD] * 10, [], "100% of its answers failed"),
        ([BAD] * 9, [GOOD] * 10, None),
        ([BAD] * 2 + [GOOD] * 8, [BAD] * 2 + [GOOD] * 8, None),
        ([SLOW] * 2 + [GOOD] * 8, [GOOD] * 10, "95th percentile is 1500 ms, 100 ms of the others"),
        ([SLOW] * 10, [SLOW] * 10, None),
        ([SLOW] * 10, [NEARLY_SLOW] * 10, None),
        ([SLOWER] * 10, [SLOW] * 10, "95th percentile is 2500 ms, 1500 ms of the others"),
        ([KEPT] * 5 + [GOOD] * 5, [GOOD] * 10, "50% of its grades need no teacher, 100%"),
        ([GOOD] * 10, [KEPT] * 5 + [GOOD] * 5, "100% of its grades need no teacher, 50%"),
        ([KEPT] * 10, [GOOD] * 9, None),
        ([GOOD] * 10, [GOOD] * 10, None),
    ],
)
def test_each_limit_compares_the_canary_with_what_serves(
    canary: list[Seen], stable: list[Seen], said: str | None
) -> None:
    found = trouble(canary, stable, LIMITS)
    assert found is None if said is None else said in (found or "")


def test_a_canary_that_fails_is_stopped_for_all_and_it_is_said_why(
    caplog: pytest.LogCaptureFixture,
) -> None:
    place = _place(1.0)
    route = _route(place)
    with caplog.at_level(logging.ERROR):
        for _ in range(10):
            route.asked(_asked("grader-2", "timed_out"))
    assert route.choose("answer-1").canary is None
    assert (route.share, route.stops) == (0.0, 1)
    assert place.control.canary is None
    assert place.control.stopped is not None
    assert "100% of its answers failed" in place.control.stopped.reason
    assert "canary grader:2 is stopped" in caplog.text


def test_a_canary_that_releases_other_grades_is_stopped() -> None:
    place = _place(0.5)
    route = _route(place)
    for _ in range(10):
        route.asked(_asked("grader"))
    for _ in range(10):
        route.asked(_asked("grader-2", score=0.2))
    assert place.control.stopped is not None
    assert "need no teacher" in place.control.stopped.reason


def test_overload_is_no_fault_of_the_canary() -> None:
    place = _place()
    route = _route(place)
    for _ in range(100):
        route.asked(_asked("grader-2", "overloaded"))
    assert place.control.canary is not None


def test_where_the_word_cannot_be_written_this_process_stops_it_all_the_same() -> None:
    place = _place(1.0)
    place.writable = False
    route = _route(place)
    for _ in range(10):
        route.asked(_asked("grader-2", "failed"))
    assert place.control.canary is not None
    assert route.choose("answer-1").canary is None


def test_a_new_trial_begins_with_a_clean_sheet() -> None:
    place = _place(1.0)
    route = _route(place)
    for _ in range(10):
        route.asked(_asked("grader-2", "failed"))
    place.control = _place(1.0, NOON + timedelta(hours=1)).control
    for _ in range(9):
        route.asked(_asked("grader-2", "failed"))
    assert route.choose("answer-1").canary == "grader-2"
