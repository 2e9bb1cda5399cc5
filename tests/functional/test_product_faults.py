"""The whole product while its parts are killed: nothing lost, nothing twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select

from lti_tool.adapters.database import Database
from lti_tool.models import Attempt, OutboxEvent, Passback, Progress
from tests.parts.classroom import Learner, is_graded
from tests.parts.product import Product, running_product
from tests.parts.school import open_activity, place_activity, score_posts

pytestmark = pytest.mark.functional

WORDS = "Its particles are held in fixed places, but in a liquid they can slide past each other."
CATCH_UP_S = 150.0


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    with running_product(tmp_path_factory.mktemp("p")) as running:
        yield running


@pytest.fixture(scope="module")
def learner(product: Product) -> Iterator[Learner]:
    learner = open_activity(product, place_activity(product))
    yield learner
    learner.close()


@pytest.fixture(scope="module")
def database(product: Product) -> Iterator[Database]:
    database = Database(product.environment["SIGNPOST_DATABASE_URL"])
    yield database
    database.dispose()


class Down:
    """Keeps a part down: kills it, and whatever is started in its place."""

    def __init__(self, product: Product, name: str) -> None:
        self._product, self._name = product, name
        self._over = Event()
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Down":
        assert self._product.pid(self._name), f"{self._name} does not run"
        self._kill()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.is_set():
            self._kill()

    def _kill(self) -> None:
        pid = self._product.pid(self._name)
        if pid:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("part", ["triton", "broker", "warehouse"])
def test_answers_are_taken_while_a_part_is_down_and_all_catches_up(
    part: str, product: Product, learner: Learner, database: Database
) -> None:
    with Down(product, part):
        for _ in range(4):
            learner.send(learner.filled_by_kind(WORDS))
            learner.go_on()
        if part == "warehouse":
            learner.send(learner.filled_by_kind(WORDS))
        else:
            assert _says_delayed(learner), "the page does not say that grading is delayed"
    assert _until(lambda: _ungraded(database) == 0, CATCH_UP_S), "answers stay without a grade"
    assert _until(lambda: is_graded({"parts": {"work": _page(learner)}}), 10)
    assert _until(lambda: _unconfirmed(database) == 0, CATCH_UP_S), "events stay unconfirmed"
    learner.go_on()
    _assert_sound(product, database)


def test_what_was_killed_is_left_over_nowhere_after_the_stop(tmp_path: Path) -> None:
    with running_product(tmp_path) as product:
        pids = list(product.facts["pids"].values())
        assert all(_alive(pid) for pid in pids)
    assert product.process.returncode == 0
    assert not [pid for pid in pids if _alive(pid)]


def test_a_second_start_in_the_same_folder_is_refused_in_words(product: Product) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "deploy.cli", "up", "--var", str(product.root)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode != 0
    assert "another `signpost up` uses" in second.stderr


def _says_delayed(learner: Learner) -> bool:
    """Answer until an answer waits: with Triton down, numbers are graded still."""
    for _ in range(8):
        learner.send(learner.filled_by_kind(WORDS))
        if _until(lambda: "Grading is delayed" in _page(learner), 10):
            return True
        learner.go_on()
    return False


def _assert_sound(product: Product, database: Database) -> None:
    ledger = json.loads(product.command("ledger", "--json"))
    assert ledger
    for entry in ledger:
        assert entry["difference"] == 0, entry
        assert entry["in_flight"] == 0, entry
        assert entry["dead"] == 0, entry
        assert entry["surplus"] == 0, entry
    assert _until(lambda: _pending(database) == 0, 60), "a score was not delivered"
    with database.read() as session:
        answered = session.scalar(select(func.count()).select_from(Attempt))
        progress = session.scalars(select(Progress)).one()
    times = sum(skill["answers"] for skill in progress.skills["skills"])
    assert times >= 1
    assert progress.state_seq == answered, "an update was lost or applied twice"
    taken = [post for post in score_posts(product) if post["status"] == 200]
    assert taken
    scores = [post["body"]["scoreGiven"] for post in taken]  # type: ignore[index]
    assert all(a != b for a, b in pairwise(scores)), f"a score was sent twice: {scores}"
    assert scores[-1] == pytest.approx(100 * (progress.score or 0), abs=0.01)


def _ungraded(database: Database) -> int:
    with database.read() as session:
        waiting = select(func.count()).select_from(Attempt).where(Attempt.status == "submitted")
        return session.scalar(waiting) or 0


def _unconfirmed(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).select_from(OutboxEvent)
        return session.scalar(query.where(OutboxEvent.confirmed_at.is_(None))) or 0


def _pending(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).select_from(Passback)
        return session.scalar(query.where(Passback.status == "pending")) or 0


def _page(learner: Learner) -> str:
    return learner.page()


def _until(true: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        Event().wait(0.25)
    return False


def _alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()
