"""Deliver scores to gradebooks until told to stop."""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.exc import SQLAlchemyError

from lti_tool.adapters.database import Database
from lti_tool.lti_wiring import build_lti
from lti_tool.services.passback import PassbackQueue
from lti_tool.settings import Settings
from lti_tool.workers.running import announce
from lti_tool.workers.running import run as run_worker

SENDERS = 4
IDLE_S = 0.5
TROUBLE_S = 5.0
log = logging.getLogger(__name__)


def main(settings: Settings) -> None:
    """Run the passback until SIGTERM; a score under way is finished."""
    run_worker(lambda stop: _until(stop, settings))


def run(settings: Settings, stop: threading.Event) -> None:
    """Send due scores, a few at a time so that one slow LMS holds up no other."""
    database = Database(settings.database_url)
    queue = build_lti(settings, database).passback
    try:
        with ThreadPoolExecutor(SENDERS, thread_name_prefix="passback") as pool:
            for ended in [pool.submit(_deliver, queue, stop) for _ in range(SENDERS)]:
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


def _deliver(queue: PassbackQueue, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            worked = queue.step()
        except SQLAlchemyError:
            log.exception("the database refused; trying again")
            stop.wait(TROUBLE_S)
            continue
        if not worked:
            stop.wait(IDLE_S)
