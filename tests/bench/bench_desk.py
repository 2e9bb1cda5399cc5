"""How long each page of the marking desk takes when 10,000 answers are on it.

The app is called in this process, page by page in turn, so that each figure is what
the server spends from request to finished HTML, rendering included. The database is
a SQLite file made by the migrations; with SIGNPOST_BENCH_POSTGRES=1 it is PostgreSQL.
`desk.cpu_p95` is the processor's time of the slowest page, SQLite's included: unlike
`desk.p95` it does not grow with what else the machine does meanwhile.
"""

import gc
import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from tempfile import TemporaryDirectory

import numpy as np
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from analytics.content import shipped_banks
from lti_tool.adapters.database import Database
from lti_tool.app import create_app
from lti_tool.migrations import migrate
from lti_tool.models import Attempt
from lti_tool.services.marking.learning import learn
from lti_tool.settings import Settings
from lti_tool.wiring import Parts
from tests.lti_tool.pages.conftest import FakeReports
from tests.parts.full_desk import FullDesk, fill_desk
from tests.parts.postgres import running_postgres

ANSWERS = 10_000
TOOL = "https://tool.example.org"
_WARM_UP = 2
_CARD = re.compile(r'name="answers" value="([^"]+)"')
_MORE = re.compile(r'after=([^&"]+)[^"]*">')


def run(repeats: int = 40) -> dict[str, float]:
    """Return p50 and p95 of each page in ms; `desk.p95` is that of the slowest page."""
    with _database() as url:
        migrate(url)
        database = Database(url)
        desk = fill_desk(database, shipped_banks()["science-7"], ANSWERS)
        began = time.perf_counter()
        learn(database, desk.room.activity.id, desk.room.clock())
        learnt = time.perf_counter() - began
        # What filled the database would lengthen every collection; a server has none of it.
        gc.collect()
        gc.freeze()
        visitor = _Visitor(_app(desk).test_client(), desk)
        for _ in range(repeats + _WARM_UP):
            visitor.go_round()
        figures = _figures(visitor.spent)
        with database.read() as session:
            answers = session.scalar(select(func.count()).select_from(Attempt)) or 0
        database.dispose()
    return {**figures, "desk.answers": float(answers), "desk.learn_s": learnt}


@dataclass
class _Visitor:
    """A teacher who opens every page in turn and marks on the way."""

    client: FlaskClient
    desk: FullDesk
    spent: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    deeper: str = ""
    items: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        """Go through the questions one after the other."""
        with self.desk.room.database.read() as session:
            ids = session.scalars(select(Attempt.item_id).distinct().order_by(Attempt.item_id))
            self.items = cycle(ids.all())

    def go_round(self) -> None:
        """Open each page once, mark one answer and one group, take the group back."""
        activity = self.desk.room.activity.id
        page = self.get("queue", "marking")
        self.mark("decide", page)
        deep = self.get("queue_deep", f"marking?group=all&after={self.deeper}")
        found = _MORE.search(deep)
        self.deeper = found.group(1) if found else ""
        self.get("queue_course", "marking?activity=all")
        self.get("queue_item", f"marking?item={self.desk.crowded}")
        self.get("item", f"marking/items/{activity}/{next(self.items)}")
        group = self.get("item_crowded", f"marking/items/{activity}/{self.desk.crowded}")
        decision = self.mark("decide_group", group)
        self.timed("undo", lambda: self.post(f"marking/undo/{decision}", {}))
        for name in ("questions", "alarms", "second", "decisions", "news"):
            self.get(name, f"marking/{name}")

    def get(self, name: str, path: str) -> str:
        """Return a page, and note how long it took."""
        return self.timed(name, lambda: self._checked(self.client.get(self._at(path))))

    def mark(self, name: str, page: str) -> str:
        """Mark the first card of a page; return the decision's id."""
        first = page.split("data-card")[1]
        seen = ",".join(_CARD.findall(first))
        form = {"answers": seen, "score": "50", "bank": self.desk.room.bank.id}
        said = self.timed(name, lambda: self.post("marking/decide", form))
        found = re.search(r'"decision":\s*"([^"]+)"', said)
        assert found, said
        return found.group(1)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        """Send a form as the page's script does."""
        headers = {"Origin": TOOL, "Accept": "application/json"}
        return self._checked(self.client.post(self._at(path), data=form, headers=headers))

    def timed(self, name: str, action: Callable[[], str]) -> str:
        """Do something; note how long it took, and the processor's time of it."""
        began, busy = time.perf_counter(), time.process_time()
        done = action()
        self.spent[name].append((time.perf_counter() - began, time.process_time() - busy))
        return done

    def _at(self, path: str) -> str:
        return f"/l/{self.desk.token}/{path}"

    def _checked(self, answer: object) -> str:
        assert answer.status_code == 200, answer.text  # type: ignore[attr-defined]
        return str(answer.text)  # type: ignore[attr-defined]


def _figures(spent: Mapping[str, list[tuple[float, float]]]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, taken in spent.items():
        wall, cpu = np.asarray(taken[_WARM_UP:]).T * 1_000
        figures[f"desk.{name}.p50"], figures[f"desk.{name}.p95"] = np.percentile(wall, [50, 95])
        figures[f"desk.{name}.cpu_p95"] = np.percentile(cpu, 95)
    for kind in ("p95", "cpu_p95"):
        slowest = max(value for name, value in figures.items() if name.endswith(f".{kind}"))
        figures[f"desk.{kind}"] = slowest
    return {name: float(value) for name, value in figures.items()}


def _app(desk: FullDesk) -> Flask:
    settings = Settings(public_url=TOOL, secret_key="s" * 32)
    room = desk.room
    return create_app(
        parts=Parts(settings, room.database, shipped_banks(), FakeReports(), room.clock)
    )


@contextmanager
def _database() -> Iterator[str]:
    if os.environ.get("SIGNPOST_BENCH_POSTGRES"):
        with running_postgres() as url:
            yield url
        return
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/tool.db"


if __name__ == "__main__":
    for name, value in sorted(run().items()):
        print(f"{name:34}{value:10.1f}")
