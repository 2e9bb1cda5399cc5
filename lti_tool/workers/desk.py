"""The teachers' work behind the pages: group, grade anew, learn from marks, suggest.

Answers that came are grouped, and what a teacher asked for is looked at, within
seconds. Once a day, and at the start, every activity learns from its teachers' marks.
What answers suggest of skills is worked out beside that, as it takes long.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from analytics.content import shipped_banks
from analytics.grading.canary import StableRoute
from analytics.grading.errors import GraderUnavailable
from analytics.grading.ports import Grader
from analytics.grading.triton import TritonGrader
from analytics.grading.versions import ControlFile
from analytics.grading.wire import Lane
from lti_tool.adapters.clickhouse_reports import ClickHouseReports
from lti_tool.adapters.database import Database
from lti_tool.adapters.grader_judge import GraderJudge
from lti_tool.adapters.outbox_accounts import OutboxAccounts
from lti_tool.errors import ReportsUnavailable
from lti_tool.models import utc_now
from lti_tool.services.marking.learning import learn_as_asked, learn_everywhere
from lti_tool.services.marking.placing import Placer
from lti_tool.services.marking.regrading import Regrader
from lti_tool.services.skills.finding import Finder
from lti_tool.settings import Settings
from lti_tool.workers.running import announce, pause, run

EVERY_S = 1.0
TROUBLE_S = 5.0
LEARN_EVERY = timedelta(days=1)
_FOR_NOW = (GraderUnavailable, ReportsUnavailable, SQLAlchemyError)

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Desk:
    """Does what is due."""

    database: Database
    regrader: Regrader
    placer: Placer
    clock: Callable[[], datetime] = utc_now
    _learnt_at: datetime | None = field(default=None, init=False)

    def step(self) -> None:
        """Learn if a day has passed or somebody asked, group, grade anew.

        Raises:
            GraderUnavailable: what was asked for stays so; try again later.
        """
        self.placer.watch()
        self._learn()
        while learn_as_asked(self.database, self.clock()):
            log.info("learnt from the marks of an activity, as asked")
        self.placer.step()
        while self.regrader.step():
            log.info("looked at what grading anew would change")

    def _learn(self) -> None:
        now = self.clock()
        if self._learnt_at is not None and now - self._learnt_at < LEARN_EVERY:
            return
        learnt = learn_everywhere(self.database, now)
        self._learnt_at = now
        log.info("learnt from the marks of %d questions", learnt)


async def work_until(stop: asyncio.Event, settings: Settings) -> None:
    """Do what is due every second until told to stop."""
    database = Database(settings.database_url)
    judge = GraderJudge(lambda: _grader(settings))
    banks = shipped_banks()
    desk = Desk(database, Regrader(database, banks, judge, utc_now), Placer(database))
    warehouse_url = settings.clickhouse_url.get_secret_value()
    reports = ClickHouseReports.at(warehouse_url, OutboxAccounts(database))
    finder = Finder(database, reports, banks, utc_now)
    announce(settings)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_repeat(stop, desk.step))
            group.create_task(_repeat(stop, finder.step))
    finally:
        database.dispose()


async def _repeat(stop: asyncio.Event, step: Callable[[], object]) -> None:
    while not stop.is_set():
        try:
            await asyncio.to_thread(step)
            await pause(stop, EVERY_S)
        except _FOR_NOW as error:
            log.warning("the desk's work waits: %s", error)
            await pause(stop, TROUBLE_S)


def main(settings: Settings) -> None:
    """Run the desk's worker until SIGTERM."""
    run(lambda stop: work_until(stop, settings))


@asynccontextmanager
async def _grader(settings: Settings) -> AsyncIterator[Grader]:
    """Open a grader that lets the answers of waiting learners go first."""
    serving = StableRoute(ControlFile(settings.grader_folder))
    grader = TritonGrader(settings.triton_url, lane=Lane.BULK, route=serving)
    try:
        yield grader
    finally:
        await grader.aclose()
