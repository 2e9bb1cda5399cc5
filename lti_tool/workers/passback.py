"""Deliver scores to gradebooks, and read gradebooks and rosters, until told to stop."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.settings import Settings
from lti_tool.workers.running import announce
from lti_tool.workers.running import run as run_worker

SENDERS = 4
IDLE_S = 0.5
READING_IDLE_S = 5.0
TROUBLE_S = 5.0
Step = Callable[[], bool]
log = logging.getLogger(__name__)


def main(settings: Settings) -> None:
    """Run the passback until SIGTERM; a score under way is finished."""
    run_worker(lambda stop: _until(stop, settings))


def run(settings: Settings, stop: threading.Event) -> None:
    """Send due scores, a few at a time so that one slow LMS holds up no other.

    Columns, rosters and subscriptions to notices have threads of their own: no
    score waits for them.
    """
    database = Database(settings.database_url)
    lti = build_lti(settings, database)
    work: list[tuple[Step, float]] = [(lti.passback.step, IDLE_S)] * SENDERS
    reading = (lti.columns.step, lti.rosters.step, lti.subscriptions.step)
    work += [(step, READING_IDLE_S) for step in reading]
    try:
        with ThreadPoolExecutor(len(work), thread_name_prefix="passback") as pool:
            for ended in [pool.submit(_repeat, step, idle_s, stop) for step, idle_s in work]:
                ended.result()
    finally:
        database.dispose()


async def _until(stop: asyncio.Event, settings: Settings) -> None:
    logging.getLogger("httpx").setLevel(logging.WARNING)
    told = threading.Event()
    working = asyncio.create_task(asyncio.to_thread(run, settings, told))
    stopping = asyncio.create_task(stop.wait())
    announce(settings)
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        told.set()
        stopping.cancel()
        await working


def _repeat(step: Step, idle_s: float, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            worked = step()
        except SQLAlchemyError:
            log.exception("the database refused; trying again")
            stop.wait(TROUBLE_S)
            continue
        if not worked:
            stop.wait(idle_s)
