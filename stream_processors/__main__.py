"""Runs a stream worker: `python -m stream_processors`."""

import asyncio
import gc
import logging

import faust

from stream_processors.app import build_app
from stream_processors.errors import TransientError
from stream_processors.settings import Settings
from stream_processors.wiring import declare

log = logging.getLogger(__name__)

_WAIT_S = 1.0
_COLLECT_EVERY = (10_000, 20, 20)
"""Python's own is 700, 10, 10: it looks through all that a worker keeps every few messages."""
_WORDY = ("aiokafka", "faust", "mode")
"""Libraries that tell of every timer and every rebalance."""


def main(settings: Settings | None = None) -> None:
    """Run a worker until it is told to stop; it waits for the broker first."""
    chosen = settings or Settings()
    logging.basicConfig(level=logging.INFO)
    for name in _WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)
    chosen.data_dir.mkdir(parents=True, exist_ok=True)
    asyncio.run(_wait_for_topics(chosen))
    app = build_app(chosen)
    collect_seldom()
    faust.Worker(app, loglevel="INFO", redirect_stdouts=False).execute_from_commandline()


def collect_seldom() -> None:
    """Let the collector of cycles run seldom, and pass by all that is there by now.

    A message leaves few cycles and many objects that are freed without it: it took a
    third of a worker's CPU.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECT_EVERY)


async def _wait_for_topics(settings: Settings) -> None:
    while True:
        try:
            return await declare(settings)
        except TransientError as error:
            log.warning("waits for the broker: %s", error)
            await asyncio.sleep(_WAIT_S)


if __name__ == "__main__":
    main()
