"""How every worker starts and ends: logs, signals, the ready file."""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable

from lti_tool.settings import Settings

Work = Callable[[asyncio.Event], Awaitable[None]]
"""What a worker does until the event is set."""


def run(work: Work) -> None:
    """Do the work until SIGTERM or SIGINT; it may finish what it has begun."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("aiokafka").setLevel(logging.ERROR)
    asyncio.run(_until_told(work))


def announce(settings: Settings) -> None:
    """Say by a file, if one is asked for, that the worker is at work."""
    if settings.ready_file is not None:
        settings.ready_file.parent.mkdir(parents=True, exist_ok=True)
        settings.ready_file.write_text("ready\n", encoding="utf-8")


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but no longer than until the worker is to stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return


async def _until_told(work: Work) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await work(stop)
